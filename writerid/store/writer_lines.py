"""Known writers as lines of a table: one query for thousands of them."""

from dataclasses import dataclass

from writerid.store.database import Database
from writerid.store.writers import Writer, list_writers


@dataclass(frozen=True)
class WriterLine:
    """A writer, how much writing is enrolled, and when the last of it was (UTC, empty: never)."""

    writer: Writer
    writing_mm: float
    last_added: str


@dataclass(frozen=True)
class Exemplar:
    """A page of a known document: which original, and where it came from."""

    document_id: int
    sha256: str
    file_name: str
    file_path: str
    number: int
    page_count: int
    writing_mm: float
    dpi: float
    dpi_source: str


def list_writer_lines(database: Database) -> list[WriterLine]:
    """All writers by name. Raises DatabaseError."""
    with database.reading() as rows:
        sums = {
            row["writer_id"]: (float(row["writing_mm"] or 0.0), str(row["last_added"] or ""))
            for row in rows.execute(
                "SELECT writer_id, sum(writing_mm) AS writing_mm, max(added) AS last_added "
                "FROM documents LEFT JOIN pages ON document_id = documents.id GROUP BY writer_id"
            )
        }
        writers = list_writers(database)
    return [WriterLine(writer, *sums.get(writer.id, (0.0, ""))) for writer in writers]


def exemplars_of(database: Database, writer: Writer) -> list[Exemplar]:
    """The pages of a writer's documents, in the order of their enrolment. Raises DatabaseError."""
    with database.reading() as rows:
        return [
            Exemplar(**dict(row))
            for row in rows.execute(
                "SELECT document_id, sha256, file_name, file_path, number, page_count, "
                "writing_mm, dpi, dpi_source FROM pages JOIN documents "
                "ON documents.id = document_id WHERE writer_id = ? ORDER BY document_id, position",
                (writer.id,),
            )
        ]
