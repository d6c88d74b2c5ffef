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
    from raadhuis.components.documenten.store.documents import SHELF
    from raadhuis.kernel import blobs, clock, db

    kept = {key for (key,) in db.rows("SELECT blob FROM documenten_versie WHERE blob IS NOT NULL")}
    digests = {}
    for key in kept:
        digest = hashlib.sha256()
        for chunk in blobs.read(key, shelf=SHELF):
            digest.update(chunk)
        digests[str(key)] = digest.hexdigest()
    later = clock.now() + timedelta(hours=2)
    removed = documenten.sweep(at=later)
    left = [str(key) for key in blobs.older_than(later, shelf=SHELF) if key not in kept]
    sys.stdout.write(json.dumps({"digests": digests, "removed": removed, "left": left}))


if __name__ == "__main__":
    main()
