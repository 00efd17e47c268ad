from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.scribbles import save_scribble
from tests.small_model import small_model
from writerid.model import ByteArray
from writerid.pipeline.identify import CandidateEvidence, EncodedDocument, Engine, ReadSettings
from writerid.pipeline.ranking import Gallery

__all__ = ["small_model"]


@dataclass(frozen=True, eq=False)
class Case:
    """A questioned page, and the evidence for one writer of three known pages."""

    questioned: EncodedDocument
    evidence: CandidateEvidence
    reference_patches: ByteArray
    files: tuple[Path, ...]


@pytest.fixture(scope="session")
def case(small_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Case:
    folder = tmp_path_factory.mktemp("case")
    engine = Engine(small_model, "onnx")
    files = (
        save_scribble(folder / "questioned.png", "Ahlers", 1),
        save_scribble(folder / "known 1.png", "Ahlers", 2),
        save_scribble(folder / "known 2.png", "Ahlers", 3, scale=2.0, dpi=600),
        save_scribble(folder / "known 3.png", "Ahlers", 4),
    )
    questioned, *known = (engine.encode_document(file, ReadSettings()) for file in files)
    writer = "Öztürk, Émile"
    gallery = Gallery({writer: [document.code for document in known]})
    candidate = engine.rank(questioned, gallery)[0]
    evidence = engine.explain(questioned, candidate, known)
    return Case(questioned, evidence, engine.model.reference_patches(), files)
