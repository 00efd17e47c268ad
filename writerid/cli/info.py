"""``writerid info``."""

import platform
from argparse import Namespace
from importlib.metadata import PackageNotFoundError, version

from writerid import __version__
from writerid.cli.console import say, say_json
from writerid.pipeline.identify import Engine
from writerid.resources import shipped_model

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


def run(options: Namespace) -> int:
    """Versions, device, model."""
    engine = Engine(options.model or shipped_model(), options.backend)
    record = {
        "writerid": __version__,
        "python": platform.python_version(),
        "system": platform.platform(),
        "packages": package_versions(),
        "backend": engine.embedder.backend,
        "model": {"folder": str(engine.model.folder), "id": engine.model_id},
    }
    if options.json:
        say_json(record)
        return 0
    say(f"writerid {__version__}, Python {record['python']}, {record['system']}")
    for name in PACKAGES:
        say(f"  {name} {_version(name)}")
    say(f"backend: {engine.embedder.backend}")
    say(f"model:   {engine.model.folder}\n         id {engine.model_id}")
    return 0


def package_versions() -> dict[str, str]:
    """Versions of the libraries that the numbers depend on."""
    return {name: _version(name) for name in PACKAGES}


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
