"""``writerid prepare``."""

from argparse import Namespace
from pathlib import Path

from PIL import Image

from writerid.cli.console import progress_task, say, say_error
from writerid.errors import Cancelled, WriterIdError
from writerid.model import Page
from writerid.pictures.preparation import before_after
from writerid.pipeline.identify import ReadSettings, settle_resolution
from writerid.pipeline.prepare import prepare
from writerid.pipeline.scan import read_pages


def run(options: Namespace) -> int:
    """Draw each page beside what of it is taken as writing."""
    settings = ReadSettings(options.dpi, options.estimate_scale)
    options.pictures.mkdir(parents=True, exist_ok=True)
    failed = 0
    with progress_task() as task:
        for file in task.each(options.scans, "preparing"):
            try:
                for page in read_pages(file, dpi=options.dpi):
                    _draw(settle_resolution(page, settings), settings, options.pictures)
            except Cancelled:
                raise
            except WriterIdError as error:
                say_error(str(error))
                failed += 1
    return 1 if failed else 0


def _draw(page: Page, settings: ReadSettings, folder: Path) -> None:
    prepared = prepare(page, settings.steps)
    number = f"-p{page.number}" if page.page_count > 1 else ""
    file = folder / f"{page.path.stem}{number}-prepared.png"
    Image.fromarray(before_after(page, prepared)).save(file)
    say(f"{page.name}: {prepared.writing_mm / 10.0:.0f} cm of writing, {file}")
