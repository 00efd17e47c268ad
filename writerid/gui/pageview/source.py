"""Which page, and the page once it is loaded. Loading runs in a job; nothing here is kept by Qt."""

from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtGui import QImage

from writerid.errors import OriginalError, ScanError
from writerid.gui.pageview.pyramid import Pyramid
from writerid.model import Page, Resolution, ResolutionSource
from writerid.tasks import Task


@dataclass(frozen=True)
class PageKey:
    """The immutable name of a page. ``number`` counts from 1.

    With ``sha256`` a file that has changed is refused. ``dpi`` was given by the examiner.
    ``estimated``: it was estimated from the writing instead, so no millimetres follow from it.
    ``name`` is what the file is called where its path is that of a stored copy.
    """

    path: Path
    number: int = 1
    sha256: str | None = None
    dpi: float | None = None
    estimated: bool = False
    name: str = ""

    @property
    def shown(self) -> str:
        """The file's name for the examiner."""
        return self.name or self.path.name


@dataclass(frozen=True, eq=False)
class LoadedPage:
    """A page, its reduced copies, and a picture of the whole that is always at hand."""

    key: PageKey
    page: Page
    pyramid: Pyramid
    overview: QImage

    @property
    def resolution(self) -> Resolution | None:
        """What was given or estimated, else what the file says."""
        if self.key.dpi is not None:
            estimated = self.key.estimated
            source = ResolutionSource.ESTIMATED if estimated else ResolutionSource.GIVEN
            return Resolution(self.key.dpi, source)
        return self.page.resolution

    @property
    def true_dpi(self) -> float | None:
        """Pixels per inch where millimetres may be shown, else None."""
        resolution = self.resolution
        return resolution.dpi if resolution is not None and resolution.is_true_size else None


def load_page(key: PageKey, task: Task) -> LoadedPage:
    """Read, decode and reduce a page; a job. Raises ScanError, OriginalError."""
    from writerid.gui.pageview.reducing import build_pyramid  # noqa: PLC0415 - on the worker
    from writerid.pipeline.scan import read_page  # noqa: PLC0415 - likewise

    task.progress(0, 3, "reading the file")
    if key.name and not key.path.is_file():
        raise OriginalError(
            f"the stored copy of {key.name} is gone: its folder was moved or deleted, or its drive "
            "is not connected",
            path=key.path,
        )
    try:
        page = read_page(key.path, key.number, dpi=key.dpi)
    except ScanError as error:
        # A stored copy is called after its hash, which tells the examiner nothing.
        said = str(error).replace(key.path.name, key.shown)
        raise ScanError(said, path=key.path, page=key.number) from error
    if key.name:
        # A name may hold any letters, also those that no file name can.
        page = replace(page, path=page.path.parent / key.name)
    _refuse_changed(key, page)
    task.progress(1, 3, "making it ready to zoom")
    pyramid = build_pyramid(page.pixels, task)
    task.progress(3, 3, "making it ready to zoom")
    return LoadedPage(key, page, pyramid, pyramid.overview())


def load_thumbnail(request: tuple[PageKey, int], task: Task) -> QImage:
    """A page as a picture of at most ``largest_px`` a side; a job. Raises ScanError."""
    from writerid.gui.pageview.reducing import reduced_picture  # noqa: PLC0415 - on the worker
    from writerid.pipeline.scan import read_page  # noqa: PLC0415

    key, largest_px = request
    task.check_cancelled()
    page = read_page(key.path, key.number)
    _refuse_changed(key, page)
    task.check_cancelled()
    return reduced_picture(page.pixels, largest_px)


def _refuse_changed(key: PageKey, page: Page) -> None:
    if key.sha256 is not None and page.sha256 != key.sha256:
        raise ScanError(
            f"{key.shown} has changed since it was added: put the original back, or "
            "add the changed file as a new one",
            path=key.path,
            page=key.number,
        )
