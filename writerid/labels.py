"""Labels: which page is by which writer."""

import csv
import io
import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from writerid.errors import LabelsError
from writerid.model import Box, SkippedFile

REQUIRED_COLUMNS = ("path", "writer", "document")
SPLITS = ("train", "val", "test")


@dataclass(frozen=True)
class LabelledPage:
    """One row: a page image and whose it is. ``path`` is as written, ``file`` where it lies.

    ``collection`` is what the row says, else the first folder below that of the labels, else empty.
    """

    path: str
    file: Path
    writer: str
    document: str
    split: str = ""
    dpi: float | None = None
    box: Box | None = None
    collection: str = ""
    script: str = ""
    style: str = ""


@dataclass(frozen=True)
class Labels:
    """The usable rows of a labels file, and the rows left out with the reason."""

    pages: tuple[LabelledPage, ...]
    skipped: tuple[SkippedFile, ...] = ()

    def of_splits(self, splits: Sequence[str]) -> "Labels":
        """The rows of several splits, or all. Raises LabelsError for a split without rows."""
        if not splits:
            return self
        pages = [page for split in dict.fromkeys(splits) for page in self.of_split(split).pages]
        return Labels(tuple(pages), self.skipped)

    def of_split(self, split: str | None) -> "Labels":
        """The rows of one split, or all."""
        if split is None:
            return self
        chosen = tuple(page for page in self.pages if page.split == split)
        if not chosen:
            present = ", ".join(sorted({page.split for page in self.pages if page.split})) or "none"
            raise LabelsError(f"the labels have no rows of split “{split}” (present: {present})")
        return Labels(chosen, self.skipped)


def read_labels(path: Path) -> Labels:
    """Read a CSV with the columns path, writer and document.

    Optional are split, dpi, box, collection, script and style.
    ``path`` is relative to the labels file. ``box`` is “x y w h” in original pixels. UTF-8. Rows
    whose file is missing, and repeated rows, are left out and listed; anything that makes the
    labels themselves doubtful (a missing column, one image under two writers) raises LabelsError.
    """
    rows = read_rows(path, REQUIRED_COLUMNS)
    pages: list[LabelledPage] = []
    skipped: list[SkippedFile] = []
    seen: dict[tuple[str, Box | None], LabelledPage] = {}
    for number, row in rows:
        page = _page(path, number, row)
        earlier = seen.get((page.path, page.box))
        if earlier is not None and earlier.writer != page.writer:
            raise LabelsError(
                f"{path.name}, line {number}: {page.path} stands under “{earlier.writer}” and "
                f"“{page.writer}”: keep the right one",
                path=path,
            )
        if earlier is not None:
            skipped.append(SkippedFile(page.file, f"{path.name}, line {number}: repeats a row"))
        elif not page.file.is_file():
            skipped.append(
                SkippedFile(page.file, f"{path.name}, line {number}: there is no file {page.path}")
            )
        else:
            seen[page.path, page.box] = page
            pages.append(page)
    if not pages:
        raise LabelsError(f"{path.name} names no image that exists", path=path)
    return Labels(tuple(pages), tuple(skipped))


def folder_labels(folder: Path, suffixes: Collection[str]) -> Labels:
    """One folder a writer, one file a document; files directly in ``folder`` are writers each."""
    if not folder.is_dir():
        raise LabelsError(f"{folder} is not a folder", path=folder)
    pages = []
    for file in sorted(folder.rglob("*")):
        if not file.is_file() or file.suffix.lower() not in suffixes or file.name.startswith("."):
            continue
        relative = file.relative_to(folder)
        writer = relative.parts[0] if len(relative.parts) > 1 else file.stem
        pages.append(LabelledPage(relative.as_posix(), file, writer, relative.as_posix()))
    if not pages:
        raise LabelsError(
            f"{folder} holds no images: put each writer's pages in a folder of the writer's name",
            path=folder,
        )
    return Labels(tuple(pages))


def read_rows(path: Path, required: Sequence[str]) -> list[tuple[int, dict[str, str]]]:
    """The rows of a CSV in UTF-8, each with the number of its last line.

    Cells may hold line breaks, in quotes. Raises LabelsError for another encoding, a file that
    can't be read, a missing column, or a row with more cells than columns.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise LabelsError(f"{path.name} is not UTF-8: save it as CSV UTF-8", path=path) from error
    except OSError as error:
        raise LabelsError(f"{path} can't be read: {error.strerror}", path=path) from error
    reader = csv.DictReader(io.StringIO(text, newline=""))
    try:
        missing = [name for name in required if name not in (reader.fieldnames or ())]
        if missing:
            raise LabelsError(
                f"{path.name} has no column “{missing[0]}”: its first line must name "
                f"{', '.join(required)}",
                path=path,
            )
        rows = [(reader.line_num, row) for row in reader]
    except csv.Error as error:
        raise LabelsError(f"{path.name}, line {reader.line_num}: {error}", path=path) from error
    for number, row in rows:
        if None in row:
            raise LabelsError(
                f"{path.name}, line {number}: more cells than columns; put cells that hold a comma "
                "in quotes",
                path=path,
            )
    return rows


def _page(labels: Path, number: int, row: dict[str, str]) -> LabelledPage:
    values = {name: (row.get(name) or "").strip() for name in (*REQUIRED_COLUMNS, "split")}
    for name in REQUIRED_COLUMNS:
        if not values[name]:
            raise LabelsError(f"{labels.name}, line {number}: {name} is empty", path=labels)
    if values["split"] and values["split"] not in SPLITS:
        raise LabelsError(
            f"{labels.name}, line {number}: split is “{values['split']}”, not one of "
            f"{', '.join(SPLITS)}",
            path=labels,
        )
    dpi, box = (row.get("dpi") or "").strip(), (row.get("box") or "").strip()
    try:
        return LabelledPage(
            values["path"],
            labels.parent / values["path"],
            values["writer"],
            values["document"],
            values["split"],
            float(dpi) if dpi else None,
            parse_box(box) if box else None,
            (row.get("collection") or "").strip() or first_folder(labels, values["path"]),
            (row.get("script") or "").strip(),
            (row.get("style") or "").strip(),
        )
    except ValueError as error:
        raise LabelsError(f"{labels.name}, line {number}: {error}", path=labels) from error


def first_folder(labels: Path, path: str) -> str:
    """The first folder of a path below the labels' own; empty where it has none, or lies elsewhere.

    Neither “/” nor “..” tells one collection from another.
    """
    home = os.path.abspath(labels.parent)  # noqa: PTH100 - links stay as they are
    file = Path(os.path.normpath(Path(home) / path))
    if not file.is_relative_to(home):
        return ""
    parts = file.relative_to(home).parts
    return parts[0] if len(parts) > 1 else ""


def parse_box(text: str) -> Box:
    """A box from “x y width height”. Raises ValueError."""
    parts = [int(part) for part in text.replace(",", " ").split()]
    if len(parts) != 4 or min(parts[2:]) <= 0 or min(parts) < 0:
        raise ValueError(f"box is “{text}”, not “x y width height”")
    return Box(*parts)
