"""SQL on Django's connection of this thread: prepared, counted, JSON passed through as bytes."""

from __future__ import annotations

import contextlib
import functools
import itertools
import re
import select
import threading
import time
import weakref
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

import psycopg
import structlog
from django.db import (
    DEFAULT_DB_ALIAS,
    DatabaseError,
    InterfaceError,
    OperationalError,
    connection,
    connections,
    transaction,
)
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.abc import Buffer
from psycopg.adapt import Loader, PyFormat, Transformer
from psycopg.pq import ConnStatus, ExecStatus, TransactionStatus
from psycopg.pq.abc import PGconn, PGresult

from raadhuis.kernel.refusal import Unavailable

log = structlog.get_logger(__name__)
atomic = transaction.atomic
# What is done when others can read the change; at once outside a transaction.
after_commit = transaction.on_commit
Params = Mapping[str, Any]
_PLACEHOLDER = re.compile(r"%(?:\((\w+)\)s|%)")
_observers: list[Callable[[str], None]] = []
# Of each connection: what a statement with these types of values is called there; b"" is seen once, and not prepared.
Prepared = dict[tuple[str, tuple[int, ...] | None], bytes]
MOST_PREPARED = 1000  # statements that a connection remembers
_numbers = itertools.count()
_prepared: weakref.WeakKeyDictionary[psycopg.Connection[tuple[Any, ...]], Prepared] = (
    weakref.WeakKeyDictionary()
)
# Of each connection: what tells whether there is something to read, made once since every request asks.
_waiting: weakref.WeakKeyDictionary[psycopg.Connection[tuple[Any, ...]], select.poll] = (
    weakref.WeakKeyDictionary()
)
# Connections that no thread uses now (`borrow`), and since when (time.monotonic); the one used last is the last.
_idle: deque[tuple[BaseDatabaseWrapper, float]] = deque()
LONGEST_IDLE = 15.0  # seconds, after which a connection that nobody needed is closed
_here = (
    threading.local()
)  # `lent`: whether this thread's connection is a borrowed one; not set before its first request
# What psycopg and Django raise when the connection is lost; Django's at the end of a transaction too.
LOST = (psycopg.OperationalError, psycopg.InterfaceError, OperationalError, InterfaceError)
_AGAIN = (psycopg.errors.SerializationFailure, psycopg.errors.DeadlockDetected)
# By SQLSTATE. Gone: the server ends the connection or takes none, whatever was asked (and class 08, connection exception).
_GONE = frozenset({"57P01", "57P02", "57P03", "57P04", "57P05", "25P03"})
# Busy: two who wait for each other or write the same, a lock or a statement that takes too long, no memory, no connection left.
_BUSY = frozenset({"40001", "40P01", "55P03", "57014", "53200", "53300"})
_FULL = frozenset({"53100"})
# A connection that is refused has no SQLSTATE: PostgreSQL's words, and those of a pooler before it.
_NO_MORE = re.compile(
    r"too many (?:clients|connections)|connection slots are reserved|no more connections allowed"
)


class _JsonBytes(Loader):
    """PostgreSQL already wrote the JSON: hand it on, do not parse and print it again."""

    def load(self, data: Buffer) -> bytes:
        return bytes(data)


class DatabaseTrouble(Unavailable):
    """The database cannot do it now; nothing of the request was kept, and the one who asked is not to blame."""


class DatabaseGone(DatabaseTrouble):
    """The database does not answer."""

    title = "De gegevens zijn even niet bereikbaar. Er is niets verloren; probeer het zo opnieuw."


class DatabaseBusy(DatabaseTrouble):
    """Others were in the way: a deadlock, a lock or statement that took too long, no connection left."""

    title = "Het is nu te druk. Er is niets opgeslagen; probeer het over een paar seconden opnieuw."
    next = "Wacht een paar seconden en probeer het opnieuw. Wat u al had opgeslagen, is bewaard."
    retry_after = 2


class DatabaseFull(DatabaseTrouble):
    """The disk of the database is full: an operator must make room."""

    title = "De opslag van de gegevens is vol. Er is niets opgeslagen. De beheerder is nodig."
    retry_after = 60


def trouble(error: BaseException) -> DatabaseTrouble | None:
    """What an error means to whoever asked; None for one that is a fault of ours, or none of the database.

    An error without SQLSTATE is said by libpq, and not by a server: then the connection is lost, or could not be made.
    """
    djangos = isinstance(error, (DatabaseError, InterfaceError))
    said = (error.__cause__ if djangos else None) or error
    state = getattr(said, "sqlstate", None) or ""
    if state in _FULL:
        log.error("database.full", sqlstate=state)
        return DatabaseFull()
    if state in _BUSY:
        return DatabaseBusy()
    if state:
        return DatabaseGone() if state in _GONE or state.startswith("08") else None
    if isinstance(said, LOST) or type(said) in (psycopg.DatabaseError, DatabaseError):
        return DatabaseBusy() if _NO_MORE.search(str(said)) else DatabaseGone()
    return None


@dataclass(frozen=True, slots=True)
class Found:
    """What a statement answered: its rows, and how many rows it found or changed."""

    rows: list[tuple[Any, ...]]
    rowcount: int


def run(sql: str, params: Params | None = None) -> Found:
    """Execute one statement in the current transaction; a `json` column comes back as bytes.

    Raises DatabaseTrouble when the database cannot do it now, and psycopg's errors for the rest. A statement that is a whole
    transaction is tried once more after a deadlock: nothing of it is left. Statements that are executed often are prepared, so
    keep `sql` constant and put values in `params`.
    """
    for observer in _observers:
        observer(sql)
    try:
        try:
            return _executed(sql, params)
        except _AGAIN:
            if connection.in_atomic_block:
                raise
            return _executed(sql, params)
    except (*LOST, psycopg.DatabaseError, DatabaseError) as error:
        found = trouble(error)
        if found is None:
            raise
        if isinstance(found, DatabaseGone):
            forget_connection()
        raise found from error


def _executed(sql: str, params: Params | None) -> Found:
    ours = connections[
        DEFAULT_DB_ALIAS
    ]  # looked up once: Django's `connection` looks again for each attribute
    if ours.connection is None:
        ours.ensure_connection()
    raw = cast("psycopg.Connection[tuple[Any, ...]]", ours.connection)
    prepared = _prepared.get(raw)
    if prepared is None:
        raw.adapters.register_loader("json", _JsonBytes)
        # What psycopg prepared it takes back after a ROLLBACK, also to a savepoint, with DEALLOCATE ALL: ours too.
        raw.prepare_threshold = None
        prepared = _prepared[raw] = {}
    # The SQL is ours by construction: constants of the store modules, values always in params.
    text, names = _positional(sql)
    values = [params[name] for name in names] if params else []
    return _run_prepared(raw, prepared, text, values) or _run(raw, text, values)


def _run(raw: psycopg.Connection[tuple[Any, ...]], text: str, values: list[Any]) -> Found:
    cursor = psycopg.RawCursor(raw).execute(text, values or None)
    return Found(cursor.fetchall() if cursor.description else [], cursor.rowcount)


def _run_prepared(
    raw: psycopg.Connection[tuple[Any, ...]], prepared: Prepared, text: str, values: list[Any]
) -> Found | None:
    """The same in one call of libpq, without psycopg's cursor: a third less time for a short statement.

    None for a statement that comes for the first time here, and for one too many.
    """
    server, adapter = raw.pgconn, Transformer(raw)
    # Its None is NULL, which libpq takes and psycopg's types leave out.
    dumped = cast("list[Buffer]", adapter.dump_sequence(values, [PyFormat.AUTO] * len(values)))
    key = (text, adapter.types)
    name = prepared.get(key)
    if name is None:
        if len(prepared) < MOST_PREPARED:
            prepared[key] = b""
        return None
    if not raw.autocommit and server.transaction_status == TransactionStatus.IDLE:
        _checked(server, server.exec_(b"BEGIN"))  # as psycopg's cursor does
    try:
        if not name:
            name = b"raadhuis_%d" % next(_numbers)
            _checked(server, server.prepare(name, text.encode(), adapter.types))
            prepared[key] = name
        result = _checked(server, server.exec_prepared(name, dumped, adapter.formats))
    except (psycopg.errors.InvalidSqlStatementName, psycopg.errors.FeatureNotSupported):
        # Somebody took what was prepared away, or changed the tables while we run: all of it is prepared anew.
        prepared.clear()
        if server.transaction_status != TransactionStatus.IDLE:
            raise
        return None
    adapter.set_pgresult(result)
    return Found(adapter.load_rows(0, result.ntuples, tuple), result.command_tuples or 0)


def _checked(server: PGconn, result: PGresult) -> PGresult:
    if result.status in (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK):
        return result
    if server.status == ConnStatus.BAD:
        raise psycopg.OperationalError("the connection is lost")
    raise psycopg.errors.error_from_result(result)


@functools.lru_cache(maxsize=2000)
def _positional(sql: str) -> tuple[str, tuple[str, ...]]:
    """`sql` with `$1` for its first `%(name)s`, as PostgreSQL has it, and the names in that order.

    psycopg does the same for each execution of a statement over 4,096 characters, as ours are: 0.2 ms for making a zaak.
    """
    names: dict[str, int] = {}

    def placeholder(found: re.Match[str]) -> str:
        name = found[1]
        return f"${names.setdefault(name, len(names) + 1)}" if name else "%"

    return _PLACEHOLDER.sub(placeholder, sql), tuple(names)


def forget_connection() -> None:
    """Drop a broken connection, so that the next statement outside a transaction opens a new one."""
    if not connection.in_atomic_block:
        connection.close()


def borrow() -> None:
    """Give this thread a connection for one piece of work, such as a request: the one that was used last, by whatever thread.

    The threads of a web server take turns, also when one client asks one thing after another. With a connection each, every
    request would come to another process of PostgreSQL, whose memory is no longer in the processor's cache; and a thread that
    works once an hour would keep one all that time. A thread that has a connection of its own keeps that. Call `give_back`
    after it.
    """
    lent = getattr(_here, "lent", None)
    own = lent is None and connections.all(initialized_only=True)
    if not (lent or own):
        try:
            ours, _ = _idle.pop()
        except IndexError:
            ours = connections.create_connection(DEFAULT_DB_ALIAS)
            ours.inc_thread_sharing()
        connections[DEFAULT_DB_ALIAS] = ours
        _here.lent = True
    drop_dead_connection()


def give_back() -> None:
    """End what `borrow` began. Not for an answer that is still to be read: its thread keeps the connection until its next."""
    if not getattr(_here, "lent", False):
        return
    ours = connections[DEFAULT_DB_ALIAS]
    if ours.in_atomic_block:
        return
    del connections[DEFAULT_DB_ALIAS]
    _here.lent = False
    now = time.monotonic()
    if ours.connection is not None:
        _idle.append((ours, now))
    _close_oldest(now)


def _close_oldest(now: float) -> None:
    """The one at a time that was needed longest ago: what a busy moment opened goes in a while.

    Other threads take and give back meanwhile, so what was the oldest when we looked need not be there any more.
    """
    try:
        if _idle[0][1] >= now - LONGEST_IDLE:
            return
        oldest, since = _idle.popleft()
    except IndexError:
        return
    if since < now - LONGEST_IDLE:
        oldest.close()
    else:
        _idle.appendleft((oldest, since))


def close_idle() -> None:
    """Close the connections that no thread uses, as before the process ends."""
    with contextlib.suppress(IndexError):
        while True:
            _idle.pop()[0].close()


@contextlib.contextmanager
def borrowed() -> Iterator[None]:
    """`borrow`, the work, `give_back`; after work that failed the connection is not trusted any more."""
    borrow()
    try:
        yield
    except BaseException:
        forget_connection()
        raise
    finally:
        give_back()


def drop_dead_connection() -> None:
    """Forget this thread's connection when the server closed it while nobody used it, as a restart does.

    An idle connection with something to read has nothing good to say, so this costs no round trip. Call it before a
    request: the next statement opens a new connection, and nobody hears of a fault that is over.
    """
    ours = connections[DEFAULT_DB_ALIAS]
    raw = ours.connection
    if raw is None or ours.in_atomic_block:
        return
    if raw.closed or _waiting_for(raw).poll(0):
        ours.close()


def _waiting_for(raw: psycopg.Connection[tuple[Any, ...]]) -> select.poll:
    found = _waiting.get(raw)
    if found is None:
        found = _waiting[raw] = select.poll()
        found.register(raw.fileno(), select.POLLIN)
    return found


def rows(sql: str, params: Params | None = None) -> list[tuple[Any, ...]]:
    """All rows."""
    return run(sql, params).rows


def row(sql: str, params: Params | None = None) -> tuple[Any, ...] | None:
    """The first row, or None."""
    found = run(sql, params).rows
    return found[0] if found else None


def value(sql: str, params: Params | None = None) -> Any:
    """The first column of the first row, or None."""
    found = row(sql, params)
    return found[0] if found else None


def json(sql: str, params: Params | None = None) -> bytes | None:
    """The first column of the first row, which PostgreSQL wrote as JSON; None when there is no row, or nothing in it."""
    found = value(sql, params)
    return None if found is None else bytes(found)


@contextlib.contextmanager
def observed() -> Iterator[list[str]]:
    """The statements that this process sends meanwhile, ORM included: for tests that assert query counts."""
    seen: list[str] = []

    def through_orm(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        seen.append(sql)
        return execute(sql, params, many, context)

    _observers.append(seen.append)
    try:
        with connection.execute_wrapper(through_orm):
            yield seen
    finally:
        _observers.remove(seen.append)
