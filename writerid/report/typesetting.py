"""PDF by typst, from a template of ours, data as JSON and pictures. Bundled fonts alone.

User text enters as data, never as markup. A letter that the fonts lack is printed as U+XXXX.
"""

import json
import shutil
import tempfile
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal

from writerid.errors import WriterIdError
from writerid.report.files import explained, replace_file
from writerid.resources import report_folder

Standard = Literal["a-2b", "a-3b"]

BREAK = "\u200b"
INVISIBLE = frozenset(map(ord, "\n\u200b\u2068\u2069"))
"""A line's end, a place where a word may be broken, and the isolation of a text's direction."""

FONT_SUFFIXES = (".ttf", ".otf")


def typeset(
    template: str,
    data: Mapping[str, Any],
    pictures: Mapping[str, Path],
    target: Path,
    *,
    time: datetime,
    standard: Standard = "a-2b",
    attachments: Mapping[str, bytes] | None = None,
) -> None:
    """Write a PDF/A. ``template``: its name in the reports' folder.

    The template reads ``data.json``, the pictures by their names in ``pictures``, and
    ``attachments`` by theirs. With the same input and ``time`` the bytes are the same. Raises
    StorageFullError where there is no room, WriterIdError where the PDF can't be made or written;
    an earlier ``target`` then stays.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise explained(error, target) from error
    with replace_file(target) as (partial, finish):
        partial.write_bytes(
            _compiled(template, data, pictures, target, time, standard, attachments or {})
        )
        finish()


def _compiled(
    template: str,
    data: Mapping[str, Any],
    pictures: Mapping[str, Path],
    target: Path,
    time: datetime,
    standard: Standard,
    attachments: Mapping[str, bytes],
) -> bytes:
    with tempfile.TemporaryDirectory(prefix="writerid-report-") as name:
        folder = Path(name)
        try:
            _fill(folder, template, data, pictures, attachments)
        except OSError as error:
            raise explained(error, folder / template) from error
        try:
            return compile_pdf(folder, template, standard, round(time.timestamp()))
        except (RuntimeError, ValueError) as error:
            raise WriterIdError(f"{target.name} could not be typeset: {error}") from error


def compile_pdf(folder: Path, template: str, standard: Standard, time_s: int) -> bytes:
    """The PDF of a template and what lies beside it; raises what typst raises."""
    import typst  # noqa: PLC0415 - only where a report is written

    pdf: bytes = typst.compile(
        folder / template,
        root=folder,
        font_paths=_fonts(report_folder() / "fonts"),
        ignore_system_fonts=True,
        pdf_standards=[standard],
        timestamp=time_s,
    )
    return pdf


def _fill(
    folder: Path,
    template: str,
    data: Mapping[str, Any],
    pictures: Mapping[str, Path],
    attachments: Mapping[str, bytes],
) -> None:
    """Put everything that the template reads beside it."""
    shutil.copyfile(report_folder() / template, folder / template)
    for picture, file in pictures.items():
        shutil.copyfile(file, folder / picture)
    for attachment, content in attachments.items():
        (folder / attachment).write_bytes(content)
    text = json.dumps(printable(data), ensure_ascii=False)
    (folder / "data.json").write_text(text, encoding="utf-8")


def printable(value: Any) -> Any:
    """Plain data whose texts hold only letters that the fonts have."""
    if isinstance(value, str):
        known = _letters(report_folder() / "fonts")
        # Where a letter became six, a line may be broken.
        return "".join(c if ord(c) in known else f"U+{ord(c):04X}{BREAK}" for c in value)
    if isinstance(value, Mapping):
        return {str(key): printable(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [printable(inner) for inner in value]
    return value


@cache
def _fonts(folder: Path) -> Any:
    """The bundled fonts, read once."""
    import typst  # noqa: PLC0415 - only where a report is written

    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[folder],
    )


@cache
def _letters(folder: Path) -> frozenset[int]:
    """What the fonts can print together: one that lacks a letter gives way to another."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - only where a report is written

    found: set[int] = set()
    for file in sorted(folder.iterdir()):
        if file.suffix in FONT_SUFFIXES:
            with TTFont(file, lazy=True) as font:
                found.update(font.getBestCmap())
    if not found:
        raise WriterIdError("the fonts of the reports are missing: install the program again")
    return frozenset(found) | INVISIBLE
