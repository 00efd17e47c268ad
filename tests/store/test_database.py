"""Opening, migrating, refusing: what a person sees of the database as a file."""

import os
import sqlite3
import stat
from pathlib import Path

import pytest

from writerid.errors import DatabaseError
from writerid.store import database as module
from writerid.store import migration
from writerid.store.database import Database, default_folder
from writerid.store.integrity import check_integrity
from writerid.store.migration import read_migrations
from writerid.store.overview import look_over
from writerid.store.writers import list_writers

NEWEST = read_migrations()[-1][0]
NEXT = (NEWEST + 1, "ALTER TABLE writers ADD COLUMN shelf TEXT NOT NULL DEFAULT '';\n")


def test_the_place_can_be_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WRITERID_DATABASE", "/somewhere/lab")
    assert default_folder() == Path("/somewhere/lab")
    monkeypatch.delenv("WRITERID_DATABASE")
    assert "writerid" in str(default_folder())


def test_a_database_that_is_not_there_is_not_made_by_reading(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="there is no database"):
        Database.open(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()


def test_it_is_kept_safely(database: Database) -> None:
    with database.reading() as rows:
        assert rows.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        assert rows.execute("PRAGMA foreign_keys").fetchone()[0] == 1
        assert rows.execute("PRAGMA synchronous").fetchone()[0] == 2


def test_a_migration_backs_up_first_and_keeps_everything(
    full: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    full.close()
    monkeypatch.setattr(module, "read_migrations", lambda: (*read_migrations(), NEXT))
    with Database.open(full.folder) as migrated:
        assert migrated.backup is not None
        assert look_over(migrated).schema_version == NEWEST + 1
        assert len(list_writers(migrated)) == 3
        backup = sqlite3.connect(migrated.backup)
        assert backup.execute("PRAGMA user_version").fetchone()[0] == NEWEST
        assert backup.execute("SELECT count(*) FROM documents").fetchone()[0] == 6
        backup.close()
    with Database.open(full.folder) as again:
        assert again.backup is None
    assert len(list((full.folder / "backups").iterdir())) == 1


def test_a_migration_that_fails_changes_nothing(
    full: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    full.close()
    broken = (NEWEST + 1, "ALTER TABLE writers ADD COLUMN shelf TEXT;\nDELETE FROM nowhere;\n")
    monkeypatch.setattr(module, "read_migrations", lambda: (*read_migrations(), broken))
    with pytest.raises(sqlite3.OperationalError, match="nowhere"):
        Database.open(full.folder)
    monkeypatch.undo()
    with Database.open(full.folder) as database:
        assert look_over(database).schema_version == NEWEST
        assert check_integrity(database).problems == ()


def test_a_newer_database_is_left_alone(full: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    full.close()
    with monkeypatch.context() as patched:
        patched.setattr(module, "read_migrations", lambda: (*read_migrations(), NEXT))
        Database.open(full.folder).close()
    before = full.file.read_bytes()
    with pytest.raises(DatabaseError, match="newer version of writerid"):
        Database.open(full.folder)
    assert full.file.read_bytes() == before


def test_another_program_s_database_is_left_alone(tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "writers.sqlite")
    other.execute("CREATE TABLE mails (text)")
    other.commit()
    other.close()
    before = (tmp_path / "writers.sqlite").read_bytes()
    with pytest.raises(DatabaseError, match="another program"):
        Database.create(tmp_path)
    assert (tmp_path / "writers.sqlite").read_bytes() == before


@pytest.mark.parametrize("spoil", ["rubbish", "a page in the middle"])
def test_a_damaged_database_is_named(full: Database, spoil: str) -> None:
    full.close()
    content = bytearray(full.file.read_bytes())
    if spoil == "rubbish":
        content[:100] = b"x" * 100
    else:
        content[4096:-1024] = os.urandom(len(content) - 5120)
    full.file.write_bytes(content)
    with pytest.raises(DatabaseError, match=r"is damaged.*backups"):
        with Database.open(full.folder) as database:
            list_writers(database)


def test_a_lock_held_by_another_program_is_waited_for_then_named(full: Database) -> None:
    other = sqlite3.connect(full.file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        with Database.open(full.folder, busy_s=0.05) as database:
            assert len(list_writers(database)) == 3
            with pytest.raises(DatabaseError, match="written by another program"):
                with database.writing():
                    pass
    finally:
        other.execute("ROLLBACK")
        other.close()
    with full.writing():
        pass


def test_a_folder_that_may_only_be_read_is_read(
    full: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    full.close()
    monkeypatch.setattr(os, "access", lambda *_: False)
    with Database.open(full.folder) as database:
        assert len(list_writers(database)) == 3
        with pytest.raises(DatabaseError, match="may not be written with your rights"):
            with database.writing():
                pass
    (full.folder / "writers.sqlite-wal").write_bytes(b"pending")
    with pytest.raises(DatabaseError, match="copy the whole folder"):
        Database.open(full.folder)


def test_a_folder_that_can_t_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(DatabaseError, match="can't be made"):
        Database.create(tmp_path / "file" / "database")


def test_a_change_that_fails_half_way_leaves_nothing(full: Database) -> None:
    before = full.state()
    with pytest.raises(RuntimeError):
        with full.writing() as rows:
            rows.execute("DELETE FROM codes")
            raise RuntimeError
    assert full.state() == before
    assert check_integrity(full).problems == ()


def test_a_full_disk_while_the_database_grows(full: Database) -> None:
    with full.reading() as rows:
        pages = rows.execute("PRAGMA page_count").fetchone()[0]
    full._connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(DatabaseError, match="disk is full"), full.writing() as rows:
        rows.execute("UPDATE writers SET notes = ?", ("x" * 1_000_000,))
    assert check_integrity(full).problems == ()


def test_a_backup_on_request_is_whole(full: Database) -> None:
    file = full.write_backup()
    copy = sqlite3.connect(file)
    assert copy.execute("SELECT count(*) FROM documents").fetchone()[0] == 6
    copy.close()
    assert migration.APPLICATION_ID.to_bytes(4, "big") == b"wrid"


def test_the_sqlite_part_is_small(full: Database) -> None:
    assert look_over(full).sqlite_bytes_a_page < 150_000


def test_originals_are_read_only_copies(full: Database, exemplars: Path) -> None:
    files = {file.read_bytes() for file in exemplars.rglob("*.png")}
    stored = [full.originals.path_of(sha256) for sha256 in full.originals.hashes()]
    assert {file.read_bytes() for file in stored} == files
    assert all(stat.S_IMODE(file.stat().st_mode) == 0o444 for file in stored)


@pytest.mark.parametrize("how", ["deleted", "emptied"])
def test_a_database_that_lost_its_content_is_not_begun_anew(full: Database, how: str) -> None:
    full.close()
    full.file.unlink()
    if how == "emptied":
        full.file.write_bytes(b"")
    with pytest.raises(DatabaseError, match=r"missing or empty.*backups"):
        Database.create(full.folder)
