"""Session content sealed with the installation's key: a BSN never lies readable in the session table."""

from __future__ import annotations

import json
from typing import Any

from raadhuis.kernel import seal


class Sealed:
    """JSON, sealed. Content sealed with another key counts as an empty session."""

    def dumps(self, obj: dict[str, Any]) -> bytes:
        return seal.seal(json.dumps(obj, separators=(",", ":")).encode(), purpose="session")

    def loads(self, data: bytes) -> dict[str, Any]:
        try:
            found: dict[str, Any] = json.loads(seal.unseal(data, purpose="session"))
        except seal.OtherKey:
            return {}
        return found
