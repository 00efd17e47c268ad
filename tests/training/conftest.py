from tests.small_model import small_model

__all__ = ["small_model"]
