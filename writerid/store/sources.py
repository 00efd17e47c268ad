"""What is to be enrolled: files, folders, file-name patterns and CSV, as one list."""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from writerid.errors import LabelsError, WriterIdError
from writerid.labels import REQUIRED_COLUMNS, parse_box, read_rows
from writerid.model import Box, SkippedFile
from writerid.pipeline.scan import SUPPORTED_SUFFIXES
from writerid.store.items import ITEM_FIELDS, NOTHING_KNOWN, ItemData
from writerid.store.names import clean_name

CSV_COLUMNS = (*REQUIRED_COLUMNS, "page", "split", "dpi", "box", "width", "height", *ITEM_FIELDS)
PATTERN_FIELDS = ("writer", "document", "page", *ITEM_FIELDS)


@dataclass(frozen=True)
class ListedFile:
    """A file and whose it is said to be.

    ``document_given``: the document's name was stated, so all files of that name are its pages;
    otherwise it was taken from the file's name.
    """

    file: Path
    writer: str
    document: str
    document_given: bool
    order: tuple[int, str] = (0, "")
    dpi: float | None = None
    box: Box | None = None
    item: ItemData = NOTHING_KNOWN


@dataclass(frozen=True)
class Listing:
    """Files to enrol, and what was left out with the reason.

    ``ignored``: how many files in folders look like no scan (by their ending).
    """

    files: tuple[ListedFile, ...]
    skipped: tuple[SkippedFile, ...] = ()
    ignored: int = 0

    def __add__(self, other: "Listing") -> "Listing":
        return Listing(
            self.files + other.files, self.skipped + other.skipped, self.ignored + other.ignored
        )


def list_sources(
    paths: Sequence[Path],
    *,
    writer: str | None = None,
    document: str | None = None,
    pattern: str | None = None,
) -> Listing:
    """Files, folders and CSV files, each in its own way.

    A folder holds one folder a writer, unless ``writer`` (all is by one) or ``pattern`` says
    otherwise. ``document`` makes all files pages of one document. Raises LabelsError for a wrong
    CSV, WriterIdError for a pattern or a name that can't be, and where nothing is found.
    """
    listing = Listing(())
    for path in paths:
        if path.suffix.lower() == ".csv":
            listing += list_csv(path)
        elif not path.exists():
            reason = f"{path} is not there: check its name, and that its drive is connected"
            listing += Listing((), (SkippedFile(path, reason),))
        elif path.is_dir():
            listing += list_folder(path, writer, document, pattern)
        else:
            listing += _list([(path, Path(path.name))], writer, document, pattern)
    if not listing.files and not listing.skipped:
        raise WriterIdError(
            f"{', '.join(map(str, paths))}: no scans are there to enrol (PNG, JPEG, BMP, WebP, "
            "TIFF, PDF)"
        )
    return listing


def list_folder(
    folder: Path, writer: str | None = None, document: str | None = None, pattern: str | None = None
) -> Listing:
    """All scans below a folder; what can't be looked into is listed as left out."""
    errors: list[SkippedFile] = []
    found: list[tuple[Path, Path]] = []
    ignored = 0

    def failed(error: OSError) -> None:
        errors.append(
            SkippedFile(Path(error.filename), f"{error.filename} can't be opened: {error.strerror}")
        )

    for parent, folders, names in os.walk(folder, onerror=failed):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            file = Path(parent, name)
            if file.suffix.lower() in SUPPORTED_SUFFIXES and not name.startswith("."):
                found.append((file, file.relative_to(folder)))
            else:
                ignored += 1
    listing = _list(found, writer, document, pattern)
    return Listing(listing.files, (*errors, *listing.skipped), ignored)


def list_csv(path: Path) -> Listing:
    """Columns path, writer, document; optionally page, dpi, box and the item data. UTF-8.

    ``path`` is relative to the CSV. Raises LabelsError for a wrong column or encoding; a row that
    is wrong by itself is left out and listed.
    """
    rows = read_rows(path, REQUIRED_COLUMNS)
    unknown = sorted({name for _, row in rows[:1] for name in row} - set(CSV_COLUMNS))
    if unknown:
        raise LabelsError(
            f"{path.name} has a column “{unknown[0]}” that means nothing here: the columns are "
            f"{', '.join(CSV_COLUMNS)}",
            path=path,
        )
    files: list[ListedFile] = []
    skipped: list[SkippedFile] = []
    for number, row in rows:
        file = path.parent / (row["path"] or "").strip()
        try:
            files.append(_listed_row(file, row, number))
        except (WriterIdError, ValueError) as error:
            skipped.append(SkippedFile(file, f"{path.name}, line {number}: {error}"))
    return Listing(tuple(files), tuple(skipped))


def _listed_row(file: Path, row: dict[str, str], number: int) -> ListedFile:
    if not (row["path"] or "").strip():
        raise ValueError("path is empty")
    dpi, box = (row.get("dpi") or "").strip(), (row.get("box") or "").strip()
    return ListedFile(
        file,
        clean_name(row["writer"] or "", "writer's name"),
        clean_name(row["document"] or "", "document's name"),
        document_given=True,
        order=_order((row.get("page") or "").strip(), number),
        dpi=float(dpi) if dpi else None,
        box=parse_box(box) if box else None,
        item=ItemData.from_mapping(row),
    )


def _list(
    found: Sequence[tuple[Path, Path]],
    writer: str | None,
    document: str | None,
    pattern: str | None,
) -> Listing:
    """Name the writer and the document of each (file, its path inside the folder given)."""
    expression = compile_pattern(pattern) if pattern is not None else None
    files: list[ListedFile] = []
    skipped: list[SkippedFile] = []
    for file, inside in found:
        try:
            if expression is not None:
                listed = _by_pattern(file, inside, expression, str(pattern))
            else:
                listed = _by_folder(file, inside, writer)
            if document is not None:
                listed = _in_document(listed, document)
            files.append(listed)
        except WriterIdError as error:
            skipped.append(SkippedFile(file, str(error)))
    return Listing(tuple(files), tuple(skipped))


def _by_folder(file: Path, inside: Path, writer: str | None) -> ListedFile:
    if writer is None and len(inside.parts) == 1:
        raise WriterIdError(
            f"{file.name} lies in no writer's folder: say whose it is with --writer, or put it "
            "in a folder of the writer's name"
        )
    name = clean_name(writer if writer is not None else inside.parts[0], "writer's name")
    below = inside if writer is not None else Path(*inside.parts[1:])
    document = clean_name(below.as_posix(), "document's name")
    return ListedFile(file, name, document, document_given=False)


def _in_document(listed: ListedFile, document: str) -> ListedFile:
    return ListedFile(
        listed.file,
        listed.writer,
        clean_name(document, "document's name"),
        document_given=True,
        order=(listed.order[0], str(listed.file)),
        item=listed.item,
    )


def compile_pattern(pattern: str) -> re.Pattern[str]:
    """A file-name pattern like ``{writer}_{page}.jpg`` as a regular expression.

    ``{page}`` is a whole number, ``{_}`` something that does not matter, other fields are any text
    without “/”; “*” is any text; what stands in […] may be missing. With a “/” it is held against
    the path inside the folder, otherwise against the file's name. Raises WriterIdError.
    """
    if re.sub(r"[^\[\]]", "", pattern).replace("[]", ""):
        raise WriterIdError(f"the pattern “{pattern}” has a bracket without its other half")
    expression = ""
    parts = re.split(r"(\{\w*\}|\*|\[|\])", pattern)
    # Between two fields that touch, the split leaves an empty part; without any there is but one.
    for part, following in zip(parts, [*parts[2:], "", ""], strict=False):
        field = part[1:-1]
        # What may be missing goes to its own field, not to the one before it.
        anything = "[^/]+?" if following == "[" else "[^/]+"
        if part in {"[", "]"}:
            expression += "(?:" if part == "[" else ")?"
        elif part in {"*", "{_}"}:
            expression += "[^/]*"
        elif re.fullmatch(r"\{\w*\}", part):
            if field not in PATTERN_FIELDS or f"(?P<{field}>" in expression:
                raise WriterIdError(
                    f"the pattern “{pattern}” has “{part}”, which is unknown or there twice: the "
                    f"fields are {', '.join(f'{{{name}}}' for name in PATTERN_FIELDS)}, {{_}}"
                )
            expression += f"(?P<{field}>{'[0-9]+' if field == 'page' else anything})"
        else:
            expression += re.escape(part)
    if "(?P<writer>" not in expression:
        raise WriterIdError(f"the pattern “{pattern}” has no {{writer}}: say where the name stands")
    return re.compile(expression, re.DOTALL)


def _by_pattern(file: Path, inside: Path, expression: re.Pattern[str], pattern: str) -> ListedFile:
    found = expression.fullmatch(inside.as_posix() if "/" in pattern else inside.name)
    if found is None:
        raise WriterIdError(f"{file.name} does not fit the pattern “{pattern}”")
    fields = found.groupdict()
    writer = clean_name(fields["writer"], "writer's name")
    given = fields.get("document") or (writer if "page" in fields else None)
    return ListedFile(
        file,
        writer,
        clean_name(given or inside.as_posix(), "document's name"),
        document_given=given is not None,
        order=_order(fields.get("page") or "", 0),
        item=ItemData.from_mapping(fields),
    )


def _order(page: str, line: int) -> tuple[int, str]:
    """Pages of a document in the order of their numbers, otherwise as they are listed."""
    return (int(page) if page.isascii() and page.isdigit() else line, page)
