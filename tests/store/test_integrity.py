"""The check finds what is wrong, and says of what."""

import os
from collections.abc import Callable

import pytest

from writerid.store.database import Database
from writerid.store.integrity import check_integrity, remove_leftovers


def test_all_is_well(full: Database) -> None:
    report = check_integrity(full)
    assert (report.writers, report.documents, report.pages, report.originals) == (3, 6, 6, 6)
    assert (report.problems, report.orphans, report.leftovers) == ((), (), ())


def first_original(database: Database) -> str:
    return next(iter(database.originals.hashes()))


def _change(database: Database) -> None:
    file = database.originals.path_of(first_original(database))
    file.chmod(0o644)
    file.write_bytes(b"x" + file.read_bytes()[1:])


def _remove(database: Database) -> None:
    database.originals.remove(first_original(database))


def _sql(statement: str) -> Callable[[Database], None]:
    def run(database: Database) -> None:
        with database.writing() as rows:
            rows.execute(statement)

    return run


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (_change, "has been changed or damaged"),
        (_remove, "is missing"),
        (_sql("DELETE FROM codes WHERE document_id = 1"), "no pages or no code"),
        (_sql("DELETE FROM patches WHERE page_id = 1"), "patch positions are missing"),
        (_sql("UPDATE pages SET steps = '[{}]' WHERE id = 1"), "preparation is damaged"),
        (_sql("UPDATE codes SET mean_feature = x'00' WHERE document_id = 1"), "a code is damaged"),
        (
            _sql("UPDATE codes SET mean_feature = x'000000000000f07f' WHERE document_id = 1"),
            "a code is damaged",
        ),
    ],
)
def test_what_is_wrong_is_named(
    full: Database, spoil: Callable[[Database], None], words: str
) -> None:
    spoil(full)
    (problem,) = check_integrity(full).problems
    assert words in problem
    assert ".png" in problem


def test_what_a_killed_program_left_can_be_removed(full: Database) -> None:
    orphan = full.originals.path_of("ab" + "0" * 62)
    orphan.parent.mkdir(exist_ok=True)
    orphan.write_bytes(b"whole")
    half = full.originals.path_of(first_original(full)).parent / "0123.partial"
    half.write_bytes(b"ha")
    # One of a program that may be running on another computer.
    fresh = half.with_name("4567.partial")
    fresh.write_bytes(b"ha")
    os.utime(half, (0.0, 0.0))
    report = check_integrity(full)
    assert (report.problems, len(report.orphans), len(report.leftovers)) == ((), 1, 1)
    assert remove_leftovers(full, report) == 2
    assert not orphan.exists()
    assert not half.exists()
    assert fresh.exists()
    assert check_integrity(full) == check_integrity(full)
    assert check_integrity(full).originals == 6
