"""``writerid reencode``."""

from argparse import Namespace
from dataclasses import asdict

from writerid.cli.console import progress_task, say, say_json, say_skipped
from writerid.cli.record import lost_record
from writerid.pipeline.identify import Engine
from writerid.resources import shipped_model
from writerid.store.database import Database, default_folder
from writerid.store.encoding import EncodingSettings
from writerid.store.reencoding import all_documents, documents_without_code, reencode

REENCODE_SCHEMA = "writerid.reencode/1"


def run(options: Namespace) -> int:
    """Encode with the model what has no code of it yet."""
    model = options.model or shipped_model()
    engine = Engine(model, options.backend)
    folder = options.database or default_folder()
    with Database.open(folder, examiner=options.examiner) as database, progress_task() as task:
        if options.all:
            todo = all_documents(database)
        else:
            todo = documents_without_code(database, engine.model_id)
        report = reencode(
            database,
            engine,
            todo,
            EncodingSettings(model, options.backend, options.workers),
            discard_others=options.discard_others,
            task=task,
        )
    say_skipped(report.failed)
    if options.json:
        failed = [lost_record(lost) for lost in report.failed]
        record = {**asdict(report), "failed": failed}
        say_json({"schema": REENCODE_SCHEMA, "model_id": engine.model_id, **record})
    else:
        say(
            f"encoded {report.documents} documents ({report.pages} pages) with model "
            f"{engine.model_id[:12]}…; {len(report.failed)} failed"
        )
        if options.discard_others:
            say(f"dropped {report.discarded} codes of other models")
    return 1 if report.failed else 0
