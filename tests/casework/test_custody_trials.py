"""The short version of tests/trials/custody_killed.py and tests/trials/fuzzed.py."""

import os
import random
from pathlib import Path

import pytest

from tests.trials import custody_killed, fuzzed
from tests.trials.custody import Custody, set_custody
from tests.trials.page import put_section


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Custody:
    return set_custody(tmp_path_factory.mktemp("custody"))


@pytest.mark.skipif(os.name != "posix", reason="there is no kill -9")
def test_whatever_moment_it_is_killed_nothing_is_half_written(stage: Custody) -> None:
    seed = random.randrange(1 << 30)
    tallies = custody_killed.run_trials(stage, 2, seed)
    assert sum(one.kills for one in tallies.values()) == 2
    assert [one.problems for one in tallies.values() if one.problems] == [], f"seed {seed}"


def test_spoilt_files_are_refused_or_whole(stage: Custody) -> None:
    seed = random.randrange(1 << 30)
    tallies = fuzzed.run_trials(stage, 20, seed)
    assert [one.problems for one in tallies.values() if one.problems] == []
    assert sum(one.refused + one.taken for one in tallies.values()) == 20


def test_a_trial_leaves_the_sections_of_others(tmp_path: Path) -> None:
    page = tmp_path / "trials.md"
    put_section("One", ["first"], page)
    put_section("Two", ["second", "# not a section"[2:]], page)
    put_section("One", ["again"], page)
    assert page.read_text() == "# One\n\nagain\n\n# Two\n\nsecond\nnot a section\n"
