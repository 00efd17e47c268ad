"""Does one kind of work until it is killed: run by killed.py in a process of its own.

Says “ready” when everything is imported and the work begins.
"""

import sys
from pathlib import Path

from writerid.pipeline.identify import Engine, ReadSettings
from writerid.store.database import Database
from writerid.store.encoding import EncodingSettings
from writerid.store.enrolment import enrol
from writerid.store.plan import plan_enrolment
from writerid.store.rearranging import merge, split
from writerid.store.reencoding import all_documents, reencode
from writerid.store.sources import list_sources
from writerid.store.writers import documents_of, find_writer, list_writers

ROUNDS = 100_000


def do_enrol(folder: Path, model: Path, exemplars: Path, workers: int) -> None:
    engine = Engine(model, "onnx")
    _say_ready(engine)
    with Database.create(folder) as database:
        plan = plan_enrolment(database, list_sources([exemplars]), ReadSettings())
        enrol(database, engine, plan, ReadSettings(), EncodingSettings(model, "onnx", workers))


def do_reencode(folder: Path, model: Path, _: Path, workers: int) -> None:
    engine = Engine(model, "onnx")
    _say_ready(engine)
    with Database.open(folder) as database:
        for _round in range(ROUNDS):
            encoding = EncodingSettings(model, "onnx", workers)
            reencode(database, engine, all_documents(database), encoding)


def do_merge(folder: Path, _model: Path, _exemplars: Path, _workers: int) -> None:
    """All writers into one, and every document split off again, over and over."""
    _say_ready(None)
    with Database.open(folder) as database:
        for _round in range(ROUNDS):
            first, *others = list_writers(database)
            if others:
                merge(database, others, first)
            whole = find_writer(database, first.name)
            for number, document in enumerate(documents_of(database, whole)[1:], start=1):
                split(database, [document], f"writer {number}")


def _say_ready(engine: Engine | None) -> None:
    if engine is not None:
        engine.embedder  # noqa: B018 - loads the network
    sys.stdout.write("ready\n")
    sys.stdout.flush()


if __name__ == "__main__":
    KINDS = {"enrolment": do_enrol, "re-encoding": do_reencode, "merging": do_merge}
    _, kind, where, with_model, source, processes = sys.argv
    KINDS[kind](Path(where), Path(with_model), Path(source), int(processes))
    sys.stdout.write("done\n")
