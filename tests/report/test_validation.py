"""The validation report, read back from its PDF."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2
import pytest

from tests.calibrations import made_up_calibration
from tests.reference_samples import make_samples, plain_encoder
from writerid.pipeline.verbal import ENFSI
from writerid.report.typesetting import printable
from writerid.report.validation import write_validation_report
from writerid.training.plots import draw_plots
from writerid.training.validating import Validation, validate

NOON = datetime(2026, 1, 2, 12, 0, tzinfo=UTC)
STRANGE = 'a #strong[b] "c" *d* ᚠ \\'


@pytest.fixture(scope="module")
def validation() -> Validation:
    samples = replace(make_samples(), collection_names=("one", STRANGE))
    return validate(plain_encoder(), samples, made_up_calibration(), draws=20)


def write(validation: Validation, folder: Path, name: str) -> Path:
    plots = draw_plots(validation, folder)
    record = {**validation.record, "source": STRANGE, "verbal_scale": ENFSI.name}
    target = folder / name
    write_validation_report(record, made_up_calibration(), ENFSI, plots, target, time=NOON)
    return target


def test_the_report_holds_its_figures_and_takes_no_text_for_markup(
    validation: Validation, tmp_path: Path
) -> None:
    with pypdfium2.PdfDocument(write(validation, tmp_path, "a.pdf")) as pdf:
        pages = [page.get_textpage().get_text_range() for page in pdf]
        picture = pdf[0].render(scale=0.5).to_pil()
    text = "\n".join(pages)
    assert picture.convert("L").getextrema()[0] < 80
    assert made_up_calibration().calibration_id in text
    assert "#strong[b]" in text
    assert "U+16A0" in text
    assert "out of reach" in text
    assert "cross-validation" in text.lower()
    cllr = validation.record["by_amount"][0]["cllr"]["value"]
    assert f"{cllr:.2f} (" in text
    assert f"page 1 of {len(pages)}" in text


def test_the_same_input_is_the_same_bytes(validation: Validation, tmp_path: Path) -> None:
    first, second = (write(validation, tmp_path, name) for name in ("a.pdf", "b.pdf"))
    assert first.read_bytes() == second.read_bytes()
    assert b"pdfaid" in first.read_bytes()


def test_letters_that_the_fonts_lack_are_named() -> None:
    assert printable({"a": ["é 手 − ᚠ\n"], "n": 1}) == {"a": ["é 手 − U+16A0\u200b\n"], "n": 1}
