"""`raadhuis audit`: verify the chain over the audit trail, and print its head."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

Django = Callable[[argparse.Namespace], AbstractContextManager[None]]


def add_actions(parser: argparse.ArgumentParser, *, django: Django, add_data: Callable[[Any], None]) -> None:
    """The actions under `raadhuis audit`."""
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    check = actions.add_parser(
        "verify", help="compute every hash again and name each record or block that is wrong"
    )
    check.add_argument(
        "--head",
        default="",
        metavar="NR:HASH",
        help="a head that was written down: the chain must contain it",
    )
    check.set_defaults(run=lambda options: _verify(options, django))
    head = actions.add_parser(
        "seal-head", help="seal what is committed and print the head, to keep elsewhere"
    )
    head.set_defaults(run=lambda options: _seal_head(options, django))
    for action in (check, head):
        add_data(action)


def _verify(options: argparse.Namespace, django: Django) -> int:
    from raadhuis.kernel.audit_chain import Head

    nr, _, digest = options.head.partition(":")
    if options.head and not (nr.isdigit() and len(digest) == 64):
        sys.stderr.write("raadhuis: --head is a number, a colon and 64 characters, as seal-head prints it.\n")
        return 2
    with django(options):
        return report(Head(int(nr), digest) if options.head else None)


def report(expected: Any = None) -> int:
    """Verify the chain of the current database and say what is found; 0 when nothing was tampered with, else 1."""
    from raadhuis.kernel import audit_chain, db

    with db.atomic():
        # One moment for all questions; the worker may go on sealing.
        db.run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        verdict = audit_chain.verify(expected=expected)
    for fault in verdict.faults:
        sys.stderr.write(f"raadhuis: {fault}\n")
    if verdict.faults:
        return 1
    sys.stdout.write(
        f"In orde: {verdict.records} records in {verdict.blocks} blokken, {verdict.destroyed} vernietigd volgens de regels,"
        f" {verdict.unsealed} nog niet verzegeld. Kop: {verdict.head or 'geen'}\n"
    )
    return 0


def _seal_head(options: argparse.Namespace, django: Django) -> int:
    with django(options):
        from raadhuis.kernel import audit_chain, clock

        sealer = audit_chain.Sealer()
        while sealer.run(at=clock.now()):
            pass
        sys.stdout.write(f"{audit_chain.head() or 'nothing is sealed yet'}\n")
        return 0
