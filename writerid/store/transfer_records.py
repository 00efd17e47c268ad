"""Writers and documents as plain data for an export, and back, every value checked."""

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
from writerid.store.untrusted import count_of, length_of, numbers_of, numbers_text, text_of


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
                        "mean_feature": numbers_text(coded.code.mean_feature, FEATURES),
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
        clean_name(text_of(record["name"])),
        tuple(clean_name(text_of(code)) for code in record["codes"]),
        text_of(record["notes"]),
        text_of(record["provenance"]),
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
        model_id = text_of(entry["model_id"])
        if not NAME.fullmatch(model_id):
            raise ValueError("a model's id is no SHA-256")
        feature = numbers_of(entry["mean_feature"], FEATURES)
        code = DocumentCode(
            feature.astype(np.float64), patch_count, length_of(entry["writing_mm"]), model_id
        )
        coded.append(CodedDocument(pages, code, text_of(entry["made_with"])))
    if not pages or not coded:
        raise ValueError("a document has no pages or no code")
    item = ItemData.from_mapping({key: text_of(value) for key, value in record["item"].items()})
    return CarriedDocument(clean_name(text_of(record["name"])), item, tuple(coded))


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
        "centre_px": numbers_text(page.places.centre_px, POINTS),
        "size_300": numbers_text(page.places.size_300, POINTS),
        "to_original": numbers_text(page.places.to_original, FEATURES),
    }


def _read_page(record: dict[str, Any]) -> StoredPage:
    sha256 = text_of(record["sha256"])
    if not NAME.fullmatch(sha256):
        raise ValueError("a page's hash is no SHA-256")
    centres = numbers_of(record["centre_px"], POINTS).reshape(-1, 2)
    sizes = numbers_of(record["size_300"], POINTS)
    if len(centres) != len(sizes):
        raise ValueError("a page's patch positions are incomplete")
    box = text_of(record["box"])
    if not re.fullmatch(r"(\d{1,6}( \d{1,6}){3})?", box):
        raise ValueError("a page's box is none")
    to_original = numbers_of(record["to_original"], FEATURES).reshape(2, 3)
    return StoredPage(
        sha256=sha256,
        file=Path(text_of(record["file"])),
        size_bytes=count_of(record["size_bytes"]),
        modified=text_of(record["modified"]),
        number=count_of(record["number"]),
        page_count=count_of(record["page_count"]),
        width_px=count_of(record["width_px"]),
        height_px=count_of(record["height_px"]),
        resolution=Resolution(float(record["dpi"]), ResolutionSource(record["dpi_source"])),
        box=box_of(box),
        steps=from_record(record["steps"]),
        keypoint_count=count_of(record["keypoint_count"]),
        writing_mm=length_of(record["writing_mm"]),
        places=PatchPlaces(centres, sizes, to_original),
    )
