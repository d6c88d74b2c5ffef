"""The command `raadhuis overzetten` as an operator gives it: in an installation's environment, as a process of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.apart.installations import Installation
from tests.overzetten.filled import CLIENT, SECRET


@dataclass
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str


@dataclass
class Move:
    """One move: the address of the provider, the installation it goes to, the folder between."""

    source: str
    target: Installation
    folder: Path

    def arguments(self, action: str, *options: str) -> list[str]:
        argv = [sys.executable, "-m", "raadhuis", "overzetten", action]
        if action == "export":
            return [*argv, "--url", self.source, "--client-id", CLIENT, "--naar", str(self.folder), *options]
        return [*argv, str(self.folder), *options]

    @property
    def environment(self) -> dict[str, str]:
        return {**self.target.environment, "RAADHUIS_OVERZETTEN_SECRET": SECRET}

    def give(self, action: str, *options: str) -> Done:
        """Give the command and wait."""
        ran = subprocess.run(
            self.arguments(action, *options),
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        return Done(ran.returncode, ran.stdout, ran.stderr)

    def good(self, action: str, *options: str) -> str:
        """The same, and it must succeed; what it said."""
        done = self.give(action, *options)
        assert done.code == 0, f"{action}: {done.out[-3000:]}\n{done.err[-3000:]}"
        return done.out

    def kill(self, action: str, *, when: Callable[[], bool], options: tuple[str, ...] = ()) -> bool:
        """Give the command and kill it with -9 as soon as `when` is true; whether it was still at it."""
        process = subprocess.Popen(
            self.arguments(action, *options),
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        while process.poll() is None and not when():
            time.sleep(0.02)
        busy = process.poll() is None
        if busy:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return busy

    @property
    def manifest(self) -> dict[str, Any]:
        return dict(json.loads((self.folder / "manifest.json").read_bytes()))

    @property
    def report(self) -> dict[str, Any]:
        return dict(json.loads((self.folder / "rapport.json").read_bytes()))

    def lines(self, name: str) -> list[dict[str, Any]]:
        """What was exported of a collection."""
        return [json.loads(line) for line in (self.folder / f"{name}.ndjson").read_bytes().splitlines()]
