"""What the system refuses is a sentence with a way out."""

import errno
import os

import pytest

from writerid.cli import run as module
from writerid.errors import WAYS_OUT, system_sentence


@pytest.mark.parametrize("number", [*WAYS_OUT, errno.EIO])
def test_it_names_the_file_and_the_way_out(number: int) -> None:
    sentence = system_sentence(OSError(number, os.strerror(number), "letters.pdf"))
    assert sentence.startswith(f"letters.pdf can't be read or written ({os.strerror(number)}): ")
    assert WAYS_OUT.get(number, "check its drive") in sentence


def test_the_command_line_says_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def command(_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device", "/there/x")

    monkeypatch.setattr(module, "command_of", lambda _: command)
    assert module.run(["info"]) == 1
    error = capsys.readouterr().err
    assert "/there/x can't be read or written (No space left on device): make room" in error
    assert "fault" not in error
