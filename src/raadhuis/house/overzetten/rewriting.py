"""From the other provider's addresses to ours: what begins with one of its roots begins with ours."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from raadhuis.house.overzetten.folder import Item


class Rewriter:
    """Rewrites a resource as it was exported; `pairs` are their roots with ours.

    A text is an address when it begins with a root and a slash: in a field of its own, in a list, in an audit record.
    In the middle of a text an address stays as it was.
    """

    def __init__(self, roots: Mapping[str, Sequence[str]], ours: Mapping[str, str]) -> None:
        pairs = [(f'"{their}/', f'"{ours[name]}/') for name, theirs in roots.items() for their in theirs]
        # The longest first: one root may begin with another.
        self._pairs = sorted((p for p in pairs if p[0] != p[1]), key=lambda pair: -len(pair[0]))

    def item(self, item: Item) -> Item:
        """The resource with our addresses."""
        if not self._pairs:
            return item
        found: Item = json.loads(self.text(json.dumps(item, ensure_ascii=False)))
        return found

    def text(self, raw: str) -> str:
        """The same of JSON text."""
        for theirs, ours in self._pairs:
            raw = raw.replace(theirs, ours)
        return raw

    def url(self, url: str) -> str:
        """The same of one address."""
        rewritten: Any = json.loads(self.text(json.dumps(url, ensure_ascii=False)))
        return str(rewritten)
