"""``writerid enrol``."""

from argparse import Namespace
from dataclasses import asdict
from typing import Any

from writerid.cli.console import progress_task, say, say_error, say_json, say_skipped, say_table
from writerid.cli.record import lost_record
from writerid.pipeline.identify import Engine, ReadSettings
from writerid.resources import shipped_model
from writerid.store.database import FILE, Database, default_folder
from writerid.store.encoding import EncodingSettings
from writerid.store.enrolment import EnrolmentReport, enrol
from writerid.store.fates import WRONG, Fate
from writerid.store.names import plain_text, shown_name
from writerid.store.plan import Plan, plan_enrolment
from writerid.store.sources import Listing, list_sources
from writerid.tasks import Task

ENROL_SCHEMA = "writerid.enrol/1"


def run(options: Namespace) -> int:
    """Plan, then carry out; with ``--dry-run`` only show the plan."""
    listing = list_sources(
        options.sources,
        writer=options.writer,
        document=options.document,
        pattern=options.pattern,
    )
    if options.dry_run:
        return _show_plan(options, listing)
    model = options.model or shipped_model()
    engine = Engine(model, options.backend)
    folder = options.database or default_folder()
    with (
        Database.create(folder, examiner=options.examiner) as database,
        progress_task() as task,
    ):
        if database.backup is not None:
            say_error(f"the database was brought up to date; before that: {database.backup}")
        plan = _plan(database, options, listing, task)
        report = enrol(
            database,
            engine,
            plan,
            ReadSettings(options.dpi, options.estimate_scale),
            EncodingSettings(model, options.backend, options.workers),
            confirm_duplicates=options.confirm_duplicates,
            task=task,
        )
    _say(options, report, listing.ignored)
    return 1 if report.failed else 0


def _plan(database: Database | None, options: Namespace, listing: Listing, task: Task) -> Plan:
    return plan_enrolment(
        database,
        listing,
        ReadSettings(options.dpi, options.estimate_scale),
        confirm_duplicates=options.confirm_duplicates,
        thorough=options.dry_run,
        task=task,
    )


def _show_plan(options: Namespace, listing: Listing) -> int:
    """The plan of an enrolment, every page decoded, nothing written."""
    folder = options.database or default_folder()
    with progress_task() as task:
        if (folder / FILE).is_file():
            with Database.open(folder) as database:
                plan = _plan(database, options, listing, task)
        else:
            plan = _plan(None, options, listing, task)
    if options.json:
        say_json({"schema": ENROL_SCHEMA, "dry_run": True, **_plan_record(plan)})
    else:
        say_table(
            ["file", "pages", "writer", "document", "what"],
            [
                [
                    shown_name(plain_text(str(file.listed.file))),
                    str(file.page_count or ""),
                    shown_name(document.writer),
                    shown_name(document.name),
                    document.fate.value,
                ]
                for document in plan.documents
                for file in document.files
            ],
        )
        counts = ", ".join(f"{fate.value}: {len(plan.of_fate(fate))}" for fate in Fate)
        say(f"{counts}; nothing was written")
        for document in plan.of_fate(Fate.DUPLICATE):
            say_error(document.reason)
    say_skipped(plan.problems)
    return 1 if plan.problems else 0


def _plan_record(plan: Plan) -> dict[str, Any]:
    return {
        "documents": [
            {
                "writer": document.writer,
                "document": document.name,
                "fate": document.fate.value,
                "wrong": document.fate in WRONG,
                "reason": document.reason,
                "item": asdict(document.item),
                "files": [
                    {
                        "file": plain_text(str(file.listed.file)),
                        "sha256": file.sha256,
                        "pages": file.page_count,
                    }
                    for file in document.files
                ],
            }
            for document in plan.documents
        ],
        "left_out": [lost_record(lost) for lost in plan.skipped],
        "ignored_files": plan.ignored,
    }


def _say(options: Namespace, report: EnrolmentReport, ignored: int) -> None:
    say_skipped(report.failed)
    for twin in report.duplicates:
        say_error(f"duplicate: {twin.reason}")
    if options.json:
        say_json(
            {
                "schema": ENROL_SCHEMA,
                "dry_run": False,
                "database": str(options.database or default_folder()),
                "documents": report.documents,
                "pages": report.pages,
                "already": report.already,
                "duplicates": [lost_record(twin) for twin in report.duplicates],
                "left_out": [lost_record(lost) for lost in report.failed],
                "ignored_files": ignored,
            }
        )
        return
    say(
        f"enrolled {report.documents} documents ({report.pages} pages); {report.already} were "
        f"enrolled before; {len(report.duplicates)} duplicates; {len(report.failed)} left out"
    )
    if ignored:
        say(f"{ignored} files in the folders are no scans, by their ending")
