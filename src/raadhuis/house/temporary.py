"""A demo installation of its own, for as long as somebody needs it: the story, the browser tests, the kill test."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

from raadhuis.host.ports import free_port


class DidNotStart(Exception):
    """The installation ended or stayed silent; the message holds the end of what it printed."""


class TemporaryInstallation:
    """`raadhuis demo` as a process, in a folder that goes away afterwards.

    `base` and `simulators` are its addresses without trailing slash. `environment` goes over ours. `like` is the data folder of
    one that was stopped, to begin with a copy of.
    """

    def __init__(
        self,
        *,
        environment: Mapping[str, str] | None = None,
        like: Path | None = None,
        patience: float = 180,
    ) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="raadhuis-tijdelijk-"))
        self.port, self.simulators_port, self.smtp_port = free_port(), free_port(), free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.simulators = f"http://127.0.0.1:{self.simulators_port}"
        self.log = self.folder / "uitvoer.log"
        self.log.touch()
        if like is not None:
            # With the owner of each file: the database is of another account when we are root. A fixed program.
            subprocess.run(["cp", "-a", like, self.folder / "data"], check=True)  # noqa: S603, S607
        self._environment = dict(environment or {})
        self._patience = patience
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> TemporaryInstallation:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self) -> None:
        """Start, or start again, and wait until it answers. Raises DidNotStart."""
        # Nothing of the caller's own installation leaks in; compiled modules are kept, or every process compiles all.
        inherited = {
            k: v
            for k, v in os.environ.items()
            if not k.startswith(("RAADHUIS_", "DJANGO_", "PYTHONDONTWRITE"))
        }
        before = self.log.stat().st_size
        argv = [sys.executable, "-m", "raadhuis", "demo", "--data", str(self.folder / "data")]
        argv += ["--port", str(self.port), "--simulators-port", str(self.simulators_port)]
        argv += ["--smtp-port", str(self.smtp_port)]
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(  # noqa: S603  # our own command
                argv, env={**inherited, **self._environment}, stdout=output, stderr=output
            )
        self._wait(before)

    def stop(self) -> int:
        """Stop as Ctrl-C does; the exit code."""
        if self.process is None or self.process.poll() is not None:
            return self.process.returncode if self.process else 0
        self.process.send_signal(signal.SIGINT)
        try:
            return self.process.wait(40)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()

    def _wait(self, before: int) -> None:
        limit = time.monotonic() + self._patience
        while time.monotonic() < limit:
            if self.process is not None and self.process.poll() is not None:
                break
            if _answers(self.base) and b"Raadhuis draait" in self.log.read_bytes()[before:]:
                return
            time.sleep(0.02)
        raise DidNotStart(self.log.read_text(errors="replace")[-2000:] or "It printed nothing.")


def _answers(base: str) -> bool:
    try:
        with urllib.request.urlopen(f"{base}/gezond", timeout=1) as answer:  # noqa: S310  # our own address
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
