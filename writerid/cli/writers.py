"""``writerid writers``."""

from argparse import Namespace
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from writerid.cli.console import progress_task, say, say_error, say_json, say_skipped, say_table
from writerid.cli.record import lost_record
from writerid.store.database import Database, default_folder
from writerid.store.importing import import_writers
from writerid.store.items import ITEM_FIELDS
from writerid.store.names import shown_name
from writerid.store.rearranging import Deletion, delete, merge, plan_deletion, repeated_pages, split
from writerid.store.transfer import export_writers
from writerid.store.writers import (
    Writer,
    describe,
    documents_of,
    find_document,
    find_writer,
    find_writers,
    list_writers,
    rename,
    set_archived,
    set_item,
)

WRITERS_SCHEMA = "writerid.writers-command/1"
Action = Callable[[Database, Namespace], int]


def run(options: Namespace) -> int:
    """Do what the action says."""
    folder = options.database or default_folder()
    make = Database.create if options.action == "import" else Database.open
    with make(folder, examiner=options.examiner) as database:
        return ACTIONS[options.action](database, options)


def _list(database: Database, options: Namespace) -> int:
    archived = True if options.archived else (False if options.active else None)
    found = list_writers(database, getattr(options, "text", ""), archived=archived)
    if options.json:
        _json([asdict(writer) for writer in found], "writers")
        return 0
    say_table(
        ["id", "writer", "codes", "documents", "pages", "archived"],
        [
            [
                str(writer.id),
                shown_name(writer.name),
                ", ".join(map(shown_name, writer.codes)),
                str(writer.document_count),
                str(writer.page_count),
                "yes" if writer.archived else "",
            ]
            for writer in found
        ],
    )
    return 0


def _show(database: Database, options: Namespace) -> int:
    writer = find_writer(database, options.writer)
    documents = documents_of(database, writer)
    if options.json:
        listed = [asdict(document) for document in documents]
        _json({**asdict(writer), "documents": listed}, "writer")
        return 0
    say(f"{shown_name(writer.name)} (id:{writer.id}){', archived' if writer.archived else ''}")
    for label, text in (
        ("codes", ", ".join(writer.codes)),
        ("notes", writer.notes),
        ("provenance", writer.provenance),
        ("enrolled", writer.created),
    ):
        if text:
            say(f"{label}: {shown_name(text)}")
    say_table(
        ["id", "document", "pages", "enrolled", "item"],
        [
            [
                str(document.id),
                shown_name(document.name),
                str(document.page_count),
                document.added,
                "; ".join(f"{k}: {shown_name(v)}" for k, v in asdict(document.item).items() if v),
            ]
            for document in documents
        ],
    )
    return 0


def _rename(database: Database, options: Namespace) -> int:
    writer = find_writer(database, options.writer)
    rename(database, writer, options.name)
    return _done(options, f"“{shown_name(writer.name)}” is now “{shown_name(options.name)}”")


def _set(database: Database, options: Namespace) -> int:
    writer = find_writer(database, options.writer)
    codes = [] if options.no_codes else options.code
    describe(database, writer, codes=codes, notes=options.notes, provenance=options.provenance)
    return _done(options, f"“{shown_name(writer.name)}” is described anew")


def _archive(database: Database, options: Namespace) -> int:
    writers = find_writers(database, options.writers)
    set_archived(database, writers, archived=options.action == "archive")
    return _done(options, f"{options.action}d: {_names(writers)}")


def _merge(database: Database, options: Namespace) -> int:
    sources = find_writers(database, options.writers)
    target = find_writer(database, options.into)
    merge(database, sources, target)
    _say_repeated(database, target)
    return _done(options, f"{_names(sources)} merged into “{shown_name(target.name)}”")


def _split(database: Database, options: Namespace) -> int:
    writer = find_writer(database, options.writer)
    documents = [find_document(database, writer, text) for text in options.documents]
    split(database, documents, options.to)
    _say_repeated(database, find_writer(database, options.to))
    listed = ", ".join(f"“{shown_name(document.name)}”" for document in documents)
    return _done(options, f"{listed} of “{shown_name(writer.name)}” → “{shown_name(options.to)}”")


def _say_repeated(database: Database, writer: Writer) -> None:
    for file, documents in repeated_pages(database, writer.id):
        say_error(
            f"{shown_name(file)} is now in several documents of “{shown_name(writer.name)}” "
            f"({shown_name(documents)}), and counts several times: delete all but one"
        )


def _item(database: Database, options: Namespace) -> int:
    writer = find_writer(database, options.writer)
    document = find_document(database, writer, options.document)
    given = {name: value for name in ITEM_FIELDS if (value := getattr(options, name)) is not None}
    set_item(database, document, given)
    return _done(options, f"“{shown_name(document.name)}” is described anew")


def _delete(database: Database, options: Namespace) -> int:
    writer = find_writer(database, options.writer)
    if options.document:
        documents = [find_document(database, writer, text) for text in options.document]
    else:
        documents = documents_of(database, writer)
    deletion = plan_deletion(database, writer, documents, whole_writer=not options.document)
    if options.yes:
        delete(database, deletion)
    if options.json:
        record = {
            "writer": writer.name,
            "documents": [document.name for document in deletion.documents],
            "pages": deletion.page_count,
            "originals": list(deletion.originals),
            "also_used_by": [{"file": file, "writer": name} for file, name in deletion.shared],
            "cases_with_copies": [case.record() for case in deletion.cases],
            "deleted": options.yes,
        }
        _json(record, "deletion")
    else:
        _say_deletion(deletion, done=options.yes)
    return 0 if options.yes else 1


def _say_deletion(deletion: Deletion, *, done: bool) -> None:
    name = shown_name(deletion.writer.name)
    what = f"writer “{name}” with " if deletion.whole_writer else f"of “{name}” "
    say(
        f"{'deleted' if done else 'would delete'} {what}{len(deletion.documents)} documents, "
        f"{deletion.page_count} pages, {len(deletion.originals)} originals"
    )
    for document in deletion.documents:
        say(f"  {shown_name(document.name)}")
    for file, writer in deletion.shared:
        say(f"  {shown_name(file)} stays: “{shown_name(writer)}” refers to it too")
    for case in deletion.cases:
        held = f"the codes of {case.documents} documents"
        held += f", the originals of {case.originals}" if case.originals else ""
        say(f"  the case “{shown_name(case.title)}” ({case.folder}) keeps copies: {held}")
    if deletion.cases:
        say("  what was compared in those cases can then no longer be repeated in full")
    if not done:
        say("nothing was deleted; say --yes to do it, or archive the writer instead")


def _export(database: Database, options: Namespace) -> int:
    writers = list_writers(database) if options.all else find_writers(database, options.writers)
    with progress_task() as task:
        size = export_writers(database, writers, options.out, task)
    if options.json:
        names = [writer.name for writer in writers]
        _json({"file": str(options.out), "bytes": size, "writers": names}, "export")
    else:
        say(f"wrote {options.out} ({size / 1e6:,.1f} MB) with the writing of:")
        for writer in writers:
            say(f"  {shown_name(writer.name)} ({writer.document_count} documents)")
    return 0


def _import(database: Database, options: Namespace) -> int:
    with progress_task() as task:
        report = import_writers(
            database,
            options.file,
            into_existing=options.into_existing,
            confirm_duplicates=options.confirm_duplicates,
            task=task,
        )
    say_skipped(report.failed)
    if options.json:
        failed = [lost_record(lost) for lost in report.failed]
        _json({**asdict(report), "failed": failed}, "import")
    else:
        say(
            f"imported {report.documents} documents of {report.writers} writers; {report.already} "
            f"were here before; {len(report.failed)} left out"
        )
    return 1 if report.failed else 0


def _names(writers: list[Writer]) -> str:
    return ", ".join(f"“{shown_name(writer.name)}”" for writer in writers)


def _done(options: Namespace, text: str) -> int:
    if options.json:
        _json(text, "done")
    else:
        say(text)
    return 0


def _json(record: Any, name: str) -> None:
    say_json({"schema": WRITERS_SCHEMA, name: record})


ACTIONS: dict[str, Action] = {
    "list": _list,
    "search": _list,
    "show": _show,
    "rename": _rename,
    "set": _set,
    "item": _item,
    "archive": _archive,
    "unarchive": _archive,
    "merge": _merge,
    "split": _split,
    "delete": _delete,
    "export": _export,
    "import": _import,
}
