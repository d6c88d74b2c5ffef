"""What was taken over and what was not: per resource the field, why, and what to do. Nothing is left out in silence."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from raadhuis.house.overzetten.folder import REPORT, Folder
from raadhuis.kernel.loading import Outcome


class Report:
    """Gathers while importing; `save` writes FILE.json, `summary` is for people."""

    def __init__(self) -> None:
        self._counts: dict[str, Counter[str]] = {}
        self._remarks: list[dict[str, str]] = []

    def count(self, name: str, outcome: Outcome) -> None:
        """Add what became of some resources of a collection."""
        counts = self._counts.setdefault(name, Counter())
        counts.update(
            nieuw=outcome.new, gewijzigd=outcome.changed, gelijk=outcome.same, niet=len(outcome.refused)
        )

    def removed(self, name: str, number: int) -> None:
        """So many of a collection were gone there, and are gone here now."""
        self._counts.setdefault(name, Counter()).update(verwijderd=number)

    def add(self, name: str, url: str, field: str, reason: str) -> None:
        """One thing that was not taken over as it was: of which resource, which field, why and what to do."""
        self._remarks.append({"bron": name, "url": url, "veld": field, "reden": reason})

    @property
    def refused(self) -> int:
        """How many resources were not taken over."""
        return sum(counts["niet"] for counts in self._counts.values())

    def save(self, folder: Folder) -> None:
        """Write the report into the folder."""
        told: dict[str, Any] = {
            "aantallen": {name: dict(counts) for name, counts in self._counts.items()},
            "meldingen": self._remarks,
        }
        folder.write(REPORT, json.dumps(told, indent=2, ensure_ascii=False).encode())

    def summary(self) -> str:
        """The same in lines: counts per collection, and each reason once, with how often and an example."""
        lines = [
            f"{name}: " + ", ".join(f"{number} {word}" for word, number in counts.items() if number)
            for name, counts in self._counts.items()
            if any(counts.values())
        ]
        reasons: dict[tuple[str, str, str], list[str]] = {}
        for one in self._remarks:
            reasons.setdefault((one["bron"], one["veld"], one["reden"]), []).append(one["url"])
        if reasons:
            lines += ["", "Niet (helemaal) overgezet:"]
        for (name, field, reason), urls in reasons.items():
            what = f"{name} {field}".strip()
            example = f" (bijvoorbeeld {urls[0]})" if urls[0] else ""
            lines.append(f"- {what}, {len(urls)} keer: {reason}{example}")
        return "\n".join(lines)
