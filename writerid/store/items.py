"""What is recorded of an item beside its pixels: forensic practice asks for it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from writerid.errors import WriterIdError

MEDIA = ("", "original", "photocopy", "photograph")
MANNERS = ("", "natural", "disguise suspected", "simulation suspected")
ORIGINS = ("", "request", "course of business")


@dataclass(frozen=True)
class ItemData:
    """Of one document; empty where it is not known.

    ``written`` is the date of the writing as the examiner states it. ``medium``, ``manner`` and
    ``origin`` are one of MEDIA, MANNERS, ORIGINS. Raises WriterIdError for another value.
    """

    script: str = ""
    language: str = ""
    style: str = ""
    instrument: str = ""
    written: str = ""
    medium: str = ""
    manner: str = ""
    origin: str = ""

    def __post_init__(self) -> None:
        for name, allowed in (("medium", MEDIA), ("manner", MANNERS), ("origin", ORIGINS)):
            value = getattr(self, name)
            if value not in allowed:
                choices = ", ".join(filter(None, allowed))
                raise WriterIdError(f"{name} is “{value}”, not one of {choices} (or empty)")

    @classmethod
    def from_mapping(cls, values: Mapping[str, str | None]) -> "ItemData":
        """Take what ``values`` says of an item; other keys do not matter."""
        return cls(**{name: (values.get(name) or "").strip() for name in ITEM_FIELDS})


ITEM_FIELDS = tuple(field.name for field in fields(ItemData))
NOTHING_KNOWN = ItemData()
