"""From files to ranked writers and their evidence."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.demo_pages import DEMO, QUESTIONED_GREVE, demo_page, rescaled
from writerid.errors import ResolutionError, TooLittleWritingError
from writerid.pipeline.identify import Engine, ReadSettings
from writerid.pipeline.ranking import Gallery
from writerid.pipeline.scan import hash_file
from writerid.pipeline.steps import AUTOMATIC, Region
from writerid.resources import shipped_model

WRITERS = ("Adler", "Castell", "Greve", "Hansen", "Keller", "Brandt")


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(shipped_model(), "onnx")


@pytest.fixture(scope="module")
def gallery(engine: Engine) -> Gallery:
    return Gallery(
        {
            writer: [
                engine.encode_document(
                    DEMO / "known" / writer / "letter-2.jpg", ReadSettings()
                ).code
            ]
            for writer in WRITERS
        }
    )


def test_the_writer_of_the_questioned_letter_comes_first(engine: Engine, gallery: Gallery) -> None:
    ranked = engine.rank(engine.encode_document(QUESTIONED_GREVE, ReadSettings()), gallery)
    assert ranked[0].writer == "Greve"
    assert ranked[0].score > ranked[1].score + 0.05


def test_a_second_run_gives_the_same_numbers(engine: Engine) -> None:
    once = engine.encode_document(QUESTIONED_GREVE, ReadSettings())
    again = Engine(shipped_model(), "onnx").encode_document(QUESTIONED_GREVE, ReadSettings())
    assert np.array_equal(once.code.mean_feature, again.code.mean_feature)


@pytest.mark.parametrize("dpi", [200.0, 600.0])
def test_the_same_page_ranks_alike_at_any_resolution(
    engine: Engine, gallery: Gallery, dpi: float
) -> None:
    page = demo_page(QUESTIONED_GREVE)
    at_300 = engine.rank(engine.join("a", [engine.encode_read(lambda: page, AUTOMATIC)]), gallery)
    other = engine.rank(
        engine.join("b", [engine.encode_read(lambda: rescaled(page, dpi), AUTOMATIC)]), gallery
    )
    assert other[0].writer == at_300[0].writer
    scores = {c.writer: c.score for c in other}
    assert max(abs(c.score - scores[c.writer]) for c in at_300) < 0.1


def test_evidence_adds_up_and_lies_on_the_writing(engine: Engine, gallery: Gallery) -> None:
    questioned = engine.encode_document(QUESTIONED_GREVE, ReadSettings())
    candidate = engine.rank(questioned, gallery)[0]
    known = engine.encode_document(DEMO / "known" / "Greve" / "letter-2.jpg", ReadSettings())
    evidence = engine.explain(questioned, candidate, [known])
    shares = evidence.contributions
    assert shares.absolute.sum() == pytest.approx(candidate.score, abs=1e-5)
    assert shares.relative.sum() == pytest.approx(
        candidate.score - candidate.reference_mean, abs=1e-5
    )
    assert len(evidence.reference_counterparts) == len(evidence.pairs.contradicting)
    pixels = demo_page(QUESTIONED_GREVE).pixels
    for pair in evidence.pairs.supporting[:10]:
        page, patch = questioned.locate(pair.questioned_patch)
        x, y = np.rint(questioned.pages[page].patches.corners_px[patch]).astype(int).T
        window = pixels[max(y.min(), 0) : y.max(), max(x.min(), 0) : x.max()]
        assert window.min() < 120


def test_a_word_is_enough_and_a_dot_is_not(engine: Engine) -> None:
    page = demo_page(QUESTIONED_GREVE)
    word = Region.rectangle(60, 150, 400, 160)
    document = engine.join("word", [engine.encode_read(lambda: page, [word, *AUTOMATIC])])
    assert 12 <= document.code.patch_count < 200
    dot = Region.rectangle(0, 0, 40, 40)
    with pytest.raises(TooLittleWritingError, match="too little writing"):
        engine.join("dot.png", [engine.encode_read(lambda: page, [dot, *AUTOMATIC])])


def test_pages_of_one_document_count_together(engine: Engine, tmp_path: Path) -> None:
    pages = [Image.open(DEMO / "known" / "Greve" / f"letter-{i}.jpg") for i in (1, 2)]
    file = tmp_path / "two pages.tif"
    pages[0].save(file, save_all=True, append_images=pages[1:], dpi=(300, 300))
    document = engine.encode_document(file, ReadSettings())
    assert [len(page.patches) for page in document.pages] == [1000, 1000]
    assert document.locate(1500) == (1, 500)


def test_without_a_resolution_evidence_asks(engine: Engine, tmp_path: Path) -> None:
    file = tmp_path / "photo.png"
    Image.open(QUESTIONED_GREVE).save(file, dpi=None)
    with pytest.raises(ResolutionError, match=r"photo\.png.*--dpi.*--estimate-scale"):
        engine.encode_document(file, ReadSettings())
    estimated = engine.encode_document(file, ReadSettings(estimate_scale=True))
    resolution = estimated.pages[0].prepared.resolution
    assert resolution.source == "estimated"
    assert not resolution.is_true_size


def test_originals_are_never_touched(engine: Engine) -> None:
    before = hash_file(QUESTIONED_GREVE), QUESTIONED_GREVE.stat().st_mtime_ns
    engine.encode_document(QUESTIONED_GREVE, ReadSettings())
    assert (hash_file(QUESTIONED_GREVE), QUESTIONED_GREVE.stat().st_mtime_ns) == before
