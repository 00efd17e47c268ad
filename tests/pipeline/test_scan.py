"""Files as examiners have them → pages, or a sentence that names the file and the way out."""

import contextlib
import hashlib
import struct
import sys
import threading
import weakref
import zlib
from collections.abc import Callable
from pathlib import Path
from unittest import mock

import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from writerid.errors import ResolutionError, ScanError
from writerid.model import ByteArray, ResolutionSource
from writerid.pipeline.scan import (
    SUPPORTED_SUFFIXES,
    count_pages,
    hash_file,
    read_page,
    read_pages,
)

Placement = tuple[float, float, float, float, float, float]


def noise(height: int, width: int, channels: int = 1, seed: int = 0) -> ByteArray:
    shape = (height, width) if channels == 1 else (height, width, channels)
    return np.random.default_rng(seed).integers(0, 256, shape, dtype=np.uint8)


def save(path: Path, pixels: npt.NDArray[np.generic] | Image.Image, **options: object) -> Path:
    image = pixels if isinstance(pixels, Image.Image) else Image.fromarray(pixels)
    image.save(path, **options)  # type: ignore[arg-type]
    return path


def save_pages(path: Path, pages: list[ByteArray], **options: object) -> Path:
    images = [Image.fromarray(page) for page in pages]
    images[0].save(path, save_all=True, append_images=images[1:], **options)  # type: ignore[arg-type]
    return path


def pdf_of(
    path: Path,
    pixels: ByteArray,
    page_size_pt: tuple[float, float],
    placed: Placement | None = None,
    turn: int = 0,
    cropbox: tuple[float, float, float, float] | None = None,
) -> Path:
    """A PDF page with ``pixels`` on it, losslessly, where the PDF matrix ``placed`` says."""
    pdf = pdfium.PdfDocument.new()
    page = pdf.new_page(*page_size_pt)
    image = pdfium.PdfImage.new(pdf)
    image.set_bitmap(pdfium.PdfBitmap.from_pil(Image.fromarray(pixels)))
    width_pt, height_pt = page_size_pt
    image.set_matrix(pdfium.PdfMatrix(*(placed or (width_pt, 0, 0, height_pt, 0, 0))))
    page.insert_obj(image)
    page.gen_content()
    page.set_rotation(turn)
    if cropbox:
        page.set_cropbox(*cropbox)
    pdf.save(path)
    pdf.close()
    return path


def raw_pdf(path: Path, objects: list[bytes], trailer: bytes = b"") -> Path:
    """A PDF of hand-written objects, the first of which is the catalogue."""
    out = bytearray(b"%PDF-1.7\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<</Size %d /Root 1 0 R %s>>\n" % (len(objects) + 1, trailer)
    out += b"startxref\n%d\n%%%%EOF\n" % start
    path.write_bytes(out)
    return path


def png_header(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = chunk(b"IDAT", zlib.compress(b"\0" * 100))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + pixels + chunk(b"IEND", b"")


def refusal(path: Path, number: int = 1) -> str:
    with pytest.raises(ScanError) as caught:
        read_page(path, number)
    message = str(caught.value)
    assert path.name in message
    assert caught.value.path == path
    return message


LOSSLESS: dict[str, tuple[str, dict[str, object]]] = {
    "png": (".png", {}),
    "bmp": (".bmp", {}),
    "webp": (".webp", {"lossless": True}),
    "tiff": (".tif", {}),
    "tiff lzw": (".tif", {"compression": "tiff_lzw"}),
    "tiff deflate": (".tif", {"compression": "tiff_adobe_deflate"}),
}


@pytest.mark.parametrize("kind", LOSSLESS)
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    height=st.integers(16, 60),
    width=st.integers(16, 60),
    channels=st.sampled_from([1, 3]),
    seed=st.integers(0, 2**32 - 1),
)
def test_lossless_files_come_out_pixel_for_pixel(
    tmp_path: Path, kind: str, height: int, width: int, channels: int, seed: int
) -> None:
    suffix, options = LOSSLESS[kind]
    pixels = noise(height, width, channels, seed)
    page = read_page(save(tmp_path / f"scan{suffix}", pixels, **options))
    np.testing.assert_array_equal(page.pixels, pixels)
    assert page.pixels.dtype == np.uint8
    assert (page.number, page.page_count) == (1, 1)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    height=st.integers(16, 90),
    width=st.integers(16, 90),
    dpi=st.floats(100, 1200),
    turn=st.sampled_from([0, 90, 180, 270]),
    margin_pt=st.tuples(*[st.floats(0, 30)] * 4),
)
def test_the_image_of_a_pdf_page_comes_out_pixel_for_pixel(
    tmp_path: Path,
    height: int,
    width: int,
    dpi: float,
    turn: int,
    margin_pt: tuple[float, float, float, float],
) -> None:
    pixels = noise(height, width, 3)
    left, bottom, right, top = margin_pt
    width_pt, height_pt = width * 72 / dpi, height * 72 / dpi
    page_size = (width_pt + left + right, height_pt + bottom + top)
    placed = (width_pt, 0, 0, height_pt, left, bottom)
    if width_pt * height_pt < 0.1 * page_size[0] * page_size[1]:
        page_size, placed = (width_pt, height_pt), (width_pt, 0, 0, height_pt, 0, 0)
    page = read_page(pdf_of(tmp_path / "scan.pdf", pixels, page_size, placed, turn))
    turned = np.rot90(pixels, -turn // 90)
    windows = np.lib.stride_tricks.sliding_window_view(page.pixels, turned.shape)
    assert (windows == turned).all(axis=(-1, -2, -3)).any()
    if page.resolution is not None:
        assert page.resolution.dpi == pytest.approx(dpi, rel=1e-3)


def test_a_turned_or_cropped_image_in_a_pdf_keeps_its_scale(tmp_path: Path) -> None:
    pixels = noise(100, 150, 3)
    # Stood on its side by the scanner's software.
    page = read_page(pdf_of(tmp_path / "a.pdf", pixels, (24, 36), (0, 36, -24, 0, 24, 0)))
    np.testing.assert_array_equal(page.pixels, np.rot90(pixels))
    # Straightened by half a degree.
    turned = read_page(pdf_of(tmp_path / "b.pdf", pixels, (36, 24), (36, 0.3, -0.2, 24, 0, 0)))
    assert turned.pixels.shape == (100, 150, 3)
    # Trimmed in a PDF program: 12 points (50 pixels) off the left, 6 points (25) off the top.
    cut = read_page(pdf_of(tmp_path / "c.pdf", pixels, (36, 24), cropbox=(12, 0, 36, 18)))
    np.testing.assert_array_equal(cut.pixels, pixels[25:, 50:])
    for shown in (page, turned, cut):
        assert shown.resolution is not None
        assert shown.resolution.dpi == pytest.approx(300, rel=1e-3)


def test_pixels_that_are_not_square_become_square_in_a_pdf(tmp_path: Path) -> None:
    # A fax: 204 pixels an inch across, 98 down.
    page = read_page(pdf_of(tmp_path / "fax.pdf", noise(98, 204), (72, 72)))
    assert page.pixels.shape == (204, 204)
    assert page.resolution is not None
    assert page.resolution.dpi == 204


def test_a_drawn_pdf_page_is_rendered_at_300_dpi(tmp_path: Path) -> None:
    drawing = b"<</Length 29>>\nstream\n0 0 0 rg 0 0 72 144 re f\n\nendstream"
    one_page = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 144 144]/Contents 4 0 R>>",
        drawing,
    ]
    page = read_page(raw_pdf(tmp_path / "drawn.pdf", one_page))
    assert page.pixels.shape == (600, 600)
    assert (page.pixels[:, :299] == 0).all()
    assert (page.pixels[:, 301:] == 255).all()
    assert page.resolution is not None
    assert (page.resolution.dpi, page.resolution.source) == (300, ResolutionSource.FILE)


@pytest.mark.parametrize(
    ("logo_side_pt", "expected_dpi"), [(72 * 20 / 100, 300), (72 * 20 / 600, 600), (0.1, 300)]
)
def test_a_logo_does_not_coarsen_a_drawn_page(
    tmp_path: Path, logo_side_pt: float, expected_dpi: float
) -> None:
    placed = (logo_side_pt, 0, 0, logo_side_pt, 5, 5)
    page = read_page(pdf_of(tmp_path / "letter.pdf", noise(20, 20), (144, 144), placed))
    assert page.resolution is not None
    assert page.resolution.dpi == expected_dpi
    assert page.pixels.shape[0] == pytest.approx(2 * expected_dpi, rel=2e-3)


def test_a_photograph_put_into_a_pdf_has_no_resolution(tmp_path: Path) -> None:
    photo = noise(60, 80)
    page = read_page(pdf_of(tmp_path / "photo.pdf", photo, (80, 60)))
    np.testing.assert_array_equal(page.pixels, photo)
    assert page.resolution is None


def test_one_bit_pages_become_black_and_white(tmp_path: Path) -> None:
    pixels = np.where(noise(50, 70) > 127, 255, 0).astype(np.uint8)
    bitmap = Image.fromarray(pixels).convert("1")
    files = [
        save(tmp_path / "fax.tif", bitmap, compression="group4", dpi=(204, 204)),
        save(tmp_path / "bitmap.png", bitmap),
        save(tmp_path / "bitmap.bmp", bitmap),
        save(tmp_path / "bitmap.pdf", bitmap, resolution=204),
    ]
    for path in files:
        np.testing.assert_array_equal(read_page(path).pixels, pixels)


@pytest.mark.parametrize("suffix", [".png", ".tif"])
def test_sixteen_bits_keep_the_whole_range(tmp_path: Path, suffix: str) -> None:
    deep = np.linspace(0, 65535, 40 * 40).reshape(40, 40).astype(np.uint16)
    page = read_page(save(tmp_path / f"deep{suffix}", deep))
    np.testing.assert_array_equal(page.pixels, deep >> 8)


def tiff_of_samples(data: bytes, side: int, bits: int, photometric: int, order: str = "<") -> bytes:
    """An uncompressed grey TIFF with unusual samples, which Pillow reads but does not write."""
    tags = [(256, side), (257, side), (258, bits), (259, 1), (262, photometric), (273, 8)]
    tags += [(277, 1), (278, side), (279, len(data))]
    entries = b"".join(struct.pack(order + "HHII", tag, 4, 1, value) for tag, value in tags)
    head = (b"II" if order == "<" else b"MM") + struct.pack(order + "HI", 42, 8 + len(data))
    return head + data + struct.pack(order + "H", len(tags)) + entries + b"\0" * 4


def test_rare_grey_tiffs(tmp_path: Path) -> None:
    grey = noise(20, 20)
    path = tmp_path / "rare.tif"
    deep = grey.astype("<u2") * 256 + 77
    path.write_bytes(tiff_of_samples((65535 - deep).tobytes(), 20, 16, photometric=0))
    np.testing.assert_array_equal(read_page(path).pixels, grey)
    path.write_bytes(tiff_of_samples(deep.astype(">u2").tobytes(), 20, 16, 1, order=">"))
    np.testing.assert_array_equal(read_page(path).pixels, grey)
    twelve = (grey.astype(np.uint16) * 16 + 7).reshape(-1, 2)
    packed = np.stack(
        [twelve[:, 0] >> 4, (twelve[:, 0] & 15) << 4 | twelve[:, 1] >> 8, twelve[:, 1] & 255], 1
    )
    path.write_bytes(tiff_of_samples(packed.astype(np.uint8).tobytes(), 20, 12, photometric=1))
    np.testing.assert_array_equal(read_page(path).pixels, grey)


def test_floating_point_pixels(tmp_path: Path) -> None:
    grey = noise(20, 20)
    share = (grey / 255).astype(np.float32)
    np.testing.assert_array_equal(read_page(save(tmp_path / "share.tif", share)).pixels, grey)
    share[3, 3] = np.nan
    assert "save it as grey" in refusal(save(tmp_path / "nan.tif", share))
    counts = np.full((20, 20), 70000, dtype=np.int32)
    assert "save it as grey" in refusal(save(tmp_path / "counts.tif", counts))


@pytest.mark.parametrize("suffix", [".png", ".tif", ".webp"])
def test_what_is_transparent_is_paper(tmp_path: Path, suffix: str) -> None:
    pixels = noise(30, 40, 4)
    pixels[:10, :, 3] = 0
    pixels[10:20, :, 3] = 255
    page = read_page(save(tmp_path / f"cut{suffix}", pixels, lossless=True, exact=True))
    assert (page.pixels[:10] == 255).all()
    np.testing.assert_array_equal(page.pixels[10:20], pixels[10:20, :, :3])
    share = pixels[20:, :, 3:] / 255
    blended = pixels[20:, :, :3] * share + 255 * (1 - share)
    np.testing.assert_allclose(page.pixels[20:], blended, atol=1)


def test_transparent_grey_and_one_transparent_tone(tmp_path: Path) -> None:
    pixels = noise(30, 40, 2)
    pixels[..., 1] = np.where(pixels[..., 1] > 127, 255, 0)
    page = read_page(save(tmp_path / "la.png", Image.fromarray(pixels, "LA")))
    np.testing.assert_array_equal(page.pixels, np.where(pixels[..., 1], pixels[..., 0], 255))
    grey = noise(30, 40)
    page = read_page(save(tmp_path / "tone.png", grey, transparency=int(grey[0, 0])))
    np.testing.assert_array_equal(page.pixels, np.where(grey == grey[0, 0], 255, grey))


def test_palettes(tmp_path: Path) -> None:
    index = noise(30, 40) % 16
    colours = noise(16, 3)
    image = Image.fromarray(index)
    image.putpalette(colours.tobytes())
    for name in ("palette.png", "palette.tif", "palette.bmp"):
        np.testing.assert_array_equal(
            read_page(save(tmp_path / name, image)).pixels, colours[index]
        )
    clear = save(tmp_path / "clear.png", image, transparency=b"\0" + b"\xff" * 15)
    expected = np.where(index[..., None] == 0, 255, colours[index])
    np.testing.assert_array_equal(read_page(clear).pixels, expected)
    image.putpalette(np.repeat(np.arange(16, dtype=np.uint8) * 17, 3).tobytes())
    grey = read_page(save(tmp_path / "grey.png", image))
    np.testing.assert_array_equal(grey.pixels, index * 17)


@pytest.mark.parametrize("name", ["press.tif", "press.jpg"])
def test_print_colours_become_screen_colours(tmp_path: Path, name: str) -> None:
    inks = np.zeros((40, 40, 4), dtype=np.uint8)
    inks[:, :20] = (0, 255, 255, 0)
    inks[:, 20:] = (0, 0, 0, 255)
    page = read_page(save(tmp_path / name, Image.fromarray(inks, "CMYK")))
    np.testing.assert_allclose(page.pixels[20, 5], (255, 0, 0), atol=3)
    np.testing.assert_allclose(page.pixels[20, 35], (0, 0, 0), atol=3)


def test_grey_saved_as_colour_is_grey(tmp_path: Path) -> None:
    grey = noise(20, 30)
    page = read_page(save(tmp_path / "grey.png", np.stack([grey] * 3, axis=-1)))
    np.testing.assert_array_equal(page.pixels, grey)


UPRIGHT: dict[int, Callable[[ByteArray], npt.NDArray[np.uint8]]] = {
    1: lambda a: a,
    2: lambda a: a[:, ::-1],
    3: lambda a: a[::-1, ::-1],
    4: lambda a: a[::-1],
    5: lambda a: a.transpose(1, 0, 2),
    6: lambda a: np.rot90(a, -1),
    7: lambda a: a.transpose(1, 0, 2)[::-1, ::-1],
    8: np.rot90,
}


@pytest.mark.parametrize("orientation", UPRIGHT)
@pytest.mark.parametrize("suffix", [".png", ".tif", ".webp", ".jpg"])
def test_photographs_are_turned_upright(tmp_path: Path, suffix: str, orientation: int) -> None:
    pixels = np.kron(noise(3, 4, 3), np.ones((16, 16, 1), np.uint8))
    exif = Image.Exif()
    exif[274] = orientation
    path = tmp_path / f"photo{suffix}"
    page = read_page(save(path, pixels, exif=exif, lossless=True, quality=100, subsampling=0))
    np.testing.assert_allclose(page.pixels, UPRIGHT[orientation](pixels), atol=6)


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".tif", ".bmp"])
@pytest.mark.parametrize("dpi", [150, 200, 300, 400, 600, 1200])
def test_the_stated_resolution_is_read_exactly(tmp_path: Path, suffix: str, dpi: int) -> None:
    page = read_page(save(tmp_path / f"scan{suffix}", noise(20, 20), dpi=(dpi, dpi)))
    assert page.resolution is not None
    assert (page.resolution.dpi, page.resolution.source) == (dpi, ResolutionSource.FILE)


def test_resolutions_in_other_places_and_units(tmp_path: Path) -> None:
    pixels = noise(20, 20)
    per_cm = save(tmp_path / "cm.tif", pixels, resolution_unit="cm", resolution=118.11)
    jfif = save(tmp_path / "a.jpg", pixels, dpi=(100, 100)).read_bytes()
    (tmp_path / "cm.jpg").write_bytes(
        jfif.replace(b"\x01\x00\x64\x00\x64", b"\x02\x00\x76\x00\x76")
    )
    exif = Image.Exif()
    exif[282], exif[283], exif[296] = 300.0, 300.0, 2
    files = {per_cm: 300.0, tmp_path / "cm.jpg": 299.72}
    files[save(tmp_path / "exif.jpg", pixels, exif=exif)] = 300.0
    files[save(tmp_path / "software.jpg", pixels, exif=exif, dpi=(72, 72))] = 300.0
    files[save(tmp_path / "exif.webp", pixels, exif=exif)] = 300.0
    exif[282], exif[283], exif[296] = 118.11, 118.11, 3
    files[save(tmp_path / "cm.webp", pixels, exif=exif)] = 300.0
    for path, dpi in files.items():
        resolution = read_page(path).resolution
        assert resolution is not None, path.name
        assert resolution.dpi == pytest.approx(dpi, abs=0.02), path.name


@pytest.mark.parametrize(
    "dpi", [(0, 0), (1, 1), (72, 72), (96, 96), (300, 200), (20, 20), (30000, 30000)]
)
@pytest.mark.parametrize("suffix", [".png", ".jpg", ".tif", ".bmp"])
def test_a_resolution_that_means_nothing_counts_as_missing(
    tmp_path: Path, suffix: str, dpi: tuple[int, int]
) -> None:
    path = save(tmp_path / f"scan{suffix}", noise(20, 20), dpi=dpi)
    assert read_page(path).resolution is None
    given_page = read_page(path, dpi=400)
    assert given_page.resolution is not None
    assert given_page.resolution.source is ResolutionSource.GIVEN


def test_densities_without_a_unit_count_as_missing(tmp_path: Path) -> None:
    pixels = noise(20, 20)
    jfif = save(tmp_path / "a.jpg", pixels, dpi=(300, 300)).read_bytes()
    unitless = jfif.replace(b"JFIF\0\x01\x01\x01", b"JFIF\0\x01\x01\x00")
    (tmp_path / "a.jpg").write_bytes(unitless)
    assert unitless != jfif
    exif = Image.Exif()
    exif[282], exif[283], exif[296] = 300.0, 300.0, 1
    tiff = save(tmp_path / "c.tif", pixels, tiffinfo={282: 300.0, 283: 300.0, 296: 1})
    for path in (tmp_path / "a.jpg", save(tmp_path / "b.webp", pixels, exif=exif), tiff):
        assert read_page(path).resolution is None, path.name


def test_the_given_resolution_goes_before_the_stated_one(tmp_path: Path) -> None:
    path = save(tmp_path / "scan.png", noise(20, 20), dpi=(300, 300))
    resolution = read_page(path, dpi=600).resolution
    assert resolution is not None
    assert (resolution.dpi, resolution.source) == (600, ResolutionSource.GIVEN)
    for impossible in (0.0, -300.0, 1e6, float("nan")):
        with pytest.raises(ResolutionError):
            read_page(path, dpi=impossible)


def test_every_page_of_a_tiff_has_its_own_pixels_and_resolution(tmp_path: Path) -> None:
    sizes = [(20, 30), (40, 25), (20, 30)]
    pixels = [noise(*size, seed=i) for i, size in enumerate(sizes)]
    path = save_pages(tmp_path / "many.tif", pixels, compression="tiff_lzw", dpi=(300, 300))
    pages = list(read_pages(path))
    assert [page.number for page in pages] == [1, 2, 3]
    assert count_pages(path) == 3
    for page, expected in zip(pages, pixels, strict=True):
        np.testing.assert_array_equal(page.pixels, expected)
        np.testing.assert_array_equal(read_page(path, page.number).pixels, expected)
        assert page.page_count == 3
        assert page.name == f"many.tif p. {page.number}"


def test_a_tiff_page_without_resolution_takes_none_from_the_page_before(tmp_path: Path) -> None:
    path = tmp_path / "mixed.tif"
    first, second = Image.fromarray(noise(20, 20)), Image.fromarray(noise(20, 20))
    first.encoderinfo = {"dpi": (300, 300)}
    second.encoderinfo = {"tiffinfo": {282: 300.0, 283: 300.0, 296: 1}}
    first.save(path, save_all=True, append_images=[second])
    resolutions = [page.resolution for page in read_pages(path)]
    assert resolutions[1] is None


def test_moving_pictures_and_previews_are_one_page(tmp_path: Path) -> None:
    frames = [noise(20, 30, 3, seed=seed) for seed in range(3)]
    for name in ("moving.png", "moving.webp", "preview.mpo"):
        path = save_pages(tmp_path / name, frames, lossless=True)
        assert count_pages(path) == 1
        assert len(list(read_pages(path))) == 1
        if name != "preview.mpo":
            np.testing.assert_array_equal(read_page(path).pixels, frames[0])


def test_five_hundred_pages_are_read_one_at_a_time(tmp_path: Path) -> None:
    path = save_pages(tmp_path / "file.pdf", [noise(40, 30)] * 500)
    assert count_pages(path) == 500
    pages = read_pages(path)
    page = next(pages)
    assert page.page_count == 500
    first_pixels = weakref.ref(page.pixels)
    page = next(pages)
    assert first_pixels() is None
    assert sum(1 for _ in pages) == 498


def test_the_checksum_is_the_files_and_is_taken_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = save_pages(tmp_path / "many.tif", [noise(20, 20)] * 4)
    expected = hashlib.sha256(path.read_bytes()).hexdigest()
    taken = mock.Mock(wraps=hashlib.file_digest)
    monkeypatch.setattr(hashlib, "file_digest", taken)
    assert {page.sha256 for page in read_pages(path)} == {expected}
    assert taken.call_count == 1
    assert hash_file(path) == expected


@pytest.mark.skipif(sys.platform == "win32", reason="Windows replaces no open file")
def test_a_file_replaced_while_it_is_read_stays_one_scan(tmp_path: Path) -> None:
    path = save_pages(tmp_path / "many.tif", [noise(20, 20, seed=1), noise(20, 20, seed=2)])
    before = hash_file(path)
    pages = read_pages(path)
    next(pages)
    other = save_pages(tmp_path / "other.tif", [noise(20, 20, seed=3), noise(20, 20, seed=4)])
    other.replace(path)
    page = next(pages)
    assert page.sha256 == before
    np.testing.assert_array_equal(page.pixels, noise(20, 20, seed=2))


def test_originals_are_not_touched(tmp_path: Path) -> None:
    files = [
        save(tmp_path / f"scan{suffix}", noise(20, 20))
        for suffix in (".png", ".jpg", ".tif", ".bmp", ".webp", ".pdf")
    ]
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in files}
    for path in files:
        path.chmod(0o444)
        page = read_page(path)
        with pytest.raises(ValueError, match="read-only"):
            page.pixels[0, 0] = 1
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in files} == before
    assert sorted(tmp_path.iterdir()) == sorted(files)


@pytest.mark.parametrize("name", ["наклон 北京 خط.tif", "a  b & c.png", "élan'%20;.pdf"])
def test_any_name_will_do(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "dossier n° 3 – été"
    folder.mkdir()
    page = read_page(save(folder / name, noise(20, 20)))
    assert page.name == name


def test_content_counts_and_the_suffix_does_not(tmp_path: Path) -> None:
    pixels = noise(20, 30)
    for number, suffix in enumerate((".png", ".tif", ".bmp", ".pdf")):
        wrong = (tmp_path / str(number)).with_suffix(".jpg")
        save(tmp_path / f"scan{suffix}", pixels, resolution=100).rename(wrong)
        assert read_page(wrong).pixels.shape == pixels.shape
        assert suffix in SUPPORTED_SUFFIXES


def test_threads_may_read_at_once(tmp_path: Path) -> None:
    pixels = [noise(60, 80, 3, seed=seed) for seed in range(8)]
    path = save_pages(tmp_path / "many.tif", pixels)
    pdfs = [pdf_of(tmp_path / f"{i}.pdf", page, (19.2, 14.4)) for i, page in enumerate(pixels)]
    right: list[bool] = []

    def read(number: int) -> None:
        same = [read_page(path, number + 1), read_page(pdfs[number])]
        right.append(all(np.array_equal(page.pixels, pixels[number]) for page in same))

    threads = [threading.Thread(target=read, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert right == [True] * 8


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
@pytest.mark.parametrize("suffix", [".png", ".jpg", ".tif", ".bmp", ".webp", ".pdf"])
def test_a_file_cut_short_is_refused(tmp_path: Path, suffix: str, share: float) -> None:
    path = save(tmp_path / f"scan{suffix}", noise(200, 200))
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    assert "is cut short or damaged: copy it again" in refusal(path)


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
@pytest.mark.parametrize("suffix", [".tif", ".pdf"])
def test_a_document_cut_short_never_turns_into_fewer_pages(
    tmp_path: Path, suffix: str, share: float
) -> None:
    path = save_pages(tmp_path / f"many{suffix}", [noise(50, 50)] * 5)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(ScanError, match=r"many\.\w+ .*is cut short or damaged.*copy it again"):
        list(read_pages(path))
    # The directory may be whole where the last page's pixels are not.
    with contextlib.suppress(ScanError):
        assert count_pages(path) == 5


def test_a_revised_pdf_cut_short_does_not_show_its_older_version(tmp_path: Path) -> None:
    path = save_pages(tmp_path / "revised.pdf", [noise(50, 50)])
    older = path.read_bytes()
    path.write_bytes(older + b"9 0 obj\n<</Length 900000>>\nstream\n" + b"x" * 100_000)
    assert "cut short" in refusal(path)
    # Bytes that a mail gateway or a carving tool leaves behind don't matter.
    path.write_bytes(older + b"\0" * 4096)
    assert count_pages(path) == 1


def test_a_damaged_page_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    path = save_pages(tmp_path / "many.tif", [noise(90, 90)] * 4, compression="tiff_lzw")
    data = bytearray(path.read_bytes())
    with Image.open(path) as image:
        image.seek(2)
        offset, length = image.tag_v2[273][0], image.tag_v2[279][0]  # type: ignore[attr-defined]
    data[offset : offset + length] = b"\xff" * length
    path.write_bytes(data)
    pages = read_pages(path)
    assert [next(pages).number, next(pages).number] == [1, 2]
    with pytest.raises(ScanError, match=r"many\.tif p\. 3 is cut short or damaged") as caught:
        next(pages)
    assert caught.value.page == 3
    assert read_page(path, 4).number == 4


def test_a_damaged_directory_of_pages_says_from_which_page(tmp_path: Path) -> None:
    path = save_pages(tmp_path / "many.tif", [noise(20, 20)] * 4)
    data = bytearray(path.read_bytes())
    with Image.open(path) as image:
        image.seek(2)
        directory = image.tag_v2._offset  # type: ignore[attr-defined]
    data[directory : directory + 200] = b"\xee" * 200
    path.write_bytes(data)
    assert "from page 3 on" in refusal(path)


def test_an_image_that_a_pdf_viewer_leaves_blank_is_an_error(tmp_path: Path) -> None:
    path = save_pages(tmp_path / "scan.pdf", [noise(90, 90, 3), noise(90, 90, 3)])
    data = path.read_bytes()
    start = data.rindex(b"\xff\xd8\xff")
    end = data.index(b"endstream", start)
    path.write_bytes(data[:start] + b"\0" * (end - start) + data[end:])
    assert read_page(path, 1).number == 1
    assert "scan.pdf p. 2 is cut short or damaged" in refusal(path, 2)


def test_files_that_are_no_scans(tmp_path: Path) -> None:
    text = tmp_path / "notes.png"
    text.write_text("no picture, but named like one", encoding="utf-8")
    assert "save the scan as one of these" in refusal(text)
    gif = save(tmp_path / "moving.gif", noise(20, 20))
    assert "is no PNG, JPEG, TIFF, BMP, WebP or PDF" in refusal(gif)
    sound = tmp_path / "sound.webp"
    sound.write_bytes(b"RIFF\x00\x01\x00\x00WAVEfmt ")
    assert "is no PNG" in refusal(sound)
    (tmp_path / "empty.tif").touch()
    assert "is empty: copy it again" in refusal(tmp_path / "empty.tif")
    assert "is a folder" in refusal(tmp_path)
    assert "is not there: check its name" in refusal(tmp_path / "missing.png")
    for path in (tmp_path / "missing.png", tmp_path):
        with pytest.raises(ScanError, match=path.name):
            hash_file(path)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (PermissionError(13, "Permission denied"), "may not be read with your rights"),
        (OSError(5, "Input/output error"), "can't be read .Input/output error.: check its drive"),
    ],
)
def test_files_that_the_system_does_not_give(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError, words: str
) -> None:
    path = save(tmp_path / "scan.png", noise(20, 20))

    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(Path, "open", fail)
    for read in (read_page, count_pages, hash_file):
        with pytest.raises(ScanError, match=rf"scan\.png {words}"):
            read(path)


def test_a_page_that_does_not_exist(tmp_path: Path) -> None:
    path = save_pages(tmp_path / "two.tif", [noise(20, 20)] * 2)
    for number in (0, 3, -1):
        assert "of 2" in refusal(path, number)


def test_specks_are_too_small(tmp_path: Path) -> None:
    assert "1 × 1 pixels, too small to hold writing" in refusal(
        save(tmp_path / "a.png", noise(1, 1))
    )
    assert "too small" in refusal(save(tmp_path / "b.png", noise(15, 500)))
    assert read_page(save(tmp_path / "c.png", noise(16, 16))).height_px == 16


def huge_files(folder: Path) -> dict[str, Path]:
    """Small files that claim 900 million pixels."""
    files = {kind: folder / f"huge.{kind}" for kind in ("png", "bmp", "jpg", "tif")}
    files["png"].write_bytes(png_header(30_000, 30_000))
    side = struct.pack("<I", 30_000)
    bmp = bytearray(save(folder / "small.bmp", noise(20, 20)).read_bytes())
    bmp[18:26] = side * 2
    files["bmp"].write_bytes(bmp)
    jpg = save(folder / "small.jpg", noise(20, 20)).read_bytes()
    files["jpg"].write_bytes(jpg.replace(b"\x00\x14\x00\x14", struct.pack(">HH", 30_000, 30_000)))
    small = tiff_of_samples(bytes(400), 20, 8, 1)
    for tag in (256, 257):
        small = small.replace(
            struct.pack("<HHII", tag, 4, 1, 20), struct.pack("<HHII", tag, 4, 1, 30_000)
        )
    files["tif"].write_bytes(small)
    return files


@pytest.mark.parametrize("kind", ["png", "bmp", "jpg", "tif"])
def test_a_huge_image_is_refused_before_it_is_decoded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    def decode(*_: object) -> None:
        raise AssertionError("decoded")

    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", decode)
    message = refusal(huge_files(tmp_path)[kind])
    assert "30,000 × 30,000 pixels, over the limit of 400 million" in message


def test_a_huge_canvas_in_a_webp_is_refused(tmp_path: Path) -> None:
    frame = b"VP8X" + struct.pack("<I", 10) + bytes(4) + (29_999).to_bytes(3, "little") * 2
    path = tmp_path / "huge.webp"
    path.write_bytes(b"RIFF" + struct.pack("<I", len(frame) + 4) + b"WEBP" + frame)
    assert "more than 400 million pixels" in refusal(path)


def pdf_page_with_image(path: Path, image: bytes, page_side_pt: int) -> Path:
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]/Contents 4 0 R"
        b"/Resources<</XObject<</I 5 0 R>>>>>>" % (page_side_pt, page_side_pt),
        b"<</Length 24>>\nstream\n400 0 0 400 0 0 cm /I Do\nendstream",
        image,
    ]
    return raw_pdf(path, objects)


def test_huge_pdf_pages_are_refused(tmp_path: Path) -> None:
    data = zlib.compress(bytes(1000))
    image = b"<</Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray"
    image += b"/BitsPerComponent 8/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream"
    bomb = image % (30_000, 30_000, len(data), data)
    path = pdf_page_with_image(tmp_path / "bomb.pdf", bomb, 400)
    assert "30,000 × 30,000 pixels, over the limit" in refusal(path)
    path = pdf_page_with_image(tmp_path / "wall.pdf", image % (20, 20, len(data), data), 14_400)
    assert "60,000 × 60,000 pixels, over the limit" in refusal(path)


def test_a_pdf_with_a_password_is_refused(tmp_path: Path) -> None:
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]>>",
        b"<</Filter/Standard/V 1/R 2/P -4/O<%s>/U<%s>>>" % (b"5a" * 32, b"c3" * 32),
    ]
    trailer = b"/Encrypt 4 0 R /ID[<%s><%s>]" % (b"11" * 16, b"11" * 16)
    path = raw_pdf(tmp_path / "sealed.pdf", objects, trailer)
    assert "is protected by a password: save it without one" in refusal(path)


def test_damaged_camera_data_costs_only_itself(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[274] = 6
    exif[305] = "a program with a long name"
    path = save(tmp_path / "photo.jpg", noise(20, 30), exif=exif)
    data = path.read_bytes()
    start = data.index(b"Exif\0\0") + 6
    for damage in (b"\xff" * 8, b"II*\0\xff\xff\xff\xff", b"MM\0*\0\0\1\0"):
        path.write_bytes(data[:start] + damage + data[start + len(damage) :])
        assert read_page(path).pixels.shape == (20, 30)


def test_a_tiff_tag_with_a_value_too_many_does_no_harm(tmp_path: Path) -> None:
    pixels = noise(20, 20)
    path = save(tmp_path / "odd.tif", pixels, dpi=(300, 300), description="x")
    data = path.read_bytes()
    unit = struct.pack("<HHI", 296, 3, 1)
    assert unit in data
    path.write_bytes(data.replace(unit, struct.pack("<HHI", 296, 3, 2)))
    page = read_page(path)
    np.testing.assert_array_equal(page.pixels, pixels)
    assert page.resolution is not None
    assert page.resolution.dpi == 300
