"""What a terminal shows: progress, tables, errors."""

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from writerid.tasks import Task

if TYPE_CHECKING:
    # Brings numpy, which --help must not wait for.
    from writerid.model import SkippedFile


def say(text: str) -> None:
    """A line of the result, on standard output."""
    sys.stdout.write(text + "\n")


def say_error(text: str) -> None:
    """A line for the person, on standard error."""
    sys.stderr.write(f"writerid: {text}\n")


def say_json(record: Any) -> None:
    """The result as JSON on standard output."""
    say(json.dumps(record, indent=2, ensure_ascii=False))


def say_skipped(skipped: "Iterable[SkippedFile]") -> int:
    """List what a batch left out; returns how many."""
    count = 0
    for lost in skipped:
        say_error(f"left out: {lost.reason}")
        count += 1
    return count


def say_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table; columns whose cells are all numbers are set right."""
    columns = list(zip(header, *rows, strict=True))
    widths = [max(len(cell) for cell in column) for column in columns]
    right = [all(_is_number(cell) for cell in column[1:]) for column in columns]
    for row in [header, ["─" * width for width in widths], *rows]:
        cells = [
            cell.rjust(width) if to_right else cell.ljust(width)
            for cell, width, to_right in zip(row, widths, right, strict=True)
        ]
        say("  ".join(cells).rstrip())


@contextmanager
def progress_task() -> Iterator[Task]:
    """A task whose progress is a bar with an ETA on a terminal, and nothing elsewhere."""
    if not sys.stderr.isatty():
        yield Task()
        return
    from tqdm import tqdm  # noqa: PLC0415 - only where there is a terminal

    bars: dict[str, Any] = {}

    def show(done: int, total: int, label: str) -> None:
        stage = label.split(",", maxsplit=1)[0]
        if stage not in bars:
            for bar in bars.values():
                bar.close()
            bars.clear()
            bars[stage] = tqdm(total=total, leave=False, dynamic_ncols=True, mininterval=0.1)
        bars[stage].set_description_str(label)
        bars[stage].update(done - bars[stage].n)

    try:
        yield Task(show)
    finally:
        for bar in bars.values():
            bar.close()


def _is_number(cell: str) -> bool:
    stripped = cell.strip().lstrip("+-−").rstrip("%")
    return not stripped or stripped.replace(".", "", 1).replace(",", "").isdecimal()
