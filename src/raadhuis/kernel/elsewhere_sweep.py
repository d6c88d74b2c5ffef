"""Forgetting the URLs of resources elsewhere that nothing here refers to (any more): once a day, beside whoever writes.

`asked` is since when it is not known whether something refers to a URL; NULL when something does. A new row is asked, and one
whose audit records were destroyed (`audit_chain.destroy`) is asked again: as long as an audit record names it, it is in use. Only
what was asked for a day is looked at. Whoever brings the reference again in the second half of that day, asks anew
(`elsewhere.remember`): so a row that is removed is one that no transaction of the last twelve hours relies on, and what older
ones wrote can be seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from raadhuis.kernel import db
from raadhuis.kernel.elsewhere import V8

WAIT = timedelta(days=1)
MOST = 50_000  # rows that are looked at in one round

_ASKED = """SELECT uuid, after FROM kernel_elsewhere WHERE asked < %(before)s ORDER BY asked LIMIT %(most)s"""
_NAMED = f"""SELECT DISTINCT m[1]::uuid FROM kernel_audit t, regexp_matches(t::text, '({V8})', 'g') m
WHERE t.id > %(after)s AND m[1]::uuid = ANY(%(uuids)s)"""
# Whole rows as text: a reference may stand in a uuid, a URL or JSON, in a table of any room.
_HELD = f"""SELECT DISTINCT m[1]::uuid FROM TABLE t, regexp_matches(t::text, '({V8})', 'g') m
WHERE m[1]::uuid = ANY(%(uuids)s)"""
_TABLES = """SELECT format('%%I', relname) FROM pg_class
WHERE relnamespace = current_schema()::text::regnamespace AND relkind = 'r'
  AND relname NOT IN ('kernel_elsewhere', 'kernel_audit') ORDER BY relname"""
_KEPT = "UPDATE kernel_elsewhere SET asked = NULL WHERE uuid = ANY(%(uuids)s) AND asked < %(before)s"
# Judged again when somebody writes the row at this moment: then it was asked anew, and stays.
_GONE = "DELETE FROM kernel_elsewhere WHERE uuid = ANY(%(uuids)s) AND asked < %(before)s"


def sweep(*, at: datetime) -> int:
    """Remove the URLs that nothing refers to; how many were looked at, when there may be more.

    Without any that are asked for a day, this is one look at an index. What was brought by a change that was kept is found in
    the audit trail of since then; only for what is not, every table is read.
    """
    params = {"before": at - WAIT, "most": MOST}
    asked: dict[UUID, int] = dict(db.rows(_ASKED, params))
    left = set(asked)
    for found in _in_use(left, after=min(asked.values(), default=0)):
        left -= found
        db.run(_KEPT, params | {"uuids": list(found)})
    if left:
        db.run(_GONE, params | {"uuids": list(left)})
    return len(asked) if len(asked) == MOST else 0


def _in_use(left: set[UUID], *, after: int) -> Iterator[set[UUID]]:
    """Those of `left` that each next place refers to; what was found may be taken out of it meanwhile."""
    if left:
        yield _found(_NAMED, left, after=after)
    tables = [name for (name,) in db.rows(_TABLES)] if left else []
    for table in tables:
        if left:
            yield _found(_HELD.replace("TABLE", table), left, after=after)


def _found(sql: str, uuids: set[UUID], *, after: int) -> set[UUID]:
    return {uuid for (uuid,) in db.rows(sql, {"uuids": list(uuids), "after": after})}
