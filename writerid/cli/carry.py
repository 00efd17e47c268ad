"""``writerid case``, as far as something leaves the laboratory, or comes in."""

from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from writerid.casework.blind.format import PROPOSITIONS
from writerid.casework.blind.joining import join
from writerid.casework.blind.opening import open_package
from writerid.casework.blind.opinion import return_opinion
from writerid.casework.blind.packing import make_package
from writerid.casework.blind.planning import BlindWanted, plan_blind
from writerid.casework.blind.side import Side
from writerid.casework.blind.sides import (
    ItemOpinions,
    SecondOpinion,
    second_opinion_record,
    second_opinions_of,
)
from writerid.casework.case import Case
from writerid.casework.casefile.checking import CaseFileSummary, check_case_file
from writerid.casework.casefile.export import export_case
from writerid.casework.casefile.leaving import LeavingWriter
from writerid.casework.casefile.taking_in import import_case
from writerid.cli.console import progress_task, say, say_json, say_table
from writerid.store.names import shown_name

CANDIDATES_SHOWN = 10


def run(options: Namespace) -> int:
    """Carry a case, a package or an opinion."""
    return ACTIONS[options.action](options)


def _export(options: Namespace) -> int:
    with Case.open(options.case, examiner=options.examiner) as case, progress_task() as task:
        done = export_case(
            case,
            options.file,
            without_known_originals=options.without_known_originals,
            task=task,
        )
    if options.json:
        say_json(_plain(done))
        return 0
    say(f"{done.file}: {done.size_bytes / 1e6:,.1f} MB, {done.originals} originals")
    say(f"SHA-256 {done.sha256}")
    say(f"history: {done.event_count} entries, the last has the hash {done.event_head}")
    _say_left_out(done.left_out)
    _say_leaving(done.leaving)
    return 0


def _verify(options: Namespace) -> int:
    with progress_task() as task:
        summary = check_case_file(options.file, task)
    return _say_summary(summary, options)


def _import(options: Namespace) -> int:
    with progress_task() as task:
        done = import_case(options.file, options.folder, examiner=options.examiner, task=task)
    if not options.json:
        say(f"imported into {done.folder}")
    return _say_summary(done.source, options, folder=done.folder)


def _say_summary(summary: CaseFileSummary, options: Namespace, folder: Path | None = None) -> int:
    if options.json:
        record = _plain(summary)
        say_json(record if folder is None else {"folder": str(folder), **record})
        return 0
    say(f"“{shown_name(summary.title)}”, exported {summary.exported[:19]}: whole")
    say(f"{summary.originals} originals; SHA-256 of the file {summary.sha256}")
    say(f"history: {summary.event_count} entries, the last has the hash {summary.event_head}")
    _say_left_out(len(summary.left_out))
    _say_leaving(summary.leaving)
    return 0


def _say_left_out(count: int) -> None:
    if count:
        say(f"{count} originals of known writing were left out")


def _say_leaving(writers: Sequence[LeavingWriter]) -> None:
    if not writers:
        say("no known writing is in it")
        return
    say("")
    say("whose known writing is in it:")
    say_table(["writer", "what"], [[shown_name(one.shown), one.sentence] for one in writers])


def _blind(options: Namespace) -> int:
    wanted = BlindWanted(
        tuple(options.item),
        options.with_preparation,
        options.without_known_originals,
        options.database,
        options.propositions or PROPOSITIONS,
    )
    with Case.open(options.case, examiner=options.examiner) as case, progress_task() as task:
        plan = plan_blind(case, wanted)
        made = make_package(case, plan, options.out, options.sealed, task)
    items = {one.item.name: one.name for one in plan.items}
    if options.json:
        say_json({**_plain(made), "items": items, "leaving": _plain(plan.leaving)})
        return 0
    say(f"package {made.package_id[:8]}…: {made.package}, {made.size_bytes / 1e6:,.1f} MB: send it")
    say(f"sealed: {made.sealed}: keep it until the second opinion is there")
    say(f"commitment, the SHA-256 of the sealed file: {made.commitment}")
    say("items: " + ", ".join(f"{name} as {other}" for name, other in items.items()))
    _say_leaving(plan.leaving)
    return 0


def _open_blind(options: Namespace) -> int:
    with progress_task() as task:
        done = open_package(options.file, options.folder, examiner=options.examiner, task=task)
    if options.json:
        say_json(_plain(done))
        return 0
    say(f"package {done.package_id[:8]}… is open in {done.folder}")
    say(
        f"questioned: {', '.join(done.items)}; known: {done.documents} documents of {done.writers} "
        f"writers in {done.database}, {done.scans} with their scans"
    )
    say(f"propositions: {done.propositions}")
    say(
        f"compare each item (writerid case identify {done.folder} {done.items[0]}), record your "
        "view (case view), then return the opinion (case return)"
    )
    return 0


def _return(options: Namespace) -> int:
    with Case.open(options.case, examiner=options.examiner) as case, progress_task() as task:
        done = return_opinion(case, options.file, task)
    if options.json:
        say_json(_plain(done))
        return 0
    say(f"{done.file}: the opinion on {', '.join(done.items)}: send it to the first examiner")
    if done.without_view:
        say(f"without a recorded view, so not in it: {', '.join(done.without_view)}")
    say(f"history: {done.event_count} entries, the last has the hash {done.event_head}")
    return 0


def _join(options: Namespace) -> int:
    with Case.open(options.case, examiner=options.examiner) as case:
        done = join(case, options.file, options.sealed)
        opinions = second_opinions_of(case)
    if options.json:
        say_json({**_plain(done), "second_opinions": [second_opinion_record(o) for o in opinions]})
        return 0
    what = "the second opinion" if done.kind == "opinion" else "the sealed file"
    say(f"{what} on package {done.package_id[:8]}… is joined; the commitment is kept")
    _say_opinions(opinions)
    return 0


def _opinions(options: Namespace) -> int:
    with Case.open_to_read(options.case) as case:
        opinions = second_opinions_of(case)
    if options.json:
        say_json([second_opinion_record(one) for one in opinions])
        return 0
    if not opinions:
        say("no second opinion is joined to this case")
    _say_opinions(opinions)
    return 0


def _say_opinions(opinions: Sequence[SecondOpinion]) -> None:
    for opinion in opinions:
        for item in opinion.items:
            say("")
            title = f" ({shown_name(item.title)})" if item.title else ""
            say(f"{item.item}{title}, package {opinion.package_id[:8]}…")
            _say_item(item)


def _say_item(item: ItemOpinions) -> None:
    sides = [("first", item.first), ("second", item.second)]
    for which, side in sides:
        if side is None:
            say(f"  {which} examiner: not known here yet")
            continue
        for view in side.views:
            opinion = f" [{view.opinion}]" if view.opinion else ""
            late = "" if view.independent else " (recorded after the other's was known)"
            say(
                f"  {which} examiner, {shown_name(view.examiner)}{opinion}{late}: "
                f"{shown_name(view.text)}"
            )
        if not side.views:
            say(f"  {which} examiner: no view recorded")
    if item.first is not None and item.second is not None:
        _say_candidates(item.first, item.second)
    for sentence in item.agreement.sentences if item.agreement else ():
        say(f"  {sentence}")


def _say_candidates(first: Side, second: Side) -> None:
    theirs = {one.code: one for one in reversed(second.candidates)}
    rows = []
    for one in first.candidates[:CANDIDATES_SHOWN]:
        other = theirs.get(one.code)
        rows.append(
            [
                shown_name(one.writer),
                one.code,
                str(one.rank),
                f"{one.score:.3f}",
                "" if other is None else str(other.rank),
                "" if other is None else f"{other.score:.3f}",
            ]
        )
    say_table(["writer", "code", "first: rank", "score", "second: rank", "score"], rows)


def _plain(value: Any) -> Any:
    """Dataclasses and paths as plain data."""
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    if hasattr(value, "__dataclass_fields__"):
        value = asdict(value)
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    return value


ACTIONS: Mapping[str, Callable[[Namespace], int]] = {
    "export": _export,
    "verify": _verify,
    "import": _import,
    "blind": _blind,
    "open-blind": _open_blind,
    "return": _return,
    "join": _join,
    "opinions": _opinions,
}
