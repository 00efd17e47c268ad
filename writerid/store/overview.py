"""How much is in the database."""

from dataclasses import dataclass

from writerid.store.database import Database


@dataclass(frozen=True)
class Overview:
    """Counts and sizes. ``models``: how many documents have a code of which model."""

    database_id: str
    schema_version: int
    changes: int
    writers: int
    archived: int
    documents: int
    pages: int
    models: dict[str, int]
    sqlite_bytes: int
    sqlite_bytes_a_page: float
    original_bytes: int


def look_over(database: Database) -> Overview:
    """Count what is there. Raises DatabaseError."""
    database_id, changes = database.state()

    with database.reading() as rows:

        def number(query: str) -> int:
            return int(rows.execute(query).fetchone()[0] or 0)

        pages = number("SELECT count(*) FROM pages")
        size = number("PRAGMA page_count") * number("PRAGMA page_size")
        return Overview(
            database_id,
            number("PRAGMA user_version"),
            changes,
            number("SELECT count(*) FROM writers"),
            number("SELECT sum(archived) FROM writers"),
            number("SELECT count(*) FROM documents"),
            pages,
            {
                str(row[0]): int(row[1])
                for row in rows.execute(
                    "SELECT model_id, count(*) FROM codes GROUP BY model_id ORDER BY 2 DESC"
                )
            },
            size,
            size / max(pages, 1),
            number("SELECT sum(size_bytes) FROM originals"),
        )
