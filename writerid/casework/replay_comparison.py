"""One stored comparison made again, part by part."""

import platform
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from writerid import __version__
from writerid.casework.comparing import SCHEMA
from writerid.casework.evidence import request_evidence, work_out
from writerid.casework.known_pages import KnownOriginals, encode_frozen_pages
from writerid.casework.replay_evidence import compare_evidence
from writerid.casework.replay_known import KnownPlace, KnownReplay
from writerid.casework.replay_outcome import (
    CODE_TOLERANCE,
    ComparisonReplay,
    Findings,
    Part,
    VersionChange,
    worst,
)
from writerid.casework.replay_parts import (
    compare_questioned,
    compare_ranking,
    compare_ratios,
    rank_frozen,
    to_weigh,
)
from writerid.casework.replay_stored import StoredComparison, read_stored
from writerid.casework.replay_work import CountedTask, ReplayWork
from writerid.casework.weighing import Weights, weigh
from writerid.errors import Cancelled, CaseClosedError, WriterIdError
from writerid.pipeline.identify import EncodedDocument, Engine
from writerid.store.ranking import StoredCandidate
from writerid.tasks import Task
from writerid.versions import package_versions

WITHOUT_ITEM = "the questioned item could not be encoded again"


def replay_one(work: ReplayWork, number: int, made: str, task: CountedTask) -> ComparisonReplay:
    """Repeat a comparison. What can't be repeated is told; raises Cancelled, CaseClosedError."""
    try:
        stored = read_stored(work.case, number)
    except (Cancelled, CaseClosedError):
        raise
    except WriterIdError as error:
        findings = Findings()
        findings.wrong(str(error))
        task.step("reading what is stored")
        return _unreadable(work, number, made, findings.part("what is stored"))
    reason = _why_not(work.engine, stored)
    if reason:
        findings = Findings()
        findings.not_repeatable(reason)
        return _outcome(work, stored, [findings.part("method")], None)
    return _replay_stored(work, stored, task)


def _replay_stored(
    work: ReplayWork, stored: StoredComparison, task: CountedTask
) -> ComparisonReplay:
    place = KnownPlace.of(work.case, stored, work.settings.database)
    known = KnownReplay(work.engine, stored, place, work.codes)
    questioned, part = _questioned(work, stored, task)
    parts = [part]
    task.step("encoding known writing")
    shown = []
    for rank in stored.evidence:
        shown.append(_evidence(work, stored, known, rank, questioned, task))
        task.step("encoding known writing")
    chosen = known.leave(stored.chosen(all_known=work.settings.all_known))
    for document in chosen:
        known.check(document, task)
        task.step("encoding known writing")
    parts.append(known.part())
    found = (
        None if questioned is None else rank_frozen(work.engine.encoder, questioned.code, stored)
    )
    parts.append(_ranking(work, stored, questioned, found))
    parts += _ratios(work, stored, questioned, found)
    return _outcome(work, stored, [*parts, *shown], known)


def _why_not(engine: Engine, stored: StoredComparison) -> str:
    """Why nothing of a comparison can be repeated, empty where it can."""
    record = stored.record
    if record["schema"] != SCHEMA:
        return (
            f"it was made by another method ({record['schema']}) than this version of the program "
            f"has ({SCHEMA}): install writerid {record['writerid']}"
        )
    if record["model_id"] != engine.model_id:
        return (
            f"it was made with the model {record['model_id'][:12]}…, and this one is "
            f"{engine.model_id[:12]}…: take that model (--model)"
        )
    return ""


def _questioned(
    work: ReplayWork, stored: StoredComparison, task: Task
) -> tuple[EncodedDocument | None, Part]:
    findings, item = Findings(), stored.comparison.item
    changes = _changes(stored.record, work.engine)
    originals = KnownOriginals.of(work.case, None)
    try:
        found = encode_frozen_pages(work.engine, originals, item.name, item.pages, task)
    except Cancelled:
        raise
    except WriterIdError as error:
        findings.not_repeatable(str(error))
        return None, findings.part("questioned item", changes)
    keypoints = [page.keypoint_count for page in found.pages]
    compare_questioned(stored.record["questioned"], found.code, keypoints, findings)
    findings.numbers(
        "a number of the questioned code",
        item.code.mean_feature,
        found.code.mean_feature,
        CODE_TOLERANCE,
    )
    return found, findings.part("questioned item", changes)


def _ranking(
    work: ReplayWork,
    stored: StoredComparison,
    questioned: EncodedDocument | None,
    found: Sequence[StoredCandidate] | None,
) -> Part:
    findings = Findings()
    if questioned is None or found is None:
        findings.not_repeatable(WITHOUT_ITEM)
    else:
        compare_ranking(work.engine.encoder, questioned.code, stored, found, findings)
    return findings.part("scores and ranking", _changes(stored.record, work.engine))


def _ratios(
    work: ReplayWork,
    stored: StoredComparison,
    questioned: EncodedDocument | None,
    found: Sequence[StoredCandidate] | None,
) -> list[Part]:
    """One part for each calibration that something was weighed with."""
    used = stored.record["weighing"]["calibration_id"]
    ids = list(dict.fromkeys([*stored.ratios, *([used] if used else [])]))
    parts = []
    for calibration_id in ids:
        findings = Findings()
        weights = _weights(work, stored, calibration_id, findings)
        if questioned is None or found is None:
            findings.not_repeatable(WITHOUT_ITEM)
        elif weights is not None:
            again = weigh(
                work.engine,
                questioned,
                stored.comparison.item.data,
                to_weigh(stored, found),
                weights,
            )
            compare_ratios(stored.ratios.get(calibration_id, {}), again, findings)
        name = "likelihood ratios"
        if len(ids) > 1:
            name += f" ({calibration_id[:12]}…)"
        parts.append(findings.part(name, _changes(stored.record, work.engine)))
    return parts


def _weights(
    work: ReplayWork, stored: StoredComparison, calibration_id: str, findings: Findings
) -> Weights | None:
    calibration = work.calibrations.get(calibration_id)
    scale_name = stored.record["weighing"]["verbal_scale"]
    scale = work.scales.get(scale_name)
    if calibration is None:
        findings.not_repeatable(
            f"the calibration {calibration_id[:12]}… is not here: name its file (--calibration)"
        )
    if scale is None:
        findings.not_repeatable(
            f"the verbal scale “{scale_name}” is not here: name its file (--verbal-scale)"
        )
    if calibration is None or scale is None:
        return None
    return Weights(calibration, "", scale)


def _evidence(
    work: ReplayWork,
    stored: StoredComparison,
    known: KnownReplay,
    rank: int,
    questioned: EncodedDocument | None,
    task: CountedTask,
) -> Part:
    findings = Findings()
    encoded = [known.encode(one, task) for one in stored.documents_of(rank)]
    there = [one for one in encoded if one is not None]
    for document in stored.documents_of(rank):
        if document.digest in known.failed:
            findings.not_repeatable(known.failed[document.digest])
    if questioned is None:
        findings.not_repeatable(WITHOUT_ITEM)
    elif len(there) == len(encoded):
        task.progress(0, 1, "finding the patches that carry the score")
        request = request_evidence(
            work.case, stored.comparison.id, rank, database=work.settings.database
        )
        again = work_out(work.engine, request, questioned, there, task)
        compare_evidence(stored.evidence[rank], again, findings)
    record = stored.evidence[rank][0]
    return findings.part(f"evidence of candidate {rank}", _changes(record, work.engine))


def _changes(record: Mapping[str, Any], engine: Engine) -> list[VersionChange]:
    """What of versions and backend is another now than a record says."""
    here = {**package_versions(), "python": platform.python_version()}
    found = [
        ("writerid", record["writerid"], __version__),
        ("backend", record["backend"], engine.embedder.backend),
        *((name, then, here.get(name, "not known")) for name, then in record["packages"].items()),
    ]
    return [VersionChange(what, then, now) for what, then, now in found if then != now]


def _outcome(
    work: ReplayWork, stored: StoredComparison, parts: Sequence[Part], known: KnownReplay | None
) -> ComparisonReplay:
    comparison = stored.comparison
    again = 0 if known is None else len(known.encoded)
    return ComparisonReplay(
        comparison.id,
        comparison.item.name,
        comparison.kind,
        comparison.made,
        comparison.digest,
        worst(part.outcome for part in parts),
        tuple(parts),
        tuple(_unique(part.versions for part in parts)),
        work.engine.embedder.backend,
        again,
        0 if known is None else len(stored.documents) - again,
    )


def _unreadable(work: ReplayWork, number: int, made: str, part: Part) -> ComparisonReplay:
    return ComparisonReplay(
        number, "", "", made, "", part.outcome, (part,), (), work.engine.embedder.backend
    )


def _unique(changes: Iterable[Sequence[VersionChange]]) -> list[VersionChange]:
    return list(dict.fromkeys(one for some in changes for one in some))
