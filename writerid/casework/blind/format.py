"""The three files of a blind second opinion, and what they are called."""

import re

from writerid.store.archive import ArchiveKind

PACKAGE_SUFFIX = ".wriblind"
SEALED_SUFFIX = ".wrisealed"
OPINION_SUFFIX = ".wriopinion"

SEALED_FORMAT = "writerid.sealed/1"
OPINION_FORMAT = "writerid.opinion/1"
SEALED_WHAT = "sealed file of a blind package"
OPINION_WHAT = "second opinion"

SCAN = re.compile(r"scans/([0-9a-f]{64})\.png")
PACKAGE = ArchiveKind(
    format="writerid.blind/1", what="blind package", names=re.compile(SCAN.pattern)
)

PROPOSITIONS = (
    "H1: the questioned writing was made by the writer of the known documents under the code "
    "named. H2: it was made by some other writer of the relevant population."
)
SHOWN_FIELDS = ("script", "language", "style", "instrument", "medium")
"""Of an item's data what goes into a package; dates, manner and origin can suggest an answer."""

NONCE_BYTES = 32
LARGEST_TEXT_BYTES = 1 << 28
EVENT_PACKED = "blind package made"
EVENT_OPENED = "blind package opened"
EVENT_RETURNED = "second opinion returned"
EVENT_JOINED = "second opinion joined"
EVENT_UNSEALED = "sealed file joined"


def scan_name(sha256: str) -> str:
    """Where in a package a scan lies."""
    return f"scans/{sha256}.png"
