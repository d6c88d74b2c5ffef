"""`python -m bench [NAME ...] [--quick]`: measure what the documentation claims."""

from __future__ import annotations

import argparse
import os
import sys
from importlib import import_module

import psutil

from bench.place import Place

BENCHES = ("letters", "events", "zaken", "overzetten", "cold_start", "memory", "at_rest", "story")
ON_REQUEST = ("growth", "export", "documents")  # takes long, so only when it is named


def main() -> int:
    """Run the benches that are named (all of them when none is); 1 when a target is not met."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "names",
        nargs="*",
        metavar="NAME",
        help=f"of {', '.join(BENCHES)}; all of these when left out; or {', '.join(ON_REQUEST)}",
    )
    parser.add_argument(
        "--quick", action="store_true", help="few repetitions: to see that it works, not to cite"
    )
    parser.add_argument(
        "--sizes", default="10k,1m", help="growth, export: numbers of zaken, such as 10k,1m,5m"
    )
    parser.add_argument(
        "--keep", action="store_true", help="growth, export: leave the databases filled, for a next time"
    )
    parser.add_argument("--fill", action="store_true", help="growth: only fill the databases; with --keep")
    parser.add_argument("--gb", type=float, default=2.0, help="how large the file of `documents` is")
    options = parser.parse_args()
    if unknown := set(options.names) - {*BENCHES, *ON_REQUEST}:
        parser.error(
            f"unknown: {', '.join(sorted(unknown))}; choose from {', '.join((*BENCHES, *ON_REQUEST))}"
        )
    met = True
    with Place(quick=options.quick, options=options) as place:
        for name in options.names or BENCHES:
            print(
                f"\n== {name} ({os.cpu_count()} cores, load {psutil.getloadavg()[0]:.1f} at the start)",
                flush=True,
            )
            met &= import_module(f"bench.{name}").run(place)
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
