"""Pages of both sides of a comparison, from originals in the case or beside the database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Self

from writerid.casework.case import Case
from writerid.casework.frozen import FrozenDocument, FrozenPage
from writerid.errors import OriginalError
from writerid.model import Page
from writerid.pipeline.identify import EncodedDocument, Engine
from writerid.pipeline.prepare import with_resolution
from writerid.pipeline.scan import read_page
from writerid.store.originals import Originals
from writerid.tasks import SILENT, Task


@dataclass(frozen=True)
class KnownOriginals:
    """Where originals are looked for: in the case, then beside the database."""

    case: Originals
    database: Originals | None

    @classmethod
    def of(cls, case: Case, database: Path | None) -> Self:
        """Those of a case and of the database in a folder."""
        beside = None if database is None else Originals(database / "originals")
        return cls(case.originals, beside)

    @property
    def database_folder(self) -> Path | None:
        """The folder of the database; None where there is none."""
        return None if self.database is None else self.database.folder.parent

    def has(self, sha256: str) -> bool:
        """Whether a file of this hash is there; its content is not looked at."""
        beside = self.database is not None and self.database.has(sha256)
        return beside or self.case.has(sha256)

    def verified(self, sha256: str, shown: str) -> Path:
        """The file of this hash, checked now. Raises OriginalError that names ``shown``."""
        if self.database is None or self.case.has(sha256):
            return self.case.verified(sha256, shown)
        if not self.database.folder.is_dir():
            raise OriginalError(
                f"the stored original of {shown} is missing: the database that it was "
                f"compared from is not here ({self.database.folder.parent}): look at "
                "this evidence where that is, or bring it here",
                path=self.database.folder,
            )
        return self.database.verified(sha256, shown)


def read_frozen_page(originals: KnownOriginals, page: FrozenPage) -> Page:
    """The pixels of a page that was compared, its original verified now.

    Its path is where the file was imported from. Raises OriginalError where the original is
    missing, was changed, or is read as another size than when it was compared.
    """
    read = read_page(originals.verified(page.sha256, page.name), page.number)
    if read.sha256 != page.sha256:
        raise OriginalError(f"the stored original of {page.name} changes while it is read")
    if (read.width_px, read.height_px) != (page.width_px, page.height_px):
        raise OriginalError(
            f"{page.name} is read as another size than when it was compared: compare again with "
            "this version of the program"
        )
    return with_resolution(replace(read, path=page.file, stored=read.path), page.resolution)


def encode_frozen_pages(
    engine: Engine,
    originals: KnownOriginals,
    name: str,
    pages: Sequence[FrozenPage],
    task: Task = SILENT,
) -> EncodedDocument:
    """Pages as one document, from their verified originals, with the settings they had.

    Raises what ``read_frozen_page`` raises, PreparationError, TooLittleWritingError, Cancelled.
    """
    encoded = []
    for page in task.each(pages, "reading the originals"):
        read = partial(read_frozen_page, originals, page)
        encoded.append(engine.encode_read(read, page.steps, task))
    return engine.join(name, encoded)


def keep_originals(
    originals: KnownOriginals, documents: Iterable[FrozenDocument], task: Task = SILENT
) -> dict[str, int]:
    """Copy the originals of known documents into the case; returns sizes in bytes by hash."""
    names = {page.sha256: page.name for one in documents for page in one.pages}
    sizes = {}
    for sha256, name in task.each(list(names.items()), "keeping the originals"):
        file = originals.verified(sha256, name)
        sizes[sha256] = originals.case.put(file, sha256)
    return sizes
