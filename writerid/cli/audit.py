"""``writerid audit``."""

from argparse import Namespace

from writerid.casework.anchors import read_typed
from writerid.casework.audit import audit
from writerid.casework.audit_findings import Verdict
from writerid.casework.case import Case
from writerid.cli.console import progress_task, say, say_json

WORDS = {True: "whole", False: "BROKEN", None: "not looked at"}


def run(options: Namespace) -> int:
    """Verify, tell each verdict, and end with 1 where something is broken."""
    heads = [read_typed(text) for text in options.head]
    with Case.open_to_read(options.case) as case, progress_task() as task:
        found = audit(case, options.database, options.report, heads, task)
    if options.json:
        say_json(found.record())
    else:
        say(f"audit of “{found.title}” (case {found.case_id})")
        for verdict in found.verdicts:
            _say_verdict(verdict)
        say("everything looked at is whole" if found.whole else "something is BROKEN: see above")
    return 0 if found.whole else 1


def _say_verdict(verdict: Verdict) -> None:
    say("")
    say(f"{WORDS[verdict.whole]}: {verdict.what} {verdict.name}")
    if verdict.checked:
        say(f"  looked at: {verdict.checked}")
    if verdict.what in ("case", "database") and verdict.whole:
        say(f"  head of the history: {verdict.count}:{verdict.head}")
    if verdict.broken_at is not None:
        say(f"  first broken entry of the history: {verdict.broken_at}")
    for problem in verdict.problems:
        say(f"  - {problem}")
    for remark in verdict.remarks:
        say(f"  remark: {remark}")
