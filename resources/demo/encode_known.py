"""Encode the known letters of the demonstration with the shipped model, so that nobody waits.

    python resources/demo/encode_known.py

To be run when the letters, the model, or the version of the program or of OpenCV has changed.
"""

import sys
import tempfile
from pathlib import Path

from writerid.casework.demonstration_codes import write_codes
from writerid.pipeline.identify import Engine, ReadSettings
from writerid.resources import shipped_model
from writerid.store.database import Database
from writerid.store.encoding import EncodingSettings
from writerid.store.enrolment import enrol
from writerid.store.plan import plan_enrolment
from writerid.store.sources import list_csv

SOURCE = Path(__file__).resolve().parent


def main() -> None:
    """Enrol in a database that is thrown away, and write its codes."""
    engine = Engine(shipped_model(), "onnx")
    reading, encoding = ReadSettings(), EncodingSettings(shipped_model(), "onnx", 1)
    with tempfile.TemporaryDirectory() as folder, Database.create(Path(folder)) as database:
        plan = plan_enrolment(database, list_csv(SOURCE / "labels.csv"), reading)
        report = enrol(database, engine, plan, reading, encoding)
        file = write_codes(database, engine.model_id, SOURCE)
    sys.stdout.write(f"{report.documents} letters, {file.stat().st_size:,} bytes in {file}\n")


if __name__ == "__main__":
    main()
