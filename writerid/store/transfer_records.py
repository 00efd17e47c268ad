"""Writers and documents as plain data for an export, and back, every value checked."""

import base64
import math
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from writerid.model import DocumentCode, Resolution, ResolutionSource
from writerid.pipeline.steps import from_record, to_record
from writerid.store.documents import (
    FEATURES,
    POINTS,
    CodedDocument,
    PatchPlaces,
    StoredPage,
    box_of,
    box_text,
)
from writerid.store.items import ItemData
from writerid.store.names import clean_name
from writerid.store.originals import NAME


@dataclass(frozen=True, eq=False)
class CarriedDocument:
    """A document on its way: its pages once, and a code for each model."""

    name: str
    item: ItemData
    coded: tuple[CodedDocument, ...]


@dataclass(frozen=True, eq=False)
class CarriedWriter:
    """A writer on the way, with all documents."""

    name: str
    codes: tuple[str, ...]
    notes: str
    provenance: str
    archived: bool
    documents: tuple[CarriedDocument, ...]


def writer_record(writer: CarriedWriter) -> dict[str, Any]:
    """Plain data for JSON, ``read_writer``'s inverse."""
    return {
        "name": writer.name,
        "codes": list(writer.codes),
        "notes": writer.notes,
        "provenance": writer.provenance,
        "archived": writer.archived,
        "documents": [
            {
                "name": document.name,
                "item": asdict(document.item),
                "pages": [_page_record(page) for page in document.coded[0].pages],
                "codes": [
                    {
                        "model_id": coded.code.model_id,
                        "mean_feature": _text(coded.code.mean_feature, FEATURES),
                        "patch_count": coded.code.patch_count,
                        "writing_mm": coded.code.writing_mm,
                        "made_with": coded.made_with,
                    }
                    for coded in document.coded
                ],
            }
            for document in writer.documents
        ],
    }


def read_writer(record: dict[str, Any]) -> CarriedWriter:
    """A writer from plain data of unknown origin.

    Raises ValueError, TypeError, KeyError or WriterIdError for anything that is not as
    ``writer_record`` makes it.
    """
    return CarriedWriter(
        clean_name(_string(record["name"])),
        tuple(clean_name(_string(code)) for code in record["codes"]),
        _string(record["notes"]),
        _string(record["provenance"]),
        bool(record["archived"]),
        tuple(_read_document(document) for document in record["documents"]),
    )


def _read_document(record: dict[str, Any]) -> CarriedDocument:
    pages = tuple(_read_page(page) for page in record["pages"])
    patch_count = sum(len(page.places.size_300) for page in pages)
    coded = []
    for entry in record["codes"]:
        if int(entry["patch_count"]) != patch_count:
            raise ValueError("a code's patches are not those of its pages")
        model_id = _string(entry["model_id"])
        if not NAME.fullmatch(model_id):
            raise ValueError("a model's id is no SHA-256")
        feature = _numbers(entry["mean_feature"], FEATURES)
        code = DocumentCode(
            feature.astype(np.float64), patch_count, _finite(entry["writing_mm"]), model_id
        )
        coded.append(CodedDocument(pages, code, _string(entry["made_with"])))
    if not pages or not coded:
        raise ValueError("a document has no pages or no code")
    item = ItemData.from_mapping({key: _string(value) for key, value in record["item"].items()})
    return CarriedDocument(clean_name(_string(record["name"])), item, tuple(coded))


def _page_record(page: StoredPage) -> dict[str, Any]:
    return {
        "sha256": page.sha256,
        "file": str(page.file),
        "size_bytes": page.size_bytes,
        "modified": page.modified,
        "number": page.number,
        "page_count": page.page_count,
        "width_px": page.width_px,
        "height_px": page.height_px,
        "dpi": page.resolution.dpi,
        "dpi_source": str(page.resolution.source),
        "box": box_text(page.box),
        "steps": to_record(page.steps),
        "keypoint_count": page.keypoint_count,
        "writing_mm": page.writing_mm,
        "centre_px": _text(page.places.centre_px, POINTS),
        "size_300": _text(page.places.size_300, POINTS),
        "to_original": _text(page.places.to_original, FEATURES),
    }


def _read_page(record: dict[str, Any]) -> StoredPage:
    sha256 = _string(record["sha256"])
    if not NAME.fullmatch(sha256):
        raise ValueError("a page's hash is no SHA-256")
    centres = _numbers(record["centre_px"], POINTS).reshape(-1, 2)
    sizes = _numbers(record["size_300"], POINTS)
    if len(centres) != len(sizes):
        raise ValueError("a page's patch positions are incomplete")
    box = _string(record["box"])
    if not re.fullmatch(r"(\d{1,6}( \d{1,6}){3})?", box):
        raise ValueError("a page's box is none")
    return StoredPage(
        sha256=sha256,
        file=Path(_string(record["file"])),
        size_bytes=_count(record["size_bytes"]),
        modified=_string(record["modified"]),
        number=_count(record["number"]),
        page_count=_count(record["page_count"]),
        width_px=_count(record["width_px"]),
        height_px=_count(record["height_px"]),
        resolution=Resolution(float(record["dpi"]), ResolutionSource(record["dpi_source"])),
        box=box_of(box),
        steps=from_record(record["steps"]),
        keypoint_count=_count(record["keypoint_count"]),
        writing_mm=_finite(record["writing_mm"]),
        places=PatchPlaces(centres, sizes, _numbers(record["to_original"], FEATURES).reshape(2, 3)),
    )


def _text(values: "np.ndarray[Any, Any]", kind: "np.dtype[Any]") -> str:
    return base64.b64encode(values.astype(kind).tobytes()).decode("ascii")


def _numbers(text: Any, kind: "np.dtype[Any]") -> "np.ndarray[Any, Any]":
    values = np.frombuffer(base64.b64decode(_string(text), validate=True), kind)
    if len(values) == 0 or not np.isfinite(values).all():
        raise ValueError("numbers are missing or endless")
    return values


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("a text is none")
    return value


def _count(value: Any) -> int:
    if not isinstance(value, int) or not 0 <= value < 1 << 53:
        raise ValueError("a number is none")
    return value


def _finite(value: Any) -> float:
    number = float(value)
    if not math.isfinite(number) or number < 0.0:
        raise ValueError("a length is none")
    return number
