"""File → pages: pixels, resolution and checksum. The file is opened for reading only.

What a file holds is found from its content, whatever its name ends in. Everything that can be wrong
with a file ends in a ScanError that names it and the way out.
"""

import hashlib
import itertools
import struct
import warnings
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from io import BufferedReader
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image, ImageFile, ImageOps
from PIL.BmpImagePlugin import BmpImageFile
from PIL.ExifTags import Base as ExifTag
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.TiffImagePlugin import TiffImageFile
from PIL.WebPImagePlugin import WebPImageFile

from writerid.errors import ScanError
from writerid.model import MAX_DPI, MIN_DPI, ByteArray, Page, Resolution, ResolutionSource
from writerid.pipeline.scan_pdf import PdfPages

SUPPORTED_SUFFIXES = frozenset(
    {".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".bmp", ".webp", ".tif", ".tiff", ".pdf"}
)
"""What to look for in a folder, lower case. A file is read by its content, not by this."""

MAX_PIXELS = 400_000_000
"""A1 at 600 dpi has 279 million pixels: more is a mistake or an attack."""

MIN_SIDE_PX = 16

SOFTWARE_DPI = (72.0, 96.0)
"""What programs and cameras write when they know no resolution; scanners are set to others."""

ROUNDING_DPI = 0.02
"""PNG and BMP count whole pixels per metre, so that 300 dpi reads as 299.9994."""

UNEQUAL_SHARE = 0.01
"""Resolutions across and down that differ by more are none."""

Image.MAX_IMAGE_PIXELS = MAX_PIXELS

_Pages: TypeAlias = "PdfPages | _PicturePages"


def read_pages(path: Path, *, dpi: float | None = None) -> Iterator[Page]:
    """Yield the pages of a scan in order, holding one in memory at a time.

    Pixels without any colour are (h, w), however the file stores them. ``dpi`` takes precedence
    over what the file says. Raises ScanError for a file or a page that can't be read,
    ResolutionError for an impossible ``dpi``.
    """
    with _opened(path) as (pages, sha256):
        for number in range(1, pages.count + 1):
            yield _read(path, pages, number, sha256, dpi)


def read_page(path: Path, number: int = 1, *, dpi: float | None = None) -> Page:
    """Return the page ``number`` (from 1) of a scan; see read_pages."""
    with _opened(path) as (pages, sha256):
        return _read(path, pages, number, sha256, dpi)


def count_pages(path: Path) -> int:
    """How many pages a scan has, without decoding one. Raises ScanError."""
    with _opened(path, checksum=False) as (pages, _):
        return pages.count


def hash_file(path: Path) -> str:
    """SHA-256 of the file's bytes, hexadecimal. Raises ScanError."""
    with _explained(path, path.name), _open(path) as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


class _RefusedError(Exception):
    """What is wrong with a file: a sentence without its subject, which is the file's name."""


_SYNTAX = (SyntaxError, ValueError, TypeError, LookupError, struct.error, EOFError)
DAMAGE = (OSError, UserWarning, pdfium.PdfiumError, Image.DecompressionBombError, *_SYNTAX)
"""What Pillow and pdfium raise for a file whose content is wrong."""


@contextmanager
def _explained(path: Path, name: str, page: int | None = None) -> Iterator[None]:
    """Turn what goes wrong inside into a sentence about ``name``."""
    try:
        yield
    except _RefusedError as error:
        raise ScanError(f"{name} {error}", path=path, page=page) from error.__cause__
    except DAMAGE as error:
        raise ScanError(f"{name} {_what_is_wrong(error)}", path=path, page=page) from error


def _what_is_wrong(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return "is not there: check its name, and that its drive is connected"
    if isinstance(error, PermissionError):
        return "may not be read with your rights: ask its owner, or copy it to your own folder"
    if isinstance(error, OSError) and error.strerror:
        # Only errors of the system have this text; those of Pillow are about the content.
        return f"can't be read ({error.strerror}): check its drive, or copy it to another"
    if isinstance(error, Image.DecompressionBombError):
        return (
            f"has more than {MAX_PIXELS // 1_000_000} million pixels: scan it coarser, or in parts"
        )
    protected = (pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY)
    if isinstance(error, pdfium.PdfiumError) and error.err_code in protected:
        return "is protected by a password: save it without one, and choose that copy"
    return "is cut short or damaged: copy it again from the source"


def _open(path: Path) -> BufferedReader:
    if path.exists() and not path.is_file():
        raise _RefusedError("is a folder or a device: choose the files in it")
    return path.open("rb")


@contextmanager
def _opened(path: Path, *, checksum: bool = True) -> Iterator[tuple[_Pages, str]]:
    """Give pages and checksum, both from one open file: its name may come to mean another."""
    with _explained(path, path.name):
        stream = _open(path)
    with stream:
        with _explained(path, path.name):
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest() if checksum else ""
            pages = _recognise(stream)
        with closing(pages):
            yield pages, sha256


def _recognise(stream: BufferedReader) -> _Pages:
    stream.seek(0)
    head = stream.read(1024)
    stream.seek(0)
    if not head:
        raise _RefusedError("is empty: copy it again from the source")
    if b"%PDF-" in head:
        return PdfPages(stream, _check_size)
    for opener, signatures in SIGNATURES.items():
        if head.startswith(signatures) and (opener is not WebPImageFile or head[8:12] == b"WEBP"):
            return _PicturePages(stream, opener)
    raise _RefusedError("is no PNG, JPEG, TIFF, BMP, WebP or PDF: save the scan as one of these")


_Opener = Callable[[BufferedReader], ImageFile.ImageFile]

SIGNATURES: dict[_Opener, tuple[bytes, ...]] = {
    PngImageFile: (b"\x89PNG\r\n\x1a\n",),
    JpegImageFile: (b"\xff\xd8\xff",),
    TiffImageFile: (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"),
    BmpImageFile: (b"BM",),
    WebPImageFile: (b"RIFF",),
}


def _read(path: Path, pages: _Pages, number: int, sha256: str, dpi: float | None) -> Page:
    name = path.name if pages.count == 1 else f"{path.name} p. {number}"
    resolution = None if dpi is None else Resolution(dpi, ResolutionSource.GIVEN)
    with _explained(path, name, number):
        if not 1 <= number <= pages.count:
            raise _RefusedError(f"is not one of {pages.count}: choose a page from 1 on")
        pixels, stated = pages.read(number)
        height_px, width_px = pixels.shape[:2]
        if min(height_px, width_px) < MIN_SIDE_PX:
            size = f"{width_px} × {height_px} pixels"
            raise _RefusedError(f"is {size}, too small to hold writing: choose the whole scan")
    file_dpi = _meaningful_dpi(stated, stated)
    if resolution is None and file_dpi is not None:
        resolution = Resolution(file_dpi, ResolutionSource.FILE)
    pixels = _without_equal_channels(pixels)
    pixels.setflags(write=False)
    return Page(path, number, pages.count, pixels, resolution, sha256)


def _check_size(width_px: int, height_px: int) -> None:
    if width_px * height_px > MAX_PIXELS:
        size = f"{width_px:,} × {height_px:,} pixels"
        limit = f"the limit of {MAX_PIXELS // 1_000_000} million"
        raise _RefusedError(f"is {size}, over {limit}: scan it coarser, or in parts")


def _meaningful_dpi(across: Any, down: Any, per_inch: float = 1.0) -> float | None:
    """Return the resolution that a file's two numbers mean, None where they mean nothing."""
    try:
        x, y = float(across) * per_inch, float(down) * per_inch
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    dpi = (x + y) / 2.0
    if not (MIN_DPI <= dpi <= MAX_DPI and abs(x - y) <= UNEQUAL_SHARE * dpi):
        return None
    if abs(dpi - round(dpi)) <= ROUNDING_DPI:
        dpi = float(round(dpi))
    return None if dpi in SOFTWARE_DPI else dpi


def _without_equal_channels(pixels: ByteArray) -> ByteArray:
    if pixels.ndim == 3:
        grey = np.ascontiguousarray(pixels[..., 0])
        if np.array_equal(grey, pixels[..., 1]) and np.array_equal(grey, pixels[..., 2]):
            return grey
    return pixels


class _PicturePages:
    """A picture file through Pillow. Only TIFF has pages: of the others the first frame counts."""

    def __init__(self, stream: BufferedReader, opener: _Opener) -> None:
        self._is_tiff = opener is TiffImageFile
        with self._warnings():
            # Not Image.open: it refuses a huge image without telling its size.
            self._image = opener(stream)
            self.count = self._count() if self._is_tiff else 1

    def _count(self) -> int:
        for count in itertools.count(1):
            try:
                self._image.seek(count)
            except EOFError:
                break
            except DAMAGE as error:
                reason = f"is cut short or damaged from page {count + 1} on: copy it again"
                raise _RefusedError(reason) from error
        self._image.seek(0)
        return count

    def close(self) -> None:
        self._image.close()

    def read(self, number: int) -> tuple[ByteArray, float | None]:
        image = self._image
        with self._warnings():
            if number > 1:
                # Pillow keeps the last page's resolution for a page that states none.
                image.info.pop("dpi", None)
                image.seek(number - 1)
            _check_size(*image.size)
            image.load()
            exif = _exif(image)
            ImageOps.exif_transpose(image, in_place=True)
            dpi = _meaningful_dpi(*image.info.get("dpi", (0, 0)))
            return _eight_bit(image), _exif_dpi(exif) if dpi is None else dpi

    @contextmanager
    def _warnings(self) -> Iterator[None]:
        """Pillow warns of damaged tags: a TIFF is made of them, the others can do without."""
        with warnings.catch_warnings():
            if self._is_tiff:
                warnings.filterwarnings("error", module=r"PIL\.")
                warnings.filterwarnings("ignore", message="Metadata Warning", module=r"PIL\.")
            else:
                warnings.filterwarnings("ignore", module=r"PIL\.")
            yield


def _exif(image: Image.Image) -> Image.Exif:
    try:
        return image.getexif()
    except (SyntaxError, ValueError, struct.error, OSError):
        return Image.Exif()


def _exif_dpi(exif: Image.Exif) -> float | None:
    per_inch = {2: 1.0, 3: 2.54}.get(exif.get(ExifTag.ResolutionUnit, 2), 0.0)
    return _meaningful_dpi(exif.get(ExifTag.XResolution), exif.get(ExifTag.YResolution), per_inch)


def _eight_bit(image: Image.Image) -> ByteArray:
    """Grey (h, w) or RGB (h, w, 3) on white; 16 bits lose the lower 8."""
    tags: Any = getattr(image, "tag_v2", {})
    if image.mode.startswith("I;16"):
        bits = tags.get(ExifTag.BitsPerSample, (16,))[0]
        grey: ByteArray = (np.asarray(image) >> (bits - 8)).astype(np.uint8)
        return 255 - grey if tags.get(ExifTag.PhotometricInterpretation, 1) == 0 else grey
    if image.mode == "F":
        share = np.asarray(image)
        if share.min() >= 0.0 and share.max() <= 1.0:
            return np.rint(share * 255.0).astype(np.uint8)
    if image.mode in ("F", "I", "LAB"):
        raise _RefusedError("has pixels of a rare kind: save it as grey or RGB, 8 bits each")
    plain = "L" if image.mode in ("1", "L", "LA", "La") else "RGB"
    if image.has_transparency_data:
        image = image.convert("LA" if plain == "L" else "RGBA")
        paper = Image.new(plain, image.size, "white")
        paper.paste(image.convert(plain), mask=image.getchannel("A"))
        image = paper
    return np.asarray(image.convert(plain))
