"""Rules between options that argparse can't express. Light: no heavy import."""

from argparse import ArgumentParser, Namespace


def check_usage(parser: ArgumentParser, options: Namespace) -> None:
    """Leave with code 2 and a sentence where options contradict each other."""
    problem = _problem(options) or _reference_problem(options) or _report_problem(options)
    if problem:
        parser.error(problem)


def _reference_problem(options: Namespace) -> str:
    reads = options.command in ("calibrate", "validate", "adapt")
    return "--split is for --labels" if reads and options.split and not options.labels else ""


def _report_problem(options: Namespace) -> str:
    if options.command != "report":
        return ""
    if (options.case is None) == (options.verify is None):
        return "name the case to report on, or the PDF to --verify"
    if options.password_file is not None and options.sign is None:
        return "--password-file is for --sign"
    return ""


def _problem(options: Namespace) -> str:
    if options.command == "identify" and options.known is not None:
        given = {
            "--writers": options.writers,
            "--exclude-document": options.exclude_document,
            "--csv": options.csv,
            "--level document": options.level == "document",
        }
        wrong = [name for name, value in given.items() if value]
        return f"{wrong[0]} is for the database, not for --known" if wrong else ""
    if options.command == "compare":
        if (options.known is None) == (options.writer is None):
            return "compare with a file, or with a --writer of the database"
        if options.document is not None and options.writer is None:
            return "--document needs the --writer whose it is"
    if options.command == "enrol" and options.writer is not None and options.pattern is not None:
        return "--writer and --pattern both say whose writing it is: choose one"
    exports = options.command == "writers" and options.action == "export"
    if exports and options.all == bool(options.writers):
        return "name the writers to export, or say --all"
    return ""
