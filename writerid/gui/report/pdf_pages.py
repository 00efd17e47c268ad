"""Pages of a PDF as pictures, drawn by jobs."""

import hashlib
from dataclasses import dataclass

from PySide6.QtGui import QImage

from writerid.errors import WriterIdError
from writerid.tasks import Task

POINTS_PER_INCH = 72.0


@dataclass(frozen=True, eq=False)
class PdfPages:
    """A PDF in memory, so that nothing of a case is left in a folder for passing files.

    ``sizes_pt``: width and height of each page in points.
    """

    content: bytes
    sizes_pt: tuple[tuple[float, float], ...]
    sha256: str


@dataclass(frozen=True, eq=False)
class PageWanted:
    """A page, from 0, at ``scale`` pixels a point."""

    pages: PdfPages
    number: int
    scale: float


def read_pages(content: bytes) -> PdfPages:
    """How many pages there are, and how large. Raises WriterIdError for what is no PDF."""
    import pypdfium2  # noqa: PLC0415 - on the worker

    from writerid.pipeline.scan_pdf import PDFIUM_LOCK  # noqa: PLC0415

    with PDFIUM_LOCK:
        try:
            document = pypdfium2.PdfDocument(content)
        except pypdfium2.PdfiumError as error:
            raise WriterIdError(f"the report can't be shown: {error}") from error
        try:
            sizes = tuple(document.get_page_size(number) for number in range(len(document)))
        finally:
            document.close()
    return PdfPages(content, sizes, hashlib.sha256(content).hexdigest())


def draw_page(wanted: PageWanted, task: Task) -> QImage:
    """The page as a picture. Raises WriterIdError, Cancelled."""
    import pypdfium2  # noqa: PLC0415 - on the worker

    from writerid.pipeline.scan_pdf import PDFIUM_LOCK  # noqa: PLC0415

    task.check_cancelled()
    with PDFIUM_LOCK:
        # Others waited before: the page may be out of sight again.
        task.check_cancelled()
        document = pypdfium2.PdfDocument(wanted.pages.content)
        try:
            page = document[wanted.number]
            bitmap = page.render(scale=wanted.scale, rev_byteorder=True)
            try:
                return QImage(
                    bytes(bitmap.buffer),
                    bitmap.width,
                    bitmap.height,
                    bitmap.stride,
                    _format(bitmap.n_channels),
                ).copy()
            finally:
                bitmap.close()
                page.close()
        except pypdfium2.PdfiumError as error:
            raise WriterIdError(
                f"page {wanted.number + 1} of the report can't be shown: {error}"
            ) from error
        finally:
            document.close()


def _format(channels: int) -> QImage.Format:
    return {
        1: QImage.Format.Format_Grayscale8,
        3: QImage.Format.Format_RGB888,
        4: QImage.Format.Format_RGBX8888,
    }[channels]
