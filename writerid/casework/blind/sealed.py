"""The sealed file: names, results, what the codes mean, and the nonce of the commitment.

The commitment is the SHA-256 of the file. 256 random bits in it keep anyone from finding its
content by trying names; whoever has both can check them with any tool.
"""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from writerid import __version__
from writerid.casework.blind.entries import check_entry, comparison_entry
from writerid.casework.blind.format import (
    LARGEST_TEXT_BYTES,
    NONCE_BYTES,
    SEALED_FORMAT,
    SEALED_WHAT,
)
from writerid.casework.blind.planning import BlindPlan, PlannedItem, PlannedWriter
from writerid.casework.blind.scans import PackedScan
from writerid.casework.case import Case
from writerid.casework.chain import canonical, now
from writerid.casework.notes import notes_of
from writerid.errors import TransferError
from writerid.store.archive import check_format, explained_reading, refused
from writerid.store.untrusted import json_of, list_of, text_of

Scans = Mapping[tuple[str, int], PackedScan]
"""What was made of the page of an original, by its hash and number."""


def commitment_of(text: str) -> str:
    """What the package commits to: the SHA-256 of the sealed file."""
    return hashlib.sha256(text.encode()).hexdigest()


def sealed_text(case: Case, plan: BlindPlan, package_id: str, scans: Scans) -> str:
    """All that the second examiner is not to know beforehand, as canonical JSON."""
    state = case.state()
    return canonical(
        {
            "format": SEALED_FORMAT,
            "nonce": secrets.token_hex(NONCE_BYTES),
            "package_id": package_id,
            "writerid": __version__,
            "made": now(),
            "examiner": case.author.name,
            "case": {
                "id": state.case_id,
                "title": state.title,
                "event_count": state.event_count,
                "event_head": state.event_head,
                "notes": [asdict(note) for note in notes_of(case)],
            },
            "items": [_item(one, scans) for one in plan.items],
            "writers": [_writer(one, scans) for one in plan.writers],
            "comparisons": [
                {"item": one.name, **comparison_entry(case, one.comparison_id)}
                for one in plan.items
            ],
        }
    )


def _item(planned: PlannedItem, scans: Scans) -> dict[str, Any]:
    item = planned.item
    return {
        "package": planned.name,
        "name": item.name,
        "title": item.title,
        "item": asdict(item.data),
        "notes": item.notes,
        "pages": [_page(page, scans) for page in item.pages],
    }


def _writer(planned: PlannedWriter, scans: Scans) -> dict[str, Any]:
    return {
        "code": planned.code,
        "key": planned.key,
        "name": planned.name,
        "documents": [
            {
                "package": one.name,
                "name": one.frozen.name,
                "document_id": one.frozen.document_id,
                "digest": one.frozen.digest,
                "item": asdict(one.frozen.item),
                "pages": [_page(page, scans) for page in one.frozen.pages],
            }
            for one in planned.documents
        ],
    }


def _page(page: Any, scans: Scans) -> dict[str, Any]:
    """The original of a page, and what of it lies in the package."""
    packed = scans.get((page.sha256, page.number))
    return {
        "sha256": page.sha256,
        "file": str(page.file),
        "number": page.number,
        "scan": None if packed is None else packed.sha256,
        "pixels_sha256": None if packed is None else packed.pixels_sha256,
    }


def read_text(file: Path, what: str, wanted: str) -> tuple[str, Mapping[str, Any]]:
    """A file of JSON of unknown origin: its text as it is, and its content.

    Raises TransferError where it can't be read, is too large, or of another format.
    """
    with explained_reading(file, what):
        if file.stat().st_size > LARGEST_TEXT_BYTES:
            raise refused(file, "is too large to be what it says")
        text = file.read_bytes().decode()
        record: dict[str, Any] = json_of(text)
        check_format(file, record, wanted)
    return text, record


def read_sealed(file: Path, package_id: str, commitment: str) -> tuple[str, Mapping[str, Any]]:
    """The sealed file of a package, held against the commitment that the package bears.

    Raises TransferError where it belongs to another package, or was changed after that was made.
    """
    text, record = read_text(file, SEALED_WHAT, SEALED_FORMAT)
    if record.get("package_id") != package_id:
        raise TransferError(
            f"{file} is the sealed file of another package ({str(record.get('package_id'))[:8]}…, "
            f"not {package_id[:8]}…): choose the one that was made with this package",
            path=file,
        )
    if commitment_of(text) != commitment:
        raise TransferError(
            f"{file} is not what the package commits to: it was changed after the package was "
            "made, and is not joined; ask the first examiner for the one of that time",
            path=file,
        )
    with explained_reading(file, SEALED_WHAT):
        check_sealed(record)
    return text, record


def check_sealed(record: Mapping[str, Any]) -> None:
    """Raise what values of the wrong kind raise."""
    for one in list_of(record["writers"]):
        text_of(one["code"]), text_of(one["key"]), text_of(one["name"])
    for one in list_of(record["items"]):
        text_of(one["package"]), text_of(one["name"]), text_of(one["title"])
    for one in list_of(record["comparisons"]):
        text_of(one["item"])
        check_entry(one)
