"""The machine-readable result inside a report: “report.json”, attached to the PDF."""

from contextlib import closing
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium

from writerid.errors import ReportError
from writerid.pipeline.scan_pdf import PDFIUM_LOCK
from writerid.store.untrusted import json_of

NAME = "report.json"
LARGEST_BYTES = 1 << 28


def read_attachment(pdf: Path) -> dict[str, Any]:
    """What a report says, as data.

    Raises ReportError for a file that is no PDF, is damaged, is protected by a password, or has no
    such result attached.
    """
    try:
        content = pdf.read_bytes()
    except OSError as error:
        raise ReportError(f"{pdf} can't be read ({error.strerror})", path=pdf) from error
    try:
        with PDFIUM_LOCK, closing(pdfium.PdfDocument(content)) as document:
            found = _attached(document)
    except pdfium.PdfiumError as error:
        raise ReportError(
            f"{pdf.name} is no PDF, is damaged, or asks for a password ({error}): take the report "
            "from where it was filed",
            path=pdf,
        ) from error
    if found is None:
        raise ReportError(
            f"{pdf.name} has no result attached (“{NAME}”): it is no report of this program, or "
            "was printed or saved anew by another; type the count and hash that it prints instead",
            path=pdf,
        )
    try:
        record = json_of(found)
    except (ValueError, RecursionError) as error:
        raise ReportError(
            f"the result attached to {pdf.name} is damaged ({error}): take the report from where "
            "it was filed",
            path=pdf,
        ) from error
    if not isinstance(record, dict):
        raise ReportError(f"the result attached to {pdf.name} is none of a report", path=pdf)
    return record


def _attached(document: pdfium.PdfDocument) -> bytes | None:
    for number in range(document.count_attachments()):
        attachment = document.get_attachment(number)
        if attachment.get_name() == NAME:
            return bytes(attachment.get_data())[:LARGEST_BYTES]
    return None
