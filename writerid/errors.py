"""Errors whose message is what the examiner reads: it names the file and the way out."""

import errno
from pathlib import Path

WAYS_OUT = {
    errno.ENOSPC: "make room on that disk, and do the same again",
    errno.EDQUOT: "make room on that disk, and do the same again",
    errno.EACCES: "ask its owner for the rights, or choose another place",
    errno.EPERM: "ask its owner for the rights, or choose another place",
    errno.EROFS: "choose another place, or copy the whole folder to one of your own",
    errno.ENAMETOOLONG: "choose a shorter name",
    errno.ENOENT: "check its name, and that its drive is connected",
}


class WriterIdError(Exception):
    """The root of every error that a user can cause or mend.

    ``path`` and ``page`` say where it happened, for lists of what failed in a batch.
    """

    def __init__(self, message: str, *, path: Path | None = None, page: int | None = None) -> None:
        super().__init__(message)
        self.path = path
        self.page = page


class ScanError(WriterIdError):
    """A file that can't be read as a scan."""


class ResolutionError(WriterIdError):
    """The resolution of a scan is missing or impossible, and evidence needs it."""


class PreparationError(WriterIdError):
    """A preparation step that can't be applied to this page."""


class TooLittleWritingError(WriterIdError):
    """A page without enough ink to say anything."""


class LabelsError(WriterIdError):
    """A labels file that is wrong: a column, a row, a missing file."""


class ModelError(WriterIdError):
    """A model that is missing, damaged, of another version, or not the one a code was made with."""


class OtherModelError(ModelError):
    """Known writing was encoded with another model than the one in use: it can be encoded again."""


class CalibrationError(WriterIdError):
    """A calibration that can't be made from its data, is damaged, or belongs to another model."""


class AdaptationError(WriterIdError):
    """A model that can't be adapted to these writers, or at all."""


class DeviceError(WriterIdError):
    """The device asked for is not there."""


class DatabaseError(WriterIdError):
    """The database of known writers is missing, damaged, locked, of another version, or refuses."""


class OutdatedDatabaseError(DatabaseError):
    """The database is of an older version, and was to be read only."""


class StorageFullError(DatabaseError):
    """There is no room on the disk: nothing more can be stored until there is."""


class CaseError(WriterIdError):
    """A case that is missing, damaged, open elsewhere, of another version, or refuses."""


class OutdatedCaseError(CaseError):
    """The case is of an older version, and was to be read only."""


class CaseClosedError(CaseError):
    """The case was closed while something in it was still asked for."""


class OriginalError(WriterIdError):
    """A stored original is missing, or is not what was stored."""


class TransferError(WriterIdError):
    """A file of exported writers that can't be made, read or trusted."""


class ReportError(WriterIdError):
    """A report that can't be read, or is of another case."""


class SignatureError(WriterIdError):
    """A certificate that can't sign, or a file whose signatures can't be read."""


class Cancelled(WriterIdError):  # noqa: N818 - it is no error of the user's
    """The user asked to stop."""


def system_sentence(error: OSError) -> str:
    """What the system refused, as a sentence with the way out, where nothing nearer said more."""
    name = error.filename or "a file"
    way_out = WAYS_OUT.get(error.errno or 0, "check its drive, and do the same again")
    return f"{name} can't be read or written ({error.strerror or error}): {way_out}"
