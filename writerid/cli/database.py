"""``writerid database``: check, info, backup."""

from argparse import Namespace
from dataclasses import asdict

from writerid.cli.console import progress_task, say, say_error, say_json, say_table
from writerid.store.database import Database, default_folder
from writerid.store.history import check_history
from writerid.store.integrity import check_integrity, remove_leftovers
from writerid.store.overview import look_over

DATABASE_SCHEMA = "writerid.database/1"


def run(options: Namespace) -> int:
    """Do what the action says."""
    actions = {"check": _check, "info": _info, "backup": _backup}
    with Database.open(options.database or default_folder()) as database:
        return actions[options.action](database, options)


def _check(database: Database, options: Namespace) -> int:
    with progress_task() as task:
        report = check_integrity(database, task)
        history = check_history(database, task=task)
    removed = 0
    problems = (*report.problems, *history.all_problems)
    if options.remove_leftovers and not problems:
        removed = remove_leftovers(database, report)
    for problem in problems:
        say_error(problem)
    left = len(report.orphans) + len(report.leftovers) - removed
    if options.json:
        say_json(
            {
                "schema": DATABASE_SCHEMA,
                **asdict(report),
                "history": asdict(history),
                "removed": removed,
            }
        )
    else:
        say(
            f"{report.writers} writers, {report.documents} documents, {report.pages} pages, "
            f"{report.originals} originals: "
            + ("all is as it was stored" if not problems else "see the problems named")
        )
        say(f"{history.chain.count} entries of history, head {history.chain.head}")
        if removed:
            say(f"removed {removed} files that nothing referred to")
        if left:
            say(
                f"{left} files in the store are not referred to (a program was killed while it "
                "enrolled); they do no harm, --remove-leftovers deletes them"
            )
    return 1 if problems else 0


def _info(database: Database, options: Namespace) -> int:
    overview = look_over(database)
    if options.json:
        say_json({"schema": DATABASE_SCHEMA, **asdict(overview), "folder": str(database.folder)})
        return 0
    say(f"database {database.folder} (id {overview.database_id}, schema {overview.schema_version})")
    say(
        f"{overview.writers} writers ({overview.archived} archived), {overview.documents} "
        f"documents, {overview.pages} pages"
    )
    say(
        f"SQLite file {overview.sqlite_bytes / 1e6:,.1f} MB, "
        f"{overview.sqlite_bytes_a_page / 1e3:.0f} KB a page; originals "
        f"{overview.original_bytes / 1e6:,.1f} MB"
    )
    say_table(["model", "documents"], [[m, str(count)] for m, count in overview.models.items()])
    return 0


def _backup(database: Database, options: Namespace) -> int:
    file = database.write_backup()
    if options.json:
        say_json({"schema": DATABASE_SCHEMA, "backup": str(file)})
    else:
        say(f"wrote {file}, verified; the originals are files: copy the folder “originals” too")
    return 0
