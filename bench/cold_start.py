"""From nothing to the first page of the demo, against PostgreSQL's own start."""

from __future__ import annotations

import shutil
import tempfile
import time
import urllib.request
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median

from bench.place import Place
from bench.report import table


def run(place: Place) -> bool:
    """Measure fresh and second starts by turns; there is no target, only the ratio."""
    from raadhuis.host.postgres import EmbeddedPostgres
    from raadhuis.house.temporary import TemporaryInstallation

    times: dict[str, list[float]] = {
        name: [] for name in ("PostgreSQL, new", "demo, new", "PostgreSQL, again", "demo, again")
    }
    with TemporaryInstallation():
        pass  # compiles the modules, which an installation has behind it
    for _ in range(1 if place.quick else 5):
        folder = Path(tempfile.mkdtemp(prefix="raadhuis-bench-"))
        for age in ("new", "again"):
            postgres = EmbeddedPostgres(folder / "postgres")
            times[f"PostgreSQL, {age}"].append(_seconds(postgres.start))
            postgres.stop()
        shutil.rmtree(folder)
        installation = TemporaryInstallation()
        try:
            for age in ("new", "again"):
                times[f"demo, {age}"].append(_seconds(partial(_first_page, installation)))
                installation.stop()
        finally:
            installation.__exit__(None, None, None)
    table(["", "n", "seconds (median)"], [[name, len(found), median(found)] for name, found in times.items()])
    for age in ("new", "again"):
        found = median(d / p for d, p in zip(times[f"demo, {age}"], times[f"PostgreSQL, {age}"], strict=True))
        print(f"  {age}: first page of the demo / PostgreSQL alone: {found:.1f} × (no target)", flush=True)
    return True


def _first_page(installation: object) -> None:
    installation.start()  # type: ignore[attr-defined]
    with urllib.request.urlopen(f"{installation.base}/") as answer:  # type: ignore[attr-defined]
        assert answer.status == 200


def _seconds(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started
