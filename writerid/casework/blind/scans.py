"""Scans for a package: the same pixels in a new PNG file, without anything that a file can tell.

Names of devices, programs, persons and places stand in the metadata of many scans, so originals do
not go along as they are. The sealed file says which original each one was made from.
"""

import hashlib
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

from writerid.casework.chain import digest_of
from writerid.model import ByteArray, Page, Resolution
from writerid.pipeline.scan import read_page
from writerid.store.archive import refused

COMPRESSION = 4


@dataclass(frozen=True)
class PackedScan:
    """A page as it goes along. ``sha256`` is of the new file, ``pixels_sha256`` of the pixels."""

    file: Path
    sha256: str
    size_bytes: int
    pixels_sha256: str
    width_px: int
    height_px: int


def pixels_digest(pixels: ByteArray) -> str:
    """SHA-256 of shape and pixels: what a page is whatever file it is in."""
    return digest_of("×".join(map(str, pixels.shape)).encode(), pixels.tobytes())


def pack_scan(page: Page, resolution: Resolution | None, folder: Path) -> PackedScan:
    """Write a page's pixels as a PNG named by its hash, with the resolution if of true size."""
    picture = Image.fromarray(page.pixels)
    stream = BytesIO()
    options: dict[str, Any] = {"compress_level": COMPRESSION}
    if resolution is not None and resolution.is_true_size:
        options["dpi"] = (resolution.dpi, resolution.dpi)
    picture.save(stream, "PNG", **options)
    content = stream.getvalue()
    sha256 = hashlib.sha256(content).hexdigest()
    file = folder / f"{sha256}.png"
    file.write_bytes(content)
    return PackedScan(
        file, sha256, len(content), pixels_digest(page.pixels), page.width_px, page.height_px
    )


def check_scan(file: Path, package: Path, pixels_sha256: str, size: tuple[int, int]) -> None:
    """Decode a scan out of a package. Raises TransferError where it is another than declared."""
    page = read_page(file)
    if (page.width_px, page.height_px) != size or pixels_digest(page.pixels) != pixels_sha256:
        raise refused(package, "holds a scan with other pixels than its own list says")
