"""Labelled pages as a reference collection, to calibrate and to validate on."""

from collections.abc import Iterator

from writerid.errors import CalibrationError
from writerid.model import ReferencePage, ResolutionSource
from writerid.tasks import SILENT, Task
from writerid.training.collection import Collection

NO_COLLECTION = "labels"
"""The collection of pages whose labels name none and that lie in no folder."""


def labelled_pages(collection: Collection, task: Task = SILENT) -> Iterator[ReferencePage]:
    """The prepared pages of a collection.

    Raises CalibrationError where some pages are of known and some of assumed size: size would tell
    the writers apart.
    """
    assumed = sum(source == ResolutionSource.ASSUMED for source in collection.sources)
    if 0 < assumed < len(collection):
        raise CalibrationError(
            f"{assumed} of {len(collection)} pages do not say their resolution, the others do: "
            "comparisons between them would mean nothing. Add a column “dpi” to the labels, or "
            "give the resolution of the pages that do not say it with --dpi"
        )
    for index in task.each(range(len(collection)), "samples"):
        page = collection.page(index)
        yield ReferencePage(
            key=collection.files[index].stem,
            sha256=page.sha256,
            writer=page.label.writer,
            document=page.label.document,
            collection=page.label.collection or NO_COLLECTION,
            prepared=page.prepared,
            keypoints=page.keypoints,
        )
