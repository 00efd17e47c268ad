"""``writerid info``."""

import platform
from argparse import Namespace
from typing import Any

from writerid import __version__
from writerid.cli.console import say, say_json
from writerid.pipeline.identify import Engine
from writerid.pipeline.model_files import ModelFolder
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
        "model": {
            "folder": str(engine.model.folder),
            "id": engine.model_id,
            "adaptation": adaptation_summary(engine.model) or None,
        },
    }
    if options.json:
        say_json(record)
        return 0
    say(f"writerid {__version__}, Python {record['python']}, {record['system']}")
    for name, found in package_versions().items():
        say(f"  {name} {found}")
    say(f"backend: {engine.embedder.backend}")
    say(f"model:   {engine.model.folder}\n         id {engine.model_id}")
    adaptation = engine.model.adaptation
    if adaptation:
        say(
            f"         adapted to {adaptation['label']}: {adaptation['writers']} writers, "
            f"{adaptation['pages']} pages\n"
            f"         from the model “{adaptation['base']['name']}”, "
            f"id {adaptation['base']['model_id']}"
        )
    return 0


def adaptation_summary(model: ModelFolder) -> dict[str, Any]:
    """What a model was adapted to, without the list of pages; empty where it was not."""
    return {name: value for name, value in model.adaptation.items() if name != "pages_sha256"}
