"""What was apart is joined: the opinion to the first case, the sealed file to the second."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from writerid.casework.blind.entries import check_entry
from writerid.casework.blind.format import (
    EVENT_JOINED,
    EVENT_UNSEALED,
    OPINION_FORMAT,
    OPINION_WHAT,
    SEALED_FORMAT,
    SEALED_SUFFIX,
)
from writerid.casework.blind.opinion import viewed_comparisons
from writerid.casework.blind.origin import required_origin
from writerid.casework.blind.sealed import commitment_of, read_sealed, read_text
from writerid.casework.blind.side import side_of
from writerid.casework.case import Case
from writerid.casework.chain import now
from writerid.errors import CaseError, TransferError
from writerid.store.archive import explained_reading, refused
from writerid.store.untrusted import count_of, hash_of, list_of, text_of


@dataclass(frozen=True)
class JoinedFile:
    """What was joined: “opinion” or “sealed”, and of which package."""

    kind: str
    package_id: str
    sha256: str


def join(case: Case, file: Path, sealed: Path | None = None) -> JoinedFile:
    """Join an opinion to the first examiner's case, or the sealed file to the second's.

    ``sealed``: the sealed file as the first examiner kept it apart; without it what the case keeps
    is taken. Raises TransferError for a file of another package, one that was changed, or one that
    can't be read; CaseError where no view is recorded yet.
    """
    if file.suffix == SEALED_SUFFIX or _is_sealed(file):
        return join_sealed(case, file)
    return join_opinion(case, file, sealed)


def _is_sealed(file: Path) -> bool:
    with explained_reading(file, OPINION_WHAT), file.open("rb") as stream:
        return f'"{SEALED_FORMAT}"'.encode() in stream.read(1 << 28)


def join_opinion(case: Case, file: Path, sealed: Path | None = None) -> JoinedFile:
    """Keep a second opinion in the case; see ``join``."""
    text, content = read_text(file, OPINION_WHAT, OPINION_FORMAT)
    with explained_reading(file, OPINION_WHAT):
        check_opinion(content)
    package_id = str(content["package_id"])
    with case.reading() as rows:
        row = rows.execute(
            "SELECT * FROM blind_packages WHERE package_id = ?", (package_id,)
        ).fetchone()
    if row is None:
        raise TransferError(
            f"{file} is an opinion on the package {package_id[:8]}…, which was not made from this "
            "case: open the case that it was made from",
            path=file,
        )
    if commitment_of(row["sealed"]) != row["commitment"]:
        raise CaseError(
            "what the case keeps of the package is not what it committed to: the case was changed; "
            "put it back from a backup"
        )
    if content["commitment"] != row["commitment"]:
        raise refused(file, "names another commitment than the package of this case")
    if content["package_sha256"] != row["package_sha256"]:
        raise refused(file, "is an opinion on a package that was changed on its way")
    if sealed is not None:
        read_sealed(sealed, package_id, row["commitment"])
    return _keep_opinion(case, file, text, content)


def _keep_opinion(case: Case, file: Path, text: str, content: Mapping[str, Any]) -> JoinedFile:
    sha256 = commitment_of(text)
    history = content["history"]
    with case.changing(EVENT_JOINED) as change:
        there = change.rows.execute(
            "SELECT 1 FROM second_opinions WHERE sha256 = ?", (sha256,)
        ).fetchone()
        if there is not None:
            raise TransferError(f"{file} is joined to this case already", path=file)
        change.data.update(
            package=content["package_id"],
            sha256=sha256,
            examiner=content["examiner"],
            event_count=history["count"],
            event_head=history["head"],
        )
        change.rows.execute(
            "INSERT INTO second_opinions (package_id, sha256, joined, examiner, content) "
            "VALUES (?, ?, ?, ?, ?)",
            (content["package_id"], sha256, now(), content["examiner"], text),
        )
    return JoinedFile("opinion", str(content["package_id"]), sha256)


def check_opinion(content: Mapping[str, Any]) -> None:
    """Raise what values of the wrong kind raise, ValueError for a comparison without a view."""
    hash_of(content["commitment"])
    hash_of(content["package_sha256"])
    for name in ("package_id", "made", "examiner"):
        text_of(content[name])
    last = content["last_blind_view"]
    if content["unsealed"] is not None:
        text_of(content["unsealed"])
        count_of(last)
    elif last is not None:
        raise ValueError("a view is the last blind one, and nothing was unsealed")
    count_of(content["history"]["count"])
    hash_of(content["history"]["head"])
    entries = list_of(content["comparisons"])
    for entry in entries:
        check_entry(entry)
        if not text_of(entry["item"])[1:].isdigit():
            raise ValueError("an item is none")
        if not list_of(entry["views"]):
            raise ValueError("no view is recorded of a comparison")
        codes = {int(rank): text_of(code) for rank, code in entry["codes"].items()}
        side_of(entry, codes, {}, entry["views"], [])
    if not entries:
        raise ValueError("no comparison is in it")


def join_sealed(case: Case, file: Path) -> JoinedFile:
    """Keep the sealed file in the second examiner's case; from then on names are known there."""
    origin = required_origin(case)
    if not viewed_comparisons(case):
        raise CaseError(
            "no view is recorded yet: record yours before you see the first examiner's; until then "
            "the sealed file stays sealed"
        )
    if origin.unsealed is not None:
        raise TransferError(f"{file}: a sealed file is joined to this case already", path=file)
    text, _ = read_sealed(file, origin.package_id, origin.commitment)
    with case.changing(EVENT_UNSEALED) as change:
        [last] = change.rows.execute("SELECT max(id) FROM views").fetchone()
        change.data.update(
            package=origin.package_id, commitment=origin.commitment, last_blind_view=last
        )
        change.rows.execute("UPDATE blind_origin SET sealed = ?, sealed_joined = ?", (text, now()))
    return JoinedFile("sealed", origin.package_id, origin.commitment)
