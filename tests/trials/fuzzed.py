"""Files that travel, spoilt in hundreds of ways: each is refused whole, or what it makes is whole.

    python -m tests.trials.fuzzed --cases 300

Bytes are flipped, cut, doubled and zeroed; and what the files' lists and records say is replaced by
what nobody would write, with hashes that fit. What came of it goes into docs/trials.md.
"""

import json
import os
import random
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.trials.custody import Custody, carry_out
from tests.trials.page import put_section
from writerid.casework.audit import audit
from writerid.casework.blind.joining import join
from writerid.casework.blind.opening import open_package
from writerid.casework.blind.sides import second_opinion_record, second_opinions_of
from writerid.casework.case import Case
from writerid.casework.casefile.taking_in import import_case
from writerid.casework.reporting.reports import composed_report
from writerid.casework.reporting.request import ReportRequest
from writerid.errors import WriterIdError
from writerid.store.archive import MANIFEST

SUFFIXES = (".wricase", ".wriblind", ".wriopinion", ".wrisealed")
ODD: tuple[Any, ...] = (
    None, True, -1, 0, 1 << 63, 1 << 70, 1e308, float("nan"), float("inf"), "", "\0", "\u202e",
    "../../x", "/etc/passwd", "x" * 5000, "#read(\"x\")", "\ud800", [], {}, [[[[]]]], {"a": []},
)  # fmt: skip


@dataclass
class Tally:
    """What came of the files of one kind."""

    cases: int = 0
    refused: int = 0
    taken: int = 0
    problems: list[str] = field(default_factory=list)


def spoil(content: bytes, dice: random.Random) -> bytes:
    """A few bytes are not what they were."""
    data = bytearray(content)
    at = dice.randrange(len(data))
    length = dice.choice((1, 1, 4, 64, 4096))
    way = dice.randrange(6)
    if way == 0:
        for _ in range(length):
            data[dice.randrange(len(data))] = dice.randrange(256)
    elif way == 1:
        del data[at:]
    elif way == 2:
        del data[at : at + length]
    elif way == 3:
        data[at:at] = dice.randbytes(length)
    elif way == 4:
        data[at : at + length] = bytes(len(data[at : at + length]))
    else:
        data[at:at] = data[at : at + length]
    return bytes(data)


def twist(record: Any, dice: random.Random) -> Any:
    """One value somewhere inside is replaced, taken away, or doubled."""
    places = list(_places(record))
    holder, key = dice.choice(places)
    way = dice.randrange(4)
    if way == 0 and isinstance(holder, dict):
        del holder[key]
    elif way == 1 and isinstance(holder, list):
        holder.append(holder[key])
    else:
        holder[key] = dice.choice(ODD)
    return record


def _places(value: Any) -> Any:
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for key, one in list(inner):
        yield value, key
        if isinstance(one, dict | list):
            yield from _places(one)


def spoilt(source: Path, target: Path, dice: random.Random) -> None:
    """Write a spoilt copy: half of them by their bytes, half by what they say."""
    if dice.random() < 0.5:
        target.write_bytes(spoil(source.read_bytes(), dice))
    elif source.suffix in (".wricase", ".wriblind"):
        with zipfile.ZipFile(source) as opened, zipfile.ZipFile(target, "w") as made:
            for entry in opened.infolist():
                content = opened.read(entry)
                if entry.filename == MANIFEST:
                    content = _text(twist(json.loads(content), dice))
                made.writestr(entry, content)
    else:
        target.write_bytes(_text(twist(json.loads(source.read_bytes()), dice)))


def _text(record: Any) -> bytes:
    return json.dumps(record).encode()


def run_trials(stage: Custody, cases: int, seed: int) -> dict[str, Tally]:
    """So many files, a kind after the other."""
    tallies = {suffix: Tally() for suffix in SUFFIXES}
    for number in range(cases):
        suffix = SUFFIXES[number % len(SUFFIXES)]
        dice = random.Random(f"{seed} {number}")
        with tempfile.TemporaryDirectory(dir=stage.folder) as name:
            file = Path(name) / f"spoilt{suffix}"
            spoilt(stage.file(suffix), file, dice)
            _judge(stage, file, tallies[suffix], f"{suffix}, seed {seed}, case {number}")
    return tallies


def _judge(stage: Custody, file: Path, tally: Tally, where: str) -> None:
    tally.cases += 1
    take = _join if file.suffix in (".wriopinion", ".wrisealed") else _make
    try:
        why = take(stage, file)
    except WriterIdError:
        tally.refused += 1
        there = {one.name for one in file.parent.iterdir()}
        left = sorted(there - {file.name, "own"})
        why = f"{left} are left" if left else ""
    except Exception as error:  # noqa: BLE001 - whatever it is, it is a fault
        why = f"{type(error).__name__}: {error}"
    else:
        tally.taken += 1
    if why:
        tally.problems.append(f"{where}: {why}")


def _make(stage: Custody, file: Path) -> str:
    """A case of the file; returns what is wrong with it."""
    make: Callable[..., object] = import_case if file.suffix == ".wricase" else open_package
    folder = file.parent / "made"
    make(file, folder)
    own = folder / "database"
    with Case.open(folder) as case:
        return _broken(case, own if own.exists() else stage.database)


def _join(stage: Custody, file: Path) -> str:
    """The file joined to a copy of the case that it is for; returns what is wrong with that."""
    source = stage.case if file.suffix == ".wriopinion" else stage.second
    own = file.parent / "own"
    shutil.copytree(source, own)
    with Case.open(own) as case:
        before = case.state()
        try:
            join(case, file)
        except WriterIdError:
            return "refused, but the history went on" if case.state() != before else _again()
        for one in second_opinions_of(case):
            json.dumps(second_opinion_record(one))
        with composed_report(case, ReportRequest(evidence_for=0)):
            pass
        return _broken(case, own / "database" if file.suffix == ".wrisealed" else stage.database)


def _again() -> str:
    raise WriterIdError("refused")


def _broken(case: Case, database: Path) -> str:
    verdicts = audit(case, database).verdicts
    return "; ".join(str(one.problems) for one in verdicts if one.whole is False)


def write_section(tallies: dict[str, Tally], seconds: float, seed: int) -> None:
    rows = [
        f"| {suffix} | {one.cases} | {one.refused} | {one.taken} | {len(one.problems)} |"
        for suffix, one in tallies.items()
    ]
    lines = [
        "Written by `make trials`. Half of the files are spoilt in their bytes (flipped, cut,",
        "doubled, zeroed), half in what their list or record says, where values of other kinds,",
        "endless numbers and texts, paths and markup take the place of what was there. A file is",
        "refused in a sentence, and leaves nothing; or it is taken, as where a byte is spoilt that",
        "means nothing, or an opinion says something else that can be said. Then the case is",
        "audited, and a joined opinion is shown and set in a report.",
        "",
        "| file | cases | refused | taken | problems |",
        "|---|---|---|---|---|",
        *rows,
        "",
        f"Seed {seed}, {os.cpu_count()} cores, {seconds:.0f} s.",
    ]
    put_section("Files that travel, spoilt", lines)


if __name__ == "__main__":
    sys.exit(carry_out(__doc__, ("--cases", 300), run_trials, write_section))
