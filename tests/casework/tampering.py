"""What somebody does who can write the files of a case, and reports to find it out by."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pypdfium2 as pdfium

from writerid.casework.case import Case


def tamper(file: Path, *statements: str, values: tuple[object, ...] = ()) -> None:
    """What somebody does who can write the file: the guards are dropped first, and put back."""
    with closing(sqlite3.connect(file, isolation_level=None)) as rows:
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        guards = rows.execute(query).fetchall()
        rows.execute("PRAGMA ignore_check_constraints = ON")
        for name, _ in guards:
            rows.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            rows.execute(statement, values)
        for _, sql in guards:
            rows.execute(sql)


def write_report(file: Path, record: object, name: str = "report.json") -> Path:
    """A PDF with a result attached, as a report has it."""
    document = pdfium.PdfDocument.new()
    document.new_page(100, 100)
    document.new_attachment(name).set_data(json.dumps(record).encode())
    document.save(file)
    document.close()
    return file


def report_of(folder: Path, file: Path) -> Path:
    """A report of the case as it is now: what the audit needs of one."""
    with Case.open_to_read(folder) as case:
        state = case.state()
    record = {
        "case": {"id": state.case_id, "title": state.title},
        "audit": {"count": state.event_count, "head": state.event_head},
    }
    return write_report(file, record)
