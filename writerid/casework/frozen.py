"""Documents as they were when they were compared: pages, settings, hashes and codes."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from writerid.casework.chain import canonical, digest_of
from writerid.casework.items import Item
from writerid.model import DocumentCode, Resolution, ResolutionSource
from writerid.pipeline.encoding import DoubleArray
from writerid.pipeline.identify import EncodedDocument
from writerid.pipeline.steps import Step, from_record, to_record
from writerid.store.documents import FEATURES
from writerid.store.items import ItemData

ITEM_KEY = "item:"
"""How the key of a writer begins who is an item of the case."""


@dataclass(frozen=True)
class FrozenPage:
    """A page as it was compared. ``file`` is where it came from when it was imported."""

    sha256: str
    file: Path
    size_bytes: int
    modified: str
    number: int
    page_count: int
    width_px: int
    height_px: int
    resolution: Resolution
    steps: tuple[Step, ...]
    keypoint_count: int
    writing_mm: float

    @property
    def name(self) -> str:
        """The file's name, with the page number where there are several."""
        return self.file.name if self.page_count == 1 else f"{self.file.name} p. {self.number}"

    def record(self) -> dict[str, Any]:
        """Plain data for JSON, ``from_record``'s inverse."""
        return {
            **{name: getattr(self, name) for name in PAGE_FIELDS},
            "file": str(self.file),
            "dpi": self.resolution.dpi,
            "dpi_source": str(self.resolution.source),
            "steps": to_record(self.steps),
        }

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> "FrozenPage":
        """A page from plain data."""
        return cls(
            **{name: record[name] for name in PAGE_FIELDS},
            file=Path(record["file"]),
            resolution=Resolution(record["dpi"], ResolutionSource(record["dpi_source"])),
            steps=from_record(record["steps"]),
        )


PAGE_FIELDS = (
    "sha256", "size_bytes", "modified", "number", "page_count", "width_px", "height_px",
    "keypoint_count", "writing_mm",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class FrozenDocument:
    """A known document as it was compared.

    ``writer`` is the writer's key: “database:number”, or “item:number” of an item of the case.
    ``document_id`` is the number in that database, or the item's.
    """

    writer: str
    writer_name: str
    document_id: int
    name: str
    item: ItemData
    pages: tuple[FrozenPage, ...]
    code: DocumentCode
    made_with: str

    @cached_property
    def record_text(self) -> str:
        """All but the code's vector, as JSON."""
        return canonical(
            {
                "writer": self.writer,
                "writer_name": self.writer_name,
                "document_id": self.document_id,
                "name": self.name,
                "item": asdict(self.item),
                "pages": [page.record() for page in self.pages],
                "model_id": self.code.model_id,
                "patch_count": self.code.patch_count,
                "writing_mm": self.code.writing_mm,
                "made_with": self.made_with,
            }
        )

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the record and the vector."""
        return digest_of(self.record_text.encode(), feature_blob(self.code.mean_feature))

    @property
    def file_hashes(self) -> frozenset[str]:
        """SHA-256 of the files that its pages come from."""
        return frozenset(page.sha256 for page in self.pages)


def known_digest(documents: Iterable[FrozenDocument]) -> str:
    """SHA-256 over the digests of all documents that were compared, in whatever order."""
    return digest_of(*sorted(document.digest.encode() for document in documents))


def feature_blob(feature: DoubleArray) -> bytes:
    """A mean feature as it is stored: little-endian float64."""
    return feature.astype(FEATURES).tobytes()


def feature_of(blob: bytes) -> DoubleArray:
    """``feature_blob``'s inverse."""
    return np.frombuffer(blob, FEATURES).astype(np.float64)


def document_of(row: sqlite3.Row) -> FrozenDocument:
    """The document in a row of known_documents."""
    record = json.loads(row["record"])
    return FrozenDocument(
        writer=record["writer"],
        writer_name=record["writer_name"],
        document_id=record["document_id"],
        name=record["name"],
        item=ItemData(**record["item"]),
        pages=tuple(FrozenPage.from_record(page) for page in record["pages"]),
        code=DocumentCode(
            feature_of(row["mean_feature"]),
            record["patch_count"],
            record["writing_mm"],
            record["model_id"],
        ),
        made_with=record["made_with"],
    )


def put_documents(rows: sqlite3.Connection, documents: Sequence[FrozenDocument]) -> None:
    """Keep documents, each once; inside a transaction."""
    rows.executemany(
        "INSERT INTO known_documents (digest, writer, record, mean_feature) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (digest) DO NOTHING",
        (
            (
                document.digest,
                document.writer,
                document.record_text,
                feature_blob(document.code.mean_feature),
            )
            for document in documents
        ),
    )


def freeze_item(item: Item, encoded: EncodedDocument) -> tuple[FrozenPage, ...]:
    """The item's used pages with what was found on each when it was encoded."""
    return tuple(
        FrozenPage(
            sha256=page.sha256,
            file=page.file,
            size_bytes=page.size_bytes,
            modified=page.modified,
            number=page.number,
            page_count=page.page_count,
            width_px=page.width_px,
            height_px=page.height_px,
            resolution=found.prepared.resolution,
            steps=page.steps,
            keypoint_count=found.keypoint_count,
            writing_mm=found.prepared.writing_mm,
        )
        for page, found in zip(item.used_pages, encoded.pages, strict=True)
    )
