"""The laboratory's logo: a file of the user's, checked before a report is made with it."""

import tempfile
from io import BytesIO
from pathlib import Path

from writerid.errors import WriterIdError
from writerid.report.typesetting import compile_pdf

LOGO_KINDS = {".png": "png", ".jpg": "jpg", ".jpeg": "jpg", ".svg": "svg"}
FORMATS = {"png": "PNG", "jpg": "JPEG"}
LARGEST_LOGO_BYTES = 4_000_000
TRIAL = '#image("logo.{}", width: 42mm, height: 18mm, fit: "contain")'


def checked_logo(logo: Path) -> tuple[bytes, str]:
    """The logo's bytes, and what its name in the report ends in.

    A picture for print (CMYK) becomes one for the screen, as PDF/A wants it. Raises WriterIdError
    for a file that can't be read, is too large, is no picture, or can't stand in a PDF/A.
    """
    kind = LOGO_KINDS.get(logo.suffix.lower())
    if kind is None:
        raise WriterIdError(f"the logo {logo.name} is no PNG, JPEG or SVG: choose one", path=logo)
    data = _read(logo)
    if kind == "svg":
        found = b"<svg" in data[:4096]
    else:
        data, kind, found = _in_rgb(data, kind)
    if not found:
        raise WriterIdError(
            f"the logo {logo.name} is damaged, or not what its name says: save it again", path=logo
        )
    _try(logo, data, kind)
    return data, kind


def _read(logo: Path) -> bytes:
    try:
        if logo.stat().st_size > LARGEST_LOGO_BYTES:
            raise WriterIdError(
                f"the logo {logo.name} is larger than {LARGEST_LOGO_BYTES // 1_000_000} MB: save a "
                "smaller one",
                path=logo,
            )
        return logo.read_bytes()
    except OSError as error:
        raise WriterIdError(
            f"the logo {logo} can't be read ({error.strerror}): choose another, or none", path=logo
        ) from error


def _in_rgb(data: bytes, kind: str) -> tuple[bytes, str, bool]:
    """The picture as it can be used, its kind, and whether it is one at all."""
    from PIL import Image  # noqa: PLC0415 - only where a logo is used

    try:
        with Image.open(BytesIO(data)) as picture:
            picture.load()
            if picture.format != FORMATS[kind]:
                return data, kind, False
            if picture.mode != "CMYK":
                return data, kind, True
            converted = BytesIO()
            picture.convert("RGB").save(converted, "PNG")
            return converted.getvalue(), "png", True
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return data, kind, False


def _try(logo: Path, data: bytes, kind: str) -> None:
    """Typeset the logo alone: what is wrong with it should not be told of the report."""
    with tempfile.TemporaryDirectory(prefix="writerid-logo-") as name:
        folder = Path(name)
        (folder / f"logo.{kind}").write_bytes(data)
        (folder / "logo.typ").write_text(TRIAL.format(kind), encoding="utf-8")
        try:
            compile_pdf(folder, "logo.typ", "a-3b", 0)
        except (RuntimeError, ValueError) as error:
            raise WriterIdError(
                f"the logo {logo.name} can't be used ({str(error)[:200]}): save it as a PNG, and "
                "choose that",
                path=logo,
            ) from error
