"""Looks into the store of files of an installation and sweeps it, as a process with that installation's settings."""

from __future__ import annotations

import hashlib
import json
import sys
from datetime import timedelta


def main() -> None:
    """The SHA-256 of each file that a document has, how many others were swept, and which are left: as JSON."""
    import django

    django.setup()
    from raadhuis.components.documenten import api as documenten
    from raadhuis.components.documenten.store import sql
    from raadhuis.components.documenten.store.documents import SHELF
    from raadhuis.kernel import blobs, clock, db

    kept = {key for (key,) in db.rows("SELECT blob FROM documenten_versie WHERE blob IS NOT NULL")}
    digests = {}
    for key in kept:
        digest = hashlib.sha256()
        for chunk in blobs.read(key, shelf=SHELF):
            digest.update(chunk)
        digests[str(key)] = digest.hexdigest()
    later = clock.now() + timedelta(days=2)
    removed = documenten.sweep(at=later)
    there = list(blobs.older_than(later, shelf=SHELF))
    known = {key for (key,) in db.rows(sql.BLOBS_WITH_ROW, {"keys": there})}
    left = [str(key) for key in there if key not in known]
    sys.stdout.write(json.dumps({"digests": digests, "removed": removed, "left": left}))


if __name__ == "__main__":
    main()
