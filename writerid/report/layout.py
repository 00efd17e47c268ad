"""How a laboratory's reports look: letterhead, paper, names, fields. A setting, kept as JSON."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Literal

from writerid.errors import WriterIdError

Paper = Literal["a4", "us-letter"]
PAPERS: tuple[Paper, ...] = ("a4", "us-letter")
LOGO_KINDS = {".png": "png", ".jpg": "jpg", ".jpeg": "jpg", ".svg": "svg"}
LARGEST_LOGO_BYTES = 4_000_000
MOST_ROWS = 500
ZONE = re.compile(r"UTC(?:([+-])(\d\d):(\d\d))?")
LISTS = ("address",)


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
        record = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise WriterIdError(f"{file} can't be read: {error.strerror}", path=file) from error
    except ValueError as error:
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


def checked_logo(logo: Path) -> tuple[bytes, str]:
    """The logo's bytes, and what its name in the report ends in.

    Raises WriterIdError for a file that can't be read, is too large, or is no picture.
    """
    kind = LOGO_KINDS.get(logo.suffix.lower())
    if kind is None:
        raise WriterIdError(f"the logo {logo.name} is no PNG, JPEG or SVG: choose one", path=logo)
    try:
        if logo.stat().st_size > LARGEST_LOGO_BYTES:
            raise WriterIdError(
                f"the logo {logo.name} is larger than {LARGEST_LOGO_BYTES // 1_000_000} MB: save a "
                "smaller one",
                path=logo,
            )
        data = logo.read_bytes()
    except OSError as error:
        raise WriterIdError(
            f"the logo {logo} can't be read ({error.strerror}): choose another, or none", path=logo
        ) from error
    if not _is_picture(data, kind):
        raise WriterIdError(
            f"the logo {logo.name} is damaged, or not what its name says: save it again", path=logo
        )
    return data, kind


def _is_picture(data: bytes, kind: str) -> bool:
    if kind == "svg":
        return b"<svg" in data[:4096]
    from io import BytesIO  # noqa: PLC0415 - only where a logo is used

    from PIL import Image  # noqa: PLC0415

    try:
        with Image.open(BytesIO(data)) as picture:
            picture.load()
            return picture.format == {"png": "PNG", "jpg": "JPEG"}[kind]
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return False


def _value(name: str, value: Any) -> Any:
    """A value of plain data as the layout holds it."""
    if name in LISTS:
        if not isinstance(value, list | tuple) or not all(isinstance(one, str) for one in value):
            raise WriterIdError(f"{name} is a list of lines")
        return tuple(value)
    if name == "logo":
        if value is not None and not isinstance(value, str):
            raise WriterIdError("logo is the name of a file")
        return Path(value) if value else None
    if name == "most_rows":
        if not isinstance(value, int) or isinstance(value, bool):
            raise WriterIdError("most_rows is a whole number")
        return value
    if not isinstance(value, str):
        raise WriterIdError(f"{name} is a text")
    return value


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
