"""``writerid`` or ``python -m writerid``."""

import io
import sys
from collections.abc import Sequence

from writerid.cli.run import run


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code (0, 1 error, 2 usage, 130 cancelled)."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A console that can't show a letter of a name must not end the program.
            stream.reconfigure(errors="replace")
    return run(sys.argv[1:] if arguments is None else arguments)


if __name__ == "__main__":
    sys.exit(main())
