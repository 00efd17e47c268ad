"""Whole sheets as scanned find their writer by another page."""

from pathlib import Path

from writerid.labels import read_labels
from writerid.model import DocumentCode
from writerid.pipeline.identify import Engine, ReadSettings
from writerid.pipeline.ranking import Gallery
from writerid.resources import shipped_model

SHEETS = (
    "imp_wikitexte_0122_1", "imp_wikitexte_0164_1", "wikitexte_0001_1", "wikitexte_0002_1",
    "wikitexte_0010_1", "wikitexte_0038_1",
)  # fmt: skip
DISTRACTORS = 10


def test_full_sheets_find_the_writer_s_other_page(shared_data: Path) -> None:
    engine = Engine(shipped_model(), "onnx")
    settings = ReadSettings(dpi=300.0)
    pages = [p for p in read_labels(shared_data / "labels.csv").pages if "copiste" in p.path]
    sought = {name: name.rsplit("_", 1)[0] for name in SHEETS}
    own = [p for p in pages if p.writer in sought.values() and p.document not in sought]
    others = [p for p in pages if p.split in ("val", "test") and p.writer not in sought.values()][
        ::3
    ][:DISTRACTORS]
    known: dict[str, list[DocumentCode]] = {}
    for page in [*own, *others]:
        known.setdefault(page.writer, []).append(engine.encode_document(page.file, settings).code)
    gallery = Gallery(known)
    wrong = []
    for name, writer in sought.items():
        sheet = shared_data / "copiste" / "full_sheets" / f"{name}.jpg"
        best = engine.rank(engine.encode_document(sheet, ReadSettings()), gallery)[0]
        if best.writer != writer:
            wrong.append((name, best.writer))
    assert not wrong
