"""Pages of the demonstration case, for tests that need something like handwriting."""

from pathlib import Path

import numpy as np
from PIL import Image

from writerid.model import ByteArray, Page, Resolution, ResolutionSource
from writerid.pipeline.scan import read_page
from writerid.resources import resources_folder

DEMO = resources_folder() / "demo"
GREVE = DEMO / "known" / "Greve" / "letter-1.jpg"
QUESTIONED_GREVE = DEMO / "questioned" / "Q1.jpg"


def demo_page(file: Path = GREVE) -> Page:
    return read_page(file)


def page_of(pixels: ByteArray, dpi: float = 300.0) -> Page:
    return Page(Path("drawn.png"), 1, 1, pixels, Resolution(dpi, ResolutionSource.GIVEN), "0" * 64)


def rescaled(page: Page, dpi: float) -> Page:
    """The page as a scanner at another resolution would give it."""
    assert page.resolution is not None
    factor = dpi / page.resolution.dpi
    size = (round(page.width_px * factor), round(page.height_px * factor))
    method = Image.Resampling.BICUBIC if factor > 1 else Image.Resampling.BOX
    pixels = np.asarray(Image.fromarray(page.pixels).resize(size, method), dtype=np.uint8)
    return Page(page.path, 1, 1, pixels, Resolution(dpi, ResolutionSource.GIVEN), page.sha256)
