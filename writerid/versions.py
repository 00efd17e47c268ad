"""Versions of the program and of the libraries that its numbers depend on."""

from importlib.metadata import PackageNotFoundError, version

PACKAGES = (
    "numpy",
    "scipy",
    "opencv-python-headless",
    "scikit-image",
    "scikit-learn",
    "onnxruntime",
    "torch",
    "pillow",
    "pypdfium2",
)


def package_versions() -> dict[str, str]:
    """Versions of the libraries that the numbers depend on."""
    return {name: package_version(name) for name in PACKAGES}


def package_version(package: str) -> str:
    """The installed version, in words where there is none."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
