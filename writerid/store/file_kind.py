"""The two kinds of file that are kept alike: the database of known writers, and cases."""

from dataclasses import dataclass

from writerid.errors import DatabaseError, OutdatedDatabaseError, WriterIdError


@dataclass(frozen=True)
class FileKind:
    """What differs between them: their mark, their schema, and how their errors speak.

    ``application_id`` marks the file as ours. ``package`` holds the folder of migrations. ``stem``
    begins the names of backups. ``raises`` is the error, ``outdated`` that for an older version;
    ``elsewhere`` and ``own_copy`` are ways out of it, ``folder`` names the folder that is to be put
    back. ``taken`` and ``take_again`` say what is done with original files.
    """

    application_id: int
    package: str
    stem: str
    raises: type[WriterIdError]
    outdated: type[WriterIdError]
    elsewhere: str
    own_copy: str
    folder: str
    taken: str
    take_again: str


WRITERS = FileKind(
    application_id=0x77726964,
    package="writerid.store",
    stem="writers",
    raises=DatabaseError,
    outdated=OutdatedDatabaseError,
    elsewhere="choose another folder (--database)",
    own_copy="copy the whole folder to a place of your own and name it (--database)",
    folder="the database's folder",
    taken="enrolled",
    take_again="enrol it again",
)
"""“wrid”."""
