"""What a blind package says of its content, read from a file of unknown origin."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from writerid.casework.blind.format import SHOWN_FIELDS, scan_name
from writerid.model import DocumentCode, Resolution, ResolutionSource
from writerid.pipeline.steps import Step, from_record
from writerid.store.archive import Archive, refused
from writerid.store.documents import FEATURES
from writerid.store.items import ItemData
from writerid.store.untrusted import (
    count_of,
    hash_of,
    length_of,
    list_of,
    numbers_of,
    text_of,
)

CODE = re.compile(r"W-[0-9]{2,6}")
ITEM = re.compile(r"Q[1-9][0-9]{0,5}")
DOCUMENT = re.compile(r"W-[0-9]{2,6}, document [0-9]{1,6}")
PACKAGE_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class BlindPage:
    """A page. ``scan`` None: it did not come along. ``steps`` None: to be prepared anew."""

    scan: str | None
    pixels_sha256: str
    width_px: int
    height_px: int
    resolution: Resolution | None
    steps: tuple[Step, ...] | None
    keypoint_count: int = 0
    writing_mm: float = 0.0


@dataclass(frozen=True)
class BlindItem:
    """A questioned item."""

    name: str
    data: ItemData
    pages: tuple[BlindPage, ...]


@dataclass(frozen=True, eq=False)
class BlindDocument:
    """A known document with the code that it was compared by."""

    name: str
    data: ItemData
    pages: tuple[BlindPage, ...]
    code: DocumentCode
    made_with: str


@dataclass(frozen=True, eq=False)
class BlindWriter:
    """A known writer under a code."""

    code: str
    documents: tuple[BlindDocument, ...]


@dataclass(frozen=True, eq=False)
class BlindManifest:
    """All of a package. ``prepared``: the first examiner's preparation came along."""

    package_id: str
    commitment: str
    made: str
    model_id: str
    calibration_id: str | None
    propositions: str
    prepared: bool
    items: tuple[BlindItem, ...]
    writers: tuple[BlindWriter, ...]


def read_manifest(archive: Archive) -> BlindManifest:
    """What the package says of itself, each value checked.

    Raises TransferError, and what values of the wrong kind raise.
    """
    record = archive.manifest
    calibration = record["calibration_id"]
    model_id = hash_of(record["model_id"])
    manifest = BlindManifest(
        _fitting(PACKAGE_ID, record["package_id"]),
        hash_of(record["commitment"]),
        text_of(record["made"]),
        model_id,
        None if calibration is None else text_of(calibration),
        text_of(record["propositions"]),
        bool(record["prepared"]),
        tuple(_item(one) for one in list_of(record["items"])),
        tuple(_writer(one, model_id) for one in list_of(record["known"])),
    )
    _check_names(archive, manifest)
    _check_scans(archive, manifest)
    return manifest


def _check_scans(archive: Archive, manifest: BlindManifest) -> None:
    """Every scan is named by its hash, and somebody's page."""
    there = {member.sha256 for member in archive.members.values()}
    pages = [page for item in manifest.items for page in item.pages]
    if any(page.scan is None for page in pages):
        raise refused(archive.file, "lacks a scan of a questioned page")
    pages += [p for one in manifest.writers for document in one.documents for p in document.pages]
    wanted = {page.scan for page in pages if page.scan is not None}
    if {scan_name(sha256) for sha256 in there} != set(archive.members) or there != wanted:
        raise refused(archive.file, "holds other scans than its own list names")


def _check_names(archive: Archive, manifest: BlindManifest) -> None:
    items = [item.name for item in manifest.items]
    if items != [f"Q{number}" for number in range(1, len(items) + 1)] or not items:
        raise refused(archive.file, "does not number its questioned items from 1")
    codes = [one.code for one in manifest.writers]
    if len(set(codes)) != len(codes) or not codes:
        raise refused(archive.file, "names no known writers, or one code twice")


def _item(record: Mapping[str, Any]) -> BlindItem:
    pages = tuple(_page(page) for page in list_of(record["pages"]))
    if not pages:
        raise ValueError("an item has no pages")
    return BlindItem(_fitting(ITEM, record["name"]), _data(record["item"]), pages)


def _writer(record: Mapping[str, Any], model_id: str) -> BlindWriter:
    documents = tuple(_document(one, model_id) for one in list_of(record["documents"]))
    if not documents:
        raise ValueError("a writer has no documents")
    return BlindWriter(_fitting(CODE, record["code"]), documents)


def _document(record: Mapping[str, Any], model_id: str) -> BlindDocument:
    feature = numbers_of(record["mean_feature"], FEATURES).astype(np.float64)
    code = DocumentCode(
        feature, count_of(record["patch_count"]), length_of(record["writing_mm"]), model_id
    )
    pages = tuple(_known_page(page) for page in list_of(record["pages"]))
    if not pages:
        raise ValueError("a known document has no pages")
    name = _fitting(DOCUMENT, record["name"])
    return BlindDocument(name, _data(record["item"]), pages, code, text_of(record["made_with"]))


def _known_page(record: Mapping[str, Any]) -> BlindPage:
    page = _page(record)
    if page.resolution is None or page.steps is None:
        raise ValueError("a known page has no resolution or no preparation")
    return BlindPage(
        page.scan,
        page.pixels_sha256,
        page.width_px,
        page.height_px,
        page.resolution,
        page.steps,
        count_of(record["keypoint_count"]),
        length_of(record["writing_mm"]),
    )


def _page(record: Mapping[str, Any]) -> BlindPage:
    scan, dpi, steps = record["scan"], record["dpi"], record["steps"]
    return BlindPage(
        None if scan is None else hash_of(scan),
        "" if scan is None else hash_of(record["pixels_sha256"]),
        count_of(record["width_px"]),
        count_of(record["height_px"]),
        None if dpi is None else Resolution(float(dpi), ResolutionSource(record["dpi_source"])),
        None if steps is None else from_record(list_of(steps)),
    )


def _data(record: Mapping[str, Any]) -> ItemData:
    return ItemData(**{name: text_of(record[name]) for name in SHOWN_FIELDS})


def _fitting(pattern: re.Pattern[str], value: Any) -> str:
    if not pattern.fullmatch(text_of(value)):
        raise ValueError("a name or id is none")
    return str(value)
