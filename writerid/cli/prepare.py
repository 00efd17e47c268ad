"""``writerid prepare``."""

from argparse import Namespace
from pathlib import Path
from typing import Any

from PIL import Image

from writerid.cli.console import progress_task, say, say_error, say_json
from writerid.cli.identification import distinct_stems
from writerid.cli.record import lost_record
from writerid.errors import Cancelled, WriterIdError
from writerid.model import Page, SkippedFile
from writerid.pictures.evidence import save_beside_scans
from writerid.pictures.preparation import before_after
from writerid.pipeline.identify import ReadSettings, settle_resolution
from writerid.pipeline.prepare import prepare
from writerid.pipeline.scan import read_pages


def run(options: Namespace) -> int:
    """Draw each page beside what of it is taken as writing."""
    settings = ReadSettings(options.dpi, options.estimate_scale)
    options.pictures.mkdir(parents=True, exist_ok=True)
    items = list(zip(options.scans, distinct_stems(options.scans), strict=True))
    drawn: list[dict[str, Any]] = []
    failed: list[SkippedFile] = []
    with progress_task() as task:
        for file, stem in task.each(items, "preparing"):
            try:
                for page in read_pages(file, dpi=options.dpi):
                    _draw(page, settings, options, stem, drawn, failed)
            except Cancelled:
                raise
            except WriterIdError as error:
                say_error(str(error))
                failed.append(SkippedFile(file, str(error), error.page))
    if options.json:
        say_json({"pages": drawn, "failed": [lost_record(lost) for lost in failed]})
    return 1 if failed else 0


def _draw(
    page: Page,
    settings: ReadSettings,
    options: Namespace,
    stem: str,
    drawn: list[dict[str, Any]],
    failed: list[SkippedFile],
) -> None:
    """Draw a page; a bad one is told, and the file's others are done."""
    number = f"-p{page.number}" if page.page_count > 1 else ""
    file: Path = options.pictures / f"{stem}{number}-prepared.png"
    try:
        settled = settle_resolution(page, settings)
        prepared = prepare(settled, settings.steps)
        picture = Image.fromarray(before_after(settled, prepared))
        save_beside_scans(picture, file, options.scans)
    except Cancelled:
        raise
    except WriterIdError as error:
        say_error(str(error))
        failed.append(SkippedFile(page.path, str(error), page.number))
        return
    drawn.append(
        {
            "file": str(page.path),
            "number": page.number,
            "sha256": page.sha256,
            "writing_mm": prepared.writing_mm,
            "picture": str(file),
        }
    )
    if not options.json:
        say(f"{page.name}: {prepared.writing_mm / 10.0:.0f} cm of writing, {file}")
