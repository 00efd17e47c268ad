"""Of a second examiner's case: the package that it was made from."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from writerid.casework.case import Case
from writerid.errors import CaseError
from writerid.store.database import FILE

DATABASE = "database"


@dataclass(frozen=True)
class BlindOrigin:
    """``codes``: the package's code of each writer of the small database, by the writer's key.

    ``unsealed``: when the sealed file was joined, and ``sealed`` its content; both None before.
    """

    package_id: str
    commitment: str
    package_sha256: str
    opened: str
    database_id: str
    model_id: str
    calibration_id: str | None
    propositions: str
    prepared: bool
    item_names: tuple[str, ...]
    codes: Mapping[str, str]
    unsealed: str | None
    sealed: Mapping[str, Any] | None


def origin_of(case: Case) -> BlindOrigin | None:
    """The package that a case was made from; None for any other case. Raises CaseError."""
    with case.reading() as rows:
        row = rows.execute("SELECT * FROM blind_origin").fetchone()
    if row is None:
        return None
    manifest = json.loads(row["manifest"])
    return BlindOrigin(
        row["package_id"],
        row["commitment"],
        row["package_sha256"],
        row["opened"],
        row["database_id"],
        manifest["model_id"],
        manifest["calibration_id"],
        manifest["propositions"],
        manifest["prepared"],
        tuple(manifest["items"]),
        manifest["codes"],
        row["sealed_joined"],
        None if row["sealed"] is None else json.loads(row["sealed"]),
    )


def required_origin(case: Case) -> BlindOrigin:
    """The package that a case was made from. Raises CaseError where it was made from none."""
    origin = origin_of(case)
    if origin is None:
        raise CaseError(
            f"{case.folder} was not made from a blind package: open the package first, and work in "
            "the case that this makes",
            path=case.folder,
        )
    return origin


def package_database(case: Case) -> Path | None:
    """The small database beside a second examiner's case; None for any other case."""
    folder = case.folder / DATABASE
    with case.reading() as rows:
        made = rows.execute("SELECT 1 FROM blind_origin").fetchone() is not None
    return folder if made and (folder / FILE).is_file() else None
