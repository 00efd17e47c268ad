"""``writerid`` or ``python -m writerid``: the window, or with arguments the command line.

``--demonstration`` alone opens the window on the demonstration case.
"""

import io
import sys
from collections.abc import Sequence

DEMONSTRATION = "--demonstration"
"""Alone: the window, on the demonstration case."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run; returns the exit code (0, 1 error, 2 usage, 130 cancelled)."""
    given = sys.argv[1:] if arguments is None else arguments
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A console that can't show a letter of a name must not end the program.
            stream.reconfigure(errors="replace")
    # Neither knows the other: each loads in the time that it needs for itself alone.
    if list(given) in ([], [DEMONSTRATION]):
        from writerid.gui.application import run_window  # noqa: PLC0415

        return run_window(demonstration=bool(given))
    from writerid.cli.run import run  # noqa: PLC0415

    return run(given)


if __name__ == "__main__":
    sys.exit(main())
