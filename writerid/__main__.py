"""``writerid`` or ``python -m writerid``."""

import sys
from collections.abc import Sequence

from writerid.cli.run import run


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code (0, 1 error, 2 usage, 130 cancelled)."""
    return run(sys.argv[1:] if arguments is None else arguments)


if __name__ == "__main__":
    sys.exit(main())
