"""A blind package and its sealed file, written together or not at all."""

import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from writerid import __version__
from writerid.casework.blind.format import EVENT_PACKED, PACKAGE, SHOWN_FIELDS, scan_name
from writerid.casework.blind.planning import BlindPlan, PlannedDocument, PlannedItem
from writerid.casework.blind.scans import PackedScan, pack_scan
from writerid.casework.blind.sealed import Scans, commitment_of, sealed_text
from writerid.casework.case import Case
from writerid.casework.casefile.export import given_up
from writerid.casework.casefile.leaving import hidden_writers
from writerid.casework.chain import now
from writerid.casework.frozen import FrozenPage
from writerid.casework.items import ItemPage
from writerid.casework.known_pages import read_frozen_page
from writerid.casework.pages import read_item_page
from writerid.errors import CaseError, TransferError
from writerid.pipeline.scan import hash_file
from writerid.pipeline.steps import to_record
from writerid.store.archive_writing import Source, beside_file, new_file, write_archive
from writerid.store.documents import FEATURES
from writerid.store.items import ItemData
from writerid.store.names import shown_name
from writerid.store.untrusted import numbers_text
from writerid.tasks import SILENT, Task

SHORTEST_WORD = 4


@dataclass(frozen=True)
class MadePackage:
    """What was written. ``commitment`` is the SHA-256 of the sealed file."""

    package: Path
    sealed: Path
    package_id: str
    commitment: str
    package_sha256: str
    size_bytes: int


def make_package(
    case: Case, plan: BlindPlan, package: Path, sealed: Path, task: Task = SILENT
) -> MadePackage:
    """Write both files, and record that in the case, which keeps what it sealed.

    Raises TransferError where a file exists or can't be written, CaseError where the text of the
    package would tell a name, OriginalError, StorageFullError, Cancelled; then neither is there.
    """
    package, sealed = package.absolute(), sealed.absolute()
    if package == sealed:
        raise TransferError("the package and the sealed file need two names", path=package)
    refuse_names(case, plan)
    package_id = secrets.token_hex(16)
    with ExitStack() as stack:
        partial = stack.enter_context(new_file(package))
        sealed_partial = stack.enter_context(new_file(sealed))
        stack.enter_context(given_up(case, "blind package given up", package))
        beside = stack.enter_context(beside_file(partial))
        scans = dict(_pack_scans(case, plan, Path(beside), task))
        text = sealed_text(case, plan, package_id, scans)
        sealed_partial.write_bytes(text.encode())
        manifest = _manifest(plan, package_id, commitment_of(text), scans)
        write_archive(partial, PACKAGE, manifest, _sources(scans), task)
        _record(case, plan, package_id, hash_file(partial), text)
    return MadePackage(
        package,
        sealed,
        package_id,
        commitment_of(text),
        hash_file(package),
        package.stat().st_size,
    )


def refuse_names(case: Case, plan: BlindPlan) -> None:
    """Raise CaseError where what was typed of an item, or the propositions, tell a name."""
    names = {case.state().title, *(one.name for one in plan.writers)}
    words = names | {word for one in plan.writers for word in re.findall(r"\w+", one.name)}
    told = [word for word in sorted(words) if len(word) >= SHORTEST_WORD]
    for where, text in _texts(plan):
        for word in told:
            if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE):
                raise CaseError(
                    f"the package would tell the name “{shown_name(word)}”: it stands in {where} "
                    f"(“{shown_name(text)[:80]}”); say it without the name"
                )


def _texts(plan: BlindPlan) -> Iterator[tuple[str, str]]:
    yield "the propositions", plan.wanted.propositions
    for one in plan.items:
        for name in SHOWN_FIELDS:
            yield f"{name} of {one.item.name}", getattr(one.item.data, name)
    for writer in plan.writers:
        for document in writer.documents:
            for name in SHOWN_FIELDS:
                yield f"{name} of a known document", getattr(document.frozen.item, name)


def _pack_scans(
    case: Case, plan: BlindPlan, folder: Path, task: Task
) -> Iterator[tuple[tuple[str, int], PackedScan]]:
    pages: list[tuple[PlannedDocument | None, ItemPage | FrozenPage]] = [
        (None, page) for one in plan.items for page in _pages(plan, one)
    ]
    with case.reading() as rows:
        hidden = hidden_writers(rows)
    pages += [
        # An error must not tell whose page it is about while names are hidden.
        (document, replace(page, file=Path("a known page")) if writer.key in hidden else page)
        for writer in plan.writers
        for document in writer.documents
        if document.originals is not None
        for page in document.frozen.pages
    ]
    for document, page in task.each(pages, "copying pages without their files' names"):
        if isinstance(page, ItemPage):
            read = read_item_page(case.originals, page)
        elif document is not None and document.originals is not None:
            read = read_frozen_page(document.originals, page)
        else:
            continue
        yield (page.sha256, page.number), pack_scan(read, page.resolution, folder)


def _pages(plan: BlindPlan, planned: PlannedItem) -> Sequence[ItemPage]:
    """Which pages count is part of the preparation."""
    item = planned.item
    return item.used_pages if plan.wanted.with_preparation else item.pages


def _sources(scans: Scans) -> list[Source]:
    """In the order of hashes, which tells nothing."""
    files = {one.sha256: one for one in scans.values()}
    return [
        Source(scan_name(sha256), sha256, one.size_bytes, one.file, "a page")
        for sha256, one in sorted(files.items())
    ]


def _manifest(plan: BlindPlan, package_id: str, commitment: str, scans: Scans) -> dict[str, Any]:
    wanted = plan.wanted
    return {
        "writerid": __version__,
        "package_id": package_id,
        "commitment": commitment,
        "made": now(),
        "model_id": plan.model_id,
        "calibration_id": plan.calibration_id,
        "propositions": wanted.propositions,
        "prepared": wanted.with_preparation,
        "items": [
            {
                "name": one.name,
                "item": _data(one.item.data),
                "pages": [
                    _page(page, scans, prepared=wanted.with_preparation)
                    for page in _pages(plan, one)
                ],
            }
            for one in plan.items
        ],
        "known": [
            {"code": one.code, "documents": [_document(two, scans) for two in one.documents]}
            for one in plan.writers
        ],
    }


def _document(planned: PlannedDocument, scans: Scans) -> dict[str, Any]:
    code = planned.frozen.code
    without: Scans = {}
    there = scans if planned.originals is not None else without
    return {
        "name": planned.name,
        "item": _data(planned.frozen.item),
        "mean_feature": numbers_text(code.mean_feature, FEATURES),
        "patch_count": code.patch_count,
        "writing_mm": code.writing_mm,
        "made_with": planned.frozen.made_with,
        "pages": [
            {
                **_page(page, there, prepared=True),
                "keypoint_count": page.keypoint_count,
                "writing_mm": page.writing_mm,
            }
            for page in planned.frozen.pages
        ],
    }


def _page(page: ItemPage | FrozenPage, scans: Scans, *, prepared: bool) -> dict[str, Any]:
    packed = scans.get((page.sha256, page.number))
    resolution = page.resolution
    return {
        "scan": None if packed is None else packed.sha256,
        "pixels_sha256": None if packed is None else packed.pixels_sha256,
        "width_px": page.width_px,
        "height_px": page.height_px,
        "dpi": None if resolution is None else resolution.dpi,
        "dpi_source": None if resolution is None else str(resolution.source),
        "steps": to_record(page.steps) if prepared else None,
    }


def _data(item: ItemData) -> Mapping[str, str]:
    return {name: getattr(item, name) for name in SHOWN_FIELDS}


def _record(case: Case, plan: BlindPlan, package_id: str, package_sha256: str, text: str) -> None:
    commitment = commitment_of(text)
    with case.changing(EVENT_PACKED) as change:
        change.data.update(
            package=package_id,
            commitment=commitment,
            sha256=package_sha256,
            items=[one.item.name for one in plan.items],
            comparisons=[one.comparison_id for one in plan.items],
            writers=len(plan.writers),
        )
        change.rows.execute(
            "INSERT INTO blind_packages VALUES (?, ?, ?, ?, ?, ?)",
            (package_id, commitment, package_sha256, now(), case.author.name, text),
        )
