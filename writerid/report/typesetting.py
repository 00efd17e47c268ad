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
from typing import Any

from writerid.errors import WriterIdError
from writerid.resources import report_folder


def typeset(
    template: str,
    data: Mapping[str, Any],
    pictures: Mapping[str, Path],
    target: Path,
    *,
    time: datetime,
) -> None:
    """Write a PDF/A-2b. ``template``: its name in the reports' folder.

    The template reads ``data.json`` and the pictures by their names in ``pictures``. With the same
    input and ``time`` the bytes are the same. Raises WriterIdError where the PDF can't be made.
    """
    import typst  # noqa: PLC0415 - only where a report is written

    with tempfile.TemporaryDirectory(prefix="writerid-report-") as name:
        folder = Path(name)
        shutil.copyfile(report_folder() / template, folder / template)
        for picture, file in pictures.items():
            shutil.copyfile(file, folder / picture)
        text = json.dumps(printable(data), ensure_ascii=False)
        (folder / "data.json").write_text(text, encoding="utf-8")
        try:
            pdf = typst.compile(
                folder / template,
                root=folder,
                font_paths=[report_folder() / "fonts"],
                ignore_system_fonts=True,
                pdf_standards=["a-2b"],
                timestamp=round(time.timestamp()),
            )
        except (RuntimeError, ValueError) as error:
            raise WriterIdError(f"{target.name} could not be typeset: {error}") from error
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(".partial")
    partial.write_bytes(pdf)
    partial.replace(target)


def printable(value: Any) -> Any:
    """Plain data whose texts hold only letters that the fonts have."""
    if isinstance(value, str):
        known = _letters()
        return "".join(c if ord(c) in known or c == "\n" else f"U+{ord(c):04X}" for c in value)
    if isinstance(value, Mapping):
        return {str(key): printable(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [printable(inner) for inner in value]
    return value


@cache
def _letters() -> frozenset[int]:
    """What all of the fonts can print."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - only where a report is written

    sets = []
    for file in sorted((report_folder() / "fonts").glob("*.ttf")):
        with TTFont(file) as font:
            sets.append(frozenset(font.getBestCmap()))
    if not sets:
        raise WriterIdError("the fonts of the reports are missing: install the program again")
    return frozenset.intersection(*sets)
