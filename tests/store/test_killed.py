"""Killed at random moments: the short version of tests/trials/killed.py."""

import os
import random
from pathlib import Path

import pytest

from tests.trials.killed import KINDS, run_trials, set_stage


@pytest.mark.skipif(os.name != "posix", reason="there is no kill -9")
def test_whatever_moment_it_is_killed_nothing_is_half_written(
    tmp_path: Path, small_model: Path
) -> None:
    seed = random.randrange(1 << 30)
    tallies = run_trials(set_stage(tmp_path, small_model, 6), 6, seed)
    assert [tallies[kind].kills for kind in KINDS] == [2, 2, 2]
    assert {kind: tally.problems for kind, tally in tallies.items()} == {
        kind: [] for kind in KINDS
    }, f"seed {seed}"
