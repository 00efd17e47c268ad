"""From arguments to an exit code. Nothing heavy is imported before a command is known."""

import logging
import sys
from argparse import Namespace
from collections.abc import Sequence

from writerid.cli.console import say_error
from writerid.cli.parser import Command, build_parser, command_of
from writerid.cli.usage import check_usage
from writerid.errors import Cancelled, WriterIdError, system_sentence

log = logging.getLogger("writerid")

EXIT_OK, EXIT_ERROR, EXIT_CANCELLED = 0, 1, 130


def run(arguments: Sequence[str]) -> int:
    """Parse, run the command, and turn errors into sentences. Wrong usage leaves with code 2."""
    parser = build_parser()
    try:
        options = parser.parse_args(arguments)
        check_usage(parser, options)
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 2
    logging.basicConfig(
        level=logging.DEBUG if options.verbose else logging.INFO, format="%(message)s"
    )
    return _guarded(command_of(options.command), options)


def _guarded(command: Command, options: Namespace) -> int:
    """Run a command; every error becomes a sentence and an exit code."""
    try:
        return command(options)
    except (KeyboardInterrupt, Cancelled):
        say_error("stopped; what was finished is kept")
        return EXIT_CANCELLED
    except WriterIdError as error:
        say_error(str(error))
    except BrokenPipeError:
        # The reader of our output went away (writerid … | head).
        sys.stderr.close()
    except OSError as error:
        say_error(system_sentence(error))
        log.debug("traceback", exc_info=True)
    except Exception:
        log.exception("this is a fault of the program; please report it with the text below")
    return EXIT_ERROR
