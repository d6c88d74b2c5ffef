"""How many whole chains a minute: from a resident's question to an archived decision, over HTTP, one after the other."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from statistics import median

from bench.place import Place
from bench.report import table

_LINE = re.compile(r"^\s*(\d+) ms  ([\w-]+): (.+)$", re.MULTILINE)
_AROUND = ("installatie", "verhaal")  # starting, and the total


def run(place: Place) -> bool:
    """Run `raadhuis story` a few times; the time of a chain is the sum of its steps. There is no target."""
    chains: dict[str, list[float]] = defaultdict(list)
    starts = []
    for _ in range(1 if place.quick else 3):
        said = _story()
        steps = [(int(ms), subject) for ms, subject, _ in _LINE.findall(said)]
        starts += [ms / 1000 for ms, subject in steps if subject == "installatie"]
        for product in dict.fromkeys(subject for _, subject in steps if subject not in _AROUND):
            chains[product].append(sum(ms for ms, subject in steps if subject == product) / 1000)
    if not chains:
        raise SystemExit("The story printed no steps.")
    table(
        ["chain", "n", "seconds (median)"],
        [[name, len(found), median(found)] for name, found in chains.items()],
    )
    mean = sum(median(found) for found in chains.values()) / len(chains)
    print(
        f"  installation: {median(starts):.1f} s; chains per minute, one after the other: {60 / mean:.1f} (no target)",
        flush=True,
    )
    return True


def _story() -> str:
    argv = [sys.executable, "-m", "raadhuis", "story"]
    if given := os.environ.get("RAADHUIS_BENCH_DATABASE_URL"):
        argv += ["--database-url", given]
    with tempfile.TemporaryFile("w+") as errors:
        done = subprocess.run(argv, stdout=subprocess.PIPE, stderr=errors, text=True, check=False)
        if done.returncode:
            errors.seek(0)
            raise SystemExit(f"The story stopped.\n{done.stdout[-1000:]}\n{errors.read()[-2000:]}")
    return done.stdout
