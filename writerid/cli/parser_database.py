"""The commands on the database of known writers, and their options."""

import argparse
from argparse import ArgumentParser
from pathlib import Path

from writerid.cli.options import (
    add_command,
    add_database,
    add_examiner,
    add_json,
    add_model,
    add_reading,
    positive,
)

ITEM_DATA = {
    "script": "Latin, Arabic, …",
    "language": "of the text",
    "style": "cursive, print, capitals, …",
    "instrument": "ballpoint, pencil, …",
    "written": "the date of the writing, as far as it is known",
    "medium": "original, photocopy or photograph",
    "manner": "natural, disguise suspected, or simulation suspected",
    "origin": "request, or course of business",
}


def add_database_commands(commands: "argparse._SubParsersAction[ArgumentParser]") -> None:
    """``enrol``, ``writers``, ``reencode``, ``database``."""
    _enrol(commands)
    _writers(commands)
    _reencode(commands)
    _database(commands)


def _enrol(commands: "argparse._SubParsersAction[ArgumentParser]") -> None:
    parser = add_command(
        commands,
        "enrol",
        "enrol known writing in the database; run it again to go on where it was stopped",
        "writerid enrol exemplars/ --dry-run\n"
        "  writerid enrol exemplars/ --database lab/\n"
        "  writerid enrol scans/ --pattern '{writer}_{page}.jpg' --dpi 300\n"
        "  writerid enrol labels.csv\n"
        "  writerid enrol letter1.tif letter2.tif --writer 'Ann Lee'",
    )
    parser.add_argument(
        "sources",
        nargs="+",
        type=Path,
        help="folders with one folder a writer; CSV with the columns path, writer, document; or "
        "files, with --writer or --pattern",
    )
    parser.add_argument("--writer", metavar="NAME", help="all of it is by this writer")
    parser.add_argument("--document", metavar="NAME", help="all of it is one document")
    parser.add_argument(
        "--pattern",
        metavar="PATTERN",
        help="where the names stand in the files' names: {writer}, {document}, {page}, {script}, "
        "{language}, {style}, {instrument}, {written}, {medium}, {manner}, {origin}, {_}, *, and "
        "[…] around what may be missing; with "
        "a / it is held against the path inside the folder",
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="only show what would become of each file"
    )
    parser.add_argument(
        "--confirm-duplicates",
        action="store_true",
        help="enrol a page under two writers, which is an error otherwise",
    )
    _workers(parser)
    add_database(parser)
    add_examiner(parser)
    add_json(parser)
    add_reading(parser)
    add_model(parser)


def _reencode(commands: "argparse._SubParsersAction[ArgumentParser]") -> None:
    parser = add_command(
        commands,
        "reencode",
        "encode what is enrolled with another model, from the originals; resumable",
        "writerid reencode --database lab/ --model new-model/",
    )
    parser.add_argument(
        "--all", action="store_true", help="also what has a code of this model already"
    )
    parser.add_argument(
        "--discard-others",
        action="store_true",
        help="drop the codes of other models when all is done",
    )
    _workers(parser)
    add_database(parser)
    add_examiner(parser)
    add_json(parser)
    add_model(parser)


def _database(commands: "argparse._SubParsersAction[ArgumentParser]") -> None:
    parser = add_command(
        commands,
        "database",
        "look after the database itself",
        "writerid database check --database lab/",
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    check = add_command(
        actions,
        "check",
        "verify the database, all references and every original's hash",
        "writerid database check --database lab/",
    )
    check.add_argument(
        "--remove-leftovers",
        action="store_true",
        help="delete files of the store that nothing refers to",
    )
    info = add_command(
        actions,
        "info",
        "tell how much is enrolled, and the models",
        "writerid database info",
    )
    backup = add_command(
        actions,
        "backup",
        "write a verified copy of the SQLite file beside it (the originals are files: copy them)",
        "writerid database backup",
    )
    for one in (check, info, backup):
        add_database(one)
        add_json(one)


def _writers(commands: "argparse._SubParsersAction[ArgumentParser]") -> None:
    parser = add_command(
        commands,
        "writers",
        "list, describe and rearrange known writers (a name, a code, or id:N names one)",
        "writerid writers show 'Ann Lee'",
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    _finding(actions)
    _describing(actions)
    _rearranging(actions)
    _moving(actions)
    for one in actions.choices.values():
        add_database(one)
        add_examiner(one)
        add_json(one)


def _finding(actions: "argparse._SubParsersAction[ArgumentParser]") -> None:
    listing = add_command(actions, "list", "list all writers", "writerid writers list --archived")
    search = add_command(
        actions,
        "search",
        "list writers with a text in name, codes, notes or provenance",
        "writerid writers search lee",
    )
    search.add_argument("text")
    for one in (listing, search):
        kind = one.add_mutually_exclusive_group()
        kind.add_argument("--archived", action="store_true", help="archived writers only")
        kind.add_argument("--active", action="store_true", help="only writers not archived")
    show = add_command(
        actions, "show", "show a writer and the documents", "writerid writers show 'Ann Lee'"
    )
    show.add_argument("writer")


def _describing(actions: "argparse._SubParsersAction[ArgumentParser]") -> None:
    rename = add_command(
        actions, "rename", "give a writer another name", "writerid writers rename Lee 'Ann Lee'"
    )
    rename.add_argument("writer")
    rename.add_argument("name")
    setting = add_command(
        actions,
        "set",
        "set codes, notes or provenance of a writer",
        "writerid writers set 'Ann Lee' --code K-17 --notes 'left-handed'",
    )
    setting.add_argument("writer")
    setting.add_argument(
        "--code", action="append", metavar="CODE", help="replaces all codes; may be repeated"
    )
    setting.add_argument("--no-codes", action="store_true", help="take all codes away")
    setting.add_argument("--notes", metavar="TEXT")
    setting.add_argument("--provenance", metavar="TEXT", help="where the exemplars come from")
    item = add_command(
        actions,
        "item",
        "set the item data of a document; what is not given stays",
        "writerid writers item 'Ann Lee' letter.tif --medium photocopy --origin request",
    )
    item.add_argument("writer")
    item.add_argument("document")
    for name, what in ITEM_DATA.items():
        item.add_argument(f"--{name}", metavar="TEXT", help=what)
    for name, what in (
        ("archive", "keep writers, but leave them out of rankings"),
        ("unarchive", "take archived writers into rankings again"),
    ):
        archive = add_command(actions, name, what, f"writerid writers {name} 'Ann Lee'")
        archive.add_argument("writers", nargs="+", metavar="writer")


def _rearranging(actions: "argparse._SubParsersAction[ArgumentParser]") -> None:
    merge = add_command(
        actions,
        "merge",
        "give all documents of some writers to another, with codes and notes",
        "writerid writers merge 'A. Lee' 'Lee, A.' --into 'Ann Lee'",
    )
    merge.add_argument("writers", nargs="+", metavar="writer")
    merge.add_argument("--into", required=True, metavar="WRITER")
    split = add_command(
        actions,
        "split",
        "split documents off a writer, to another or a new one",
        "writerid writers split 'Ann Lee' letter-3.tif --to 'Ben Lee'",
    )
    split.add_argument("writer")
    split.add_argument("documents", nargs="+", metavar="document")
    split.add_argument("--to", required=True, metavar="NAME")
    delete = add_command(
        actions,
        "delete",
        "delete a writer, or some documents, with their originals; first only tells what would go",
        "writerid writers delete 'Ann Lee' --yes",
    )
    delete.add_argument("writer")
    delete.add_argument(
        "--document", action="append", metavar="NAME", help="only this document; may be repeated"
    )
    delete.add_argument("--yes", action="store_true", help="do it")


def _moving(actions: "argparse._SubParsersAction[ArgumentParser]") -> None:
    export = add_command(
        actions,
        "export",
        "write writers with all documents and originals to one file",
        "writerid writers export 'Ann Lee' 'Ben Lee' --out lees.writerid.zip",
    )
    export.add_argument("writers", nargs="*", metavar="writer")
    export.add_argument("--all", action="store_true", help="all writers")
    export.add_argument("--out", required=True, type=Path, metavar="FILE")
    importing = add_command(
        actions, "import", "take in exported writers", "writerid writers import lees.writerid.zip"
    )
    importing.add_argument("file", type=Path)
    importing.add_argument(
        "--into-existing",
        action="store_true",
        help="writers whose name is enrolled already are the same persons: add to them",
    )
    importing.add_argument(
        "--confirm-duplicates",
        action="store_true",
        help="take in a page that is enrolled under another writer",
    )


def _workers(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--workers", type=positive, metavar="N", help="processes that prepare (default: one a core)"
    )
