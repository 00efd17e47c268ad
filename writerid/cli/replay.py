"""``writerid replay``."""

from argparse import Namespace
from collections.abc import Sequence

from writerid.casework.case import Case
from writerid.casework.replay_outcome import ComparisonReplay, Outcome
from writerid.casework.replay_work import ReplaySettings
from writerid.casework.replaying import record_replay, replay
from writerid.cli.console import progress_task, say, say_error, say_json
from writerid.pipeline.identify import Engine
from writerid.resources import shipped_model


def run(options: Namespace) -> int:
    """Repeat comparisons; 0 where all came out again, 1 otherwise."""
    settings = ReplaySettings(
        options.database,
        options.all_known,
        tuple(options.calibration),
        options.verbal_scale,
    )
    with Case.open_as_allowed(options.case, examiner=options.examiner) as case:
        engine = Engine(options.model or shipped_model(), options.backend)
        with progress_task() as task:
            found = replay(case, engine, options.comparison, settings, task)
        digest = record_replay(case, found) if found and not case.read_only else None
    if options.json:
        say_json(
            {
                "repeated": all(one.outcome.is_repeated for one in found),
                "recorded": digest is not None,
                "digest": digest,
                "comparisons": [one.record() for one in found],
            }
        )
    else:
        _say(found, recorded=digest is not None)
    return 0 if all(one.outcome.is_repeated for one in found) else 1


def _say(found: Sequence[ComparisonReplay], *, recorded: bool) -> None:
    for one in found:
        head = f"comparison {one.comparison_id}"
        if one.item:
            head += f" ({one.item}, made {one.made[:19]})"
        say(f"{head}: {one.outcome}")
        for part in one.parts:
            say(f"  {part.name}: {part.outcome}")
            for sentence in part.sentences:
                say(f"      {sentence}")
        if one.versions:
            changes = (f"{c.what} {c.then}, now {c.now}" for c in one.versions)
            say(f"  other than when it was made: {'; '.join(changes)}")
    counts = [(one, sum(each.outcome is one for each in found)) for one in Outcome]
    told = ", ".join(f"{count} {name}" for name, count in counts if count)
    if not found:
        say("the case has no comparison yet")
        return
    say(f"comparisons replayed: {len(found)} ({told})")
    if not recorded:
        say_error("the case may only be read: that it was replayed is not recorded in it")
