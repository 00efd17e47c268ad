"""The file that carries a case: a ZIP with its SQLite file and its originals."""

import re

from writerid.store.archive import ArchiveKind

SUFFIX = ".wricase"
SQLITE = "case.sqlite"
ORIGINAL = re.compile(r"originals/([0-9a-f]{64})")

CASE_FILE = ArchiveKind(
    format="writerid.case/1",
    what="exported case",
    names=re.compile(rf"{re.escape(SQLITE)}|{ORIGINAL.pattern}"),
    compressed=frozenset({SQLITE}),
)
