"""What the file of a report is to a case: as it was made, with something behind it, or another."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from writerid.casework.case import Case
from writerid.errors import ReportError

END = b"%%EOF"
LINE_ENDS = (b"", b"\n", b"\r\n", b"\r")


@dataclass(frozen=True)
class KnownReport:
    """A report that the case recorded. ``added``: the file goes on behind it, signed again say."""

    id: int
    made: str
    added: bool


def known_report(case: Case, pdf: Path) -> KnownReport | None:
    """The report that a file is, by its SHA-256; None where the case recorded no such file.

    Raises ReportError where the file can't be read.
    """
    try:
        content = pdf.read_bytes()
    except FileNotFoundError as error:
        raise ReportError(f"{pdf} is not there: it was moved or deleted", path=pdf) from error
    except OSError as error:
        raise ReportError(f"{pdf} can't be read ({error.strerror})", path=pdf) from error
    with case.reading() as rows:
        listed = {
            str(row["sha256"]): (int(row["id"]), str(row["made"]))
            for row in rows.execute("SELECT id, sha256, made FROM reports ORDER BY id DESC")
        }
    whole = hashlib.sha256(content).hexdigest()
    if whole in listed:
        return KnownReport(*listed[whole], added=False)
    for sha256 in _earlier_states(content):
        if sha256 in listed:
            return KnownReport(*listed[sha256], added=True)
    return None


def _earlier_states(content: bytes) -> Iterator[str]:
    """What the file may have been before something was added: PDF grows behind its end."""
    digest, done, at = hashlib.sha256(), 0, content.find(END)
    while at >= 0:
        end = at + len(END)
        digest.update(content[done:end])
        done = end
        for line_end in LINE_ENDS:
            if content.startswith(line_end, end):
                state = digest.copy()
                state.update(line_end)
                yield state.hexdigest()
        at = content.find(END, end)
