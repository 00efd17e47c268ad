"""``writerid info``."""

import platform
from argparse import Namespace

from writerid import __version__
from writerid.cli.console import say, say_json
from writerid.pipeline.identify import Engine
from writerid.resources import shipped_model
from writerid.versions import package_versions


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
    for name, found in package_versions().items():
        say(f"  {name} {found}")
    say(f"backend: {engine.embedder.backend}")
    say(f"model:   {engine.model.folder}\n         id {engine.model_id}")
    return 0
