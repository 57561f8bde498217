"""SQLite files of the user's: opened with the same care, and brought up to date by numbered migrations."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib.resources import files
from pathlib import Path

from assistant.core.errors import StoreError

_BUSY_SECONDS = 10.0
"""How long to wait for another process that is writing."""
_PAUSE_SECONDS = 0.01


class Database:
    """A file with the tables of `migrations/NAME`; made when it is first written."""

    def __init__(self, path: Path, name: str) -> None:
        self._path = path
        self._migrations = _migrations(name)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """A connection inside a transaction of its own: all of it is kept at the end, or nothing.

        StoreError: the file is of a newer version, damaged (it is then moved aside), locked, or can't be written.
        """
        with self._connection() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.rollback()
                raise
            connection.commit()

    def backup(self, target: Path) -> None:
        """Copy all of it to a new file, whole or not at all. StoreError: it can't be written."""
        if target.exists():
            raise StoreError(f"{target} exists already", "name another file")
        unfinished = target.with_name(f".{target.name}.{os.getpid()}")
        try:
            with self._connection() as connection, closing(sqlite3.connect(unfinished)) as copy:
                connection.backup(copy)
                copy.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it
            os.replace(unfinished, target)
        except (OSError, sqlite3.Error) as error:
            raise StoreError(f"{target} can't be written: {error}") from error
        finally:
            unfinished.unlink(missing_ok=True)

    def restore(self, source: Path, aside: Path) -> bool:
        """Replace all of it by a backup's, in one transaction, and say whether there was something to copy aside.

        StoreError: that is no backup, is damaged, or is newer; nothing was changed or written.
        """
        existed = self.exists()
        try:
            with closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as given:
                whole = given.execute("PRAGMA quick_check").fetchone()[0] == "ok"
                with self._connection() as connection:
                    ours = _pragma(given, "application_id") == _pragma(connection, "application_id")
                    if not (whole and ours):
                        raise StoreError(f"{source} is no backup of {self._path.name}")
                    if _pragma(given, "user_version") > len(self._migrations):
                        raise StoreError(f"{source} was written by a newer version of this program")
                    if existed:
                        self.backup(aside)
                    given.backup(connection)
        except (OSError, sqlite3.Error) as error:
            raise StoreError(f"{source} can't be restored: {error}") from error
        return existed

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(self._connected()) as connection:
                yield connection
        except sqlite3.DatabaseError as error:
            raise self._explained(error) from error

    def exists(self) -> bool:
        """Whether anything was ever kept."""
        return self._path.exists()

    def _connected(self) -> sqlite3.Connection:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"{self._path.parent} can't be made: {error.strerror}") from error
        connection = sqlite3.connect(self._path, timeout=_BUSY_SECONDS, isolation_level=None)
        try:
            _write_ahead(connection)
            connection.execute("PRAGMA foreign_keys = ON")
            self._migrate(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _migrate(self, connection: sqlite3.Connection) -> None:
        version = _pragma(connection, "user_version")
        if version > len(self._migrations):
            raise StoreError(
                f"{self._path} was written by a newer version of this program",
                "update the program, or set ASSISTANT_HOME to another folder",
            )
        for number in range(version + 1, len(self._migrations) + 1):
            connection.execute("BEGIN IMMEDIATE")
            if _pragma(connection, "user_version") < number:  # another process may have been faster
                for statement in self._migrations[number - 1].split(";\n"):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {number}")
            connection.commit()

    def _explained(self, error: sqlite3.DatabaseError) -> StoreError:
        if isinstance(error, sqlite3.OperationalError) or not self._path.exists():
            return StoreError(
                f"{self._path} can't be used: {error}", "is the disk full, or another program holding it?"
            )
        if "not a database" in str(error) or "malformed" in str(error):
            aside = self._path.with_name(f"{self._path.name}.damaged-{os.getpid()}")
            os.replace(self._path, aside)
            for rest in ("-wal", "-shm"):
                Path(f"{self._path}{rest}").unlink(missing_ok=True)
            return StoreError(
                f"{self._path} is damaged and was moved to {aside.name}", "run the command again: it starts anew"
            )
        return StoreError(f"{self._path} can't be used: {error}")


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Readers then don't wait for writers. For the lock that this takes SQLite itself doesn't wait."""
    deadline = time.monotonic() + _BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(_PAUSE_SECONDS)


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])


def _migrations(name: str) -> list[str]:
    """The SQL of each, in order."""
    folder = files("assistant.adapters") / "migrations" / name
    numbered = sorted((file for file in folder.iterdir() if file.name.endswith(".sql")), key=lambda file: file.name)
    return [file.read_text(encoding="utf-8") for file in numbered]
