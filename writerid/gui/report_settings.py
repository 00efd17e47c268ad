"""What of the reports is kept from one case to the next, and what belongs to one case alone."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

MOST_KEPT = 200
"""References of cases and places of reports; the oldest are forgotten."""

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ReportSettings:
    """The letterhead, and how reports are saved.

    ``address``: lines. ``logo``: a file, empty for none. ``folder``: where the last report was
    saved. ``references``: the reference number by the id of the case it belongs to. ``places``:
    where a report was saved by the SHA-256 of its file.
    """

    paper: str = "a4"
    laboratory: str = ""
    address: tuple[str, ...] = ()
    logo: str = ""
    accreditation: str = ""
    examiner_title: str = ""
    technical_review: str = ""
    administrative_review: str = ""
    time_zone: str = "UTC"
    with_csv: bool = False
    with_json: bool = False
    folder: str = ""
    references: Pairs = ()
    places: Pairs = ()

    def reference_of(self, case_id: str) -> str:
        """The reference number of a case, empty where none was given."""
        return dict(self.references).get(case_id, "")

    def with_reference(self, case_id: str, reference: str) -> "ReportSettings":
        """The same with another reference number of a case."""
        return replace(self, references=_put(self.references, case_id, reference))

    def place_of(self, sha256: str) -> str:
        """Where the report of that hash was saved from here, empty where that is not known."""
        return dict(self.places).get(sha256, "")

    def with_place(self, sha256: str, place: str) -> "ReportSettings":
        """The same with the place of one more report."""
        return replace(self, places=_put(self.places, sha256, place))

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> "ReportSettings":
        """From what JSON holds. Raises TypeError or ValueError for anything else."""
        if not isinstance(record, Mapping):
            raise TypeError("the settings of reports are no object")
        known = {field.name: field.type for field in fields(cls)}
        if unknown := set(record) - set(known):
            raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
        return cls(**{name: _value(known[name], value) for name, value in record.items()})


def _put(pairs: Pairs, key: str, value: str) -> Pairs:
    others = [pair for pair in pairs if pair[0] != key]
    return tuple([*others, (key, value)] if value else others)[-MOST_KEPT:]


def _value(kind: object, value: Any) -> Any:
    if kind is bool:
        if not isinstance(value, bool):
            raise TypeError(f"{value!r} is neither true nor false")
        return value
    if kind is str:
        if not isinstance(value, str):
            raise TypeError(f"{value!r} is no text")
        return value
    if kind is Pairs or kind == Pairs:
        return tuple((str(key), str(one)) for key, one in value)
    return tuple(str(line) for line in value)
