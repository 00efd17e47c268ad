"""How a laboratory's reports look: letterhead, paper, names, fields. A setting, kept as JSON."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Literal

from writerid.errors import WriterIdError
from writerid.store.names import plain_text

Paper = Literal["a4", "us-letter"]
PAPERS: tuple[Paper, ...] = ("a4", "us-letter")
MOST_ROWS = 500
ZONE = re.compile(r"UTC(?:([+-])(\d\d):(\d\d))?")
LISTS = ("address",)
TEXTS = (
    "laboratory",
    "accreditation",
    "reference",
    "examiner",
    "examiner_title",
    "technical_review",
    "administrative_review",
)
LONGEST_TEXT = 500
MOST_LINES = 15


@dataclass(frozen=True)
class ReportLayout:
    """All of it is optional: what is empty is left out, or left as a blank field to fill in.

    ``logo``: a PNG, JPEG or SVG file. ``examiner`` empty: the name entered in the case.
    ``technical_review`` and ``administrative_review`` name the reviewers. ``time_zone``: “UTC”, or
    like “UTC+02:00”. ``most_rows``: longer lists are cut, and are whole in the JSON.
    Raises WriterIdError for a value that can't be.
    """

    paper: Paper = "a4"
    language: str = "en"
    laboratory: str = ""
    address: tuple[str, ...] = ()
    logo: Path | None = None
    accreditation: str = ""
    reference: str = ""
    examiner: str = ""
    examiner_title: str = ""
    technical_review: str = ""
    administrative_review: str = ""
    time_zone: str = "UTC"
    most_rows: int = 40

    def __post_init__(self) -> None:
        if self.paper not in PAPERS:
            raise WriterIdError(f"the paper is “a4” or “us-letter”, not “{self.paper}”")
        if not re.fullmatch(r"[a-z]{2,3}", self.language):
            raise WriterIdError(f"“{self.language}” is no language: write “en”, say")
        if not 1 <= self.most_rows <= MOST_ROWS:
            raise WriterIdError(f"most_rows is within 1–{MOST_ROWS}, not {self.most_rows}")
        _offset(self.time_zone)
        self._refuse_endless()

    def _refuse_endless(self) -> None:
        """A letterhead is no essay: what fills pages is a mistake."""
        for name in TEXTS:
            if len(getattr(self, name)) > LONGEST_TEXT:
                raise WriterIdError(f"{name} is longer than {LONGEST_TEXT} letters: shorten it")
        if len(self.address) > MOST_LINES:
            raise WriterIdError(f"address has more than {MOST_LINES} lines: leave some out")
        if any(len(line) > LONGEST_TEXT for line in self.address):
            raise WriterIdError(f"a line of address is longer than {LONGEST_TEXT} letters")

    def shown_time(self, iso: str) -> str:
        """A time stamp (ISO 8601, UTC) as it is printed, to the minute."""
        try:
            when = datetime.fromisoformat(iso)
        except ValueError:
            return iso
        if when.tzinfo is None:
            return iso
        local = when.astimezone(timezone(_offset(self.time_zone)))
        return f"{local.strftime('%Y-%m-%d %H:%M')} {self.time_zone}"

    def to_record(self) -> dict[str, Any]:
        """Plain data; the logo by its file name alone."""
        record = asdict(self)
        return {
            **record,
            "address": list(self.address),
            "logo": None if self.logo is None else self.logo.name,
        }


def read_layout(file: Path) -> ReportLayout:
    """A layout from a JSON object; the logo is looked for beside the file.

    Raises WriterIdError that names what is wrong; unknown keys are refused.
    """
    try:
        # Windows' editor begins a file in UTF-8 with a mark.
        record = json.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise WriterIdError(
            f"{file} can't be read ({error.strerror}): choose the JSON file of the layout",
            path=file,
        ) from error
    except (ValueError, RecursionError) as error:
        raise WriterIdError(f"{file} is no layout of a report: {error}", path=file) from error
    if not isinstance(record, dict):
        raise WriterIdError(f"{file} is no layout of a report: it is no JSON object", path=file)
    try:
        layout = layout_of(record)
    except WriterIdError as error:
        raise WriterIdError(f"{file}: {error}", path=file) from error
    if layout.logo is not None:
        layout = replace(layout, logo=file.parent / layout.logo)
    return layout


def layout_of(record: Mapping[str, Any]) -> ReportLayout:
    """A layout from plain data. Raises WriterIdError for an unknown key or a wrong value."""
    known = {field.name: field for field in fields(ReportLayout)}
    values: dict[str, Any] = {}
    for name, value in record.items():
        if name not in known:
            raise WriterIdError(
                f"a layout has no entry “{name}”; there are {', '.join(sorted(known))}"
            )
        values[name] = _value(name, value)
    return ReportLayout(**values)


def _value(name: str, value: Any) -> Any:
    """A value of plain data as the layout holds it."""
    if name in LISTS:
        if not isinstance(value, list | tuple) or not all(isinstance(one, str) for one in value):
            raise WriterIdError(f"{name} is a list of lines")
        return tuple(plain_text(line) for line in value)
    if name == "logo":
        if value is not None and not isinstance(value, str):
            raise WriterIdError("logo is the name of a file")
        if value and ("\0" in value or plain_text(value) != value):
            raise WriterIdError("logo is no name that a file can have")
        return Path(value) if value else None
    if name == "most_rows":
        if not isinstance(value, int) or isinstance(value, bool):
            raise WriterIdError("most_rows is a whole number")
        return value
    if not isinstance(value, str):
        raise WriterIdError(f"{name} is a text")
    return plain_text(value)


def _offset(zone: str) -> timedelta:
    found = ZONE.fullmatch(zone)
    if found is None:
        raise WriterIdError(f"“{zone}” is no time zone: write “UTC”, or “UTC+02:00”")
    if found[1] is None:
        return timedelta()
    offset = timedelta(hours=int(found[2]), minutes=int(found[3]))
    if offset >= timedelta(hours=24):
        raise WriterIdError(f"“{zone}” is no time zone: write “UTC”, or “UTC+02:00”")
    return -offset if found[1] == "-" else offset
