"""An installation whose processes run on their own, so that each can be killed and started again within a second."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from raadhuis.host.datadir import DataDir
from raadhuis.host.postgres import EmbeddedPostgres
from raadhuis.host.spawn import spawn
from raadhuis.host.supervisor import Child
from raadhuis.house.instance import Plan, children_of, environment_of
from raadhuis.house.temporary import TemporaryInstallation

WAIT = 30.0  # seconds
POSTGRES = ("postmaster", "immediate", "backend")  # what happens to PostgreSQL: killed, stopped at once, cut
CLEAN = {k: v for k, v in os.environ.items() if not k.startswith(("RAADHUIS_", "DJANGO_"))}


def alive(pid: int) -> bool:
    """Whether this process runs; one that only waits for its parent to notice does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (OSError, IndexError):
        return False


def descendants(pid: int) -> list[int]:
    """Every process below this one."""
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, IndexError):
            parents.setdefault(int(stat.read_text().rpartition(")")[2].split()[1]), []).append(
                int(stat.parent.name)
            )

    def below(one: int) -> Iterator[int]:
        for child in parents.get(one, ()):
            yield child
            yield from below(child)

    return list(below(pid))


def wait_until(true: Callable[[], bool], *, what: str, seconds: float = WAIT) -> None:
    """Raises AssertionError when it does not become true in time."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"not within {seconds:.0f} seconds: {what}"
        time.sleep(0.05)


class Parts:
    """The processes of a demo installation that was started once before, each on its own.

    We are the operator: `tend` starts again what has ended, as systemd does. `killed` counts by kind; `ended` names what
    ended without being killed. Use it from the main thread: PostgreSQL stops with the thread that started it.
    """

    def __init__(
        self,
        installation: TemporaryInstallation,
        environment: dict[str, str],
        *,
        simulators: bool = True,
    ) -> None:
        self.data = installation.folder / "data"
        self.log = installation.folder / "delen.log"
        self.killed: dict[str, int] = {}
        self.ended: list[str] = []
        folder = DataDir(self.data)
        self.postgres = EmbeddedPostgres(folder.postgres, log_file=folder.logs / "postgres.log")
        plan = Plan(
            data=self.data,
            port=installation.port,
            simulators=(installation.simulators_port, installation.smtp_port) if simulators else None,
        )
        self._environment = environment_of(plan, folder, self.postgres.url, given={**CLEAN, **environment})
        children = children_of(plan, folder, self._environment)
        self._children = {child.name: child for child in children}
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    @property
    def environment(self) -> dict[str, str]:
        """What the processes are started with."""
        return {**self._environment, "RAADHUIS_DATABASE_URL": self.postgres.url}

    def start(self) -> None:
        """Start all of them; ready when the pages answer."""
        self.postgres.start()
        for child in self._children.values():
            self._start(child)
        self.wait()

    def wait(self) -> None:
        """Until the pages and the simulators answer; what ends meanwhile is started again."""
        for child in self._children.values():
            if child.ready is not None:
                wait_until(self._tended(child.ready), what=f"{child.name} is ready", seconds=120)

    def _tended(self, ready: Callable[[], bool]) -> Callable[[], bool]:
        def tended() -> bool:
            self.tend()
            return ready()

        return tended

    def stop(self) -> None:
        """Stop all of them, politely."""
        for process in self._running.values():
            process.send_signal(signal.SIGTERM)
        for name, process in self._running.items():
            with suppress(subprocess.TimeoutExpired):
                process.wait(15)
            self._clean_up(name)
        self._running.clear()
        self.postgres.stop()

    def tend(self) -> None:
        """Start again what has ended."""
        if self.postgres.pid is None or self.postgres.is_stuck():
            self.postgres.stop(1.0)
            self.postgres.start()
        for name, process in self._running.items():
            if process.poll() is not None:
                self.ended.append(f"{name} ({process.returncode})")
                self._restart(name)

    def kill_one(self, chance: random.Random) -> str:
        """Kill one process, and start again what does not come back by itself; which kind it was."""
        kinds = ["web", "web worker", "worker", "worker", *POSTGRES]
        kind = chance.choice([*kinds, *(["simulators"] if "simulators" in self._running else [])])
        if kind in POSTGRES:
            self._kill_postgres(kind, chance)
        else:
            name = kind.partition(" ")[0]
            process = self._running[name]
            below = descendants(process.pid) if kind == "web worker" else []
            os.kill(below[0] if below else process.pid, signal.SIGKILL)
            process.wait(20)  # the server of a killed web worker ends too
            self._restart(name)
        self.killed[kind] = self.killed.get(kind, 0) + 1
        return kind

    def _kill_postgres(self, kind: str, chance: random.Random) -> None:
        pid = self.postgres.pid
        assert pid is not None
        below = descendants(pid)
        how = signal.SIGQUIT if kind == "immediate" else signal.SIGKILL  # as `pg_ctl stop -m immediate`
        os.kill(chance.choice(below) if kind == "backend" and below else pid, how)
        if kind != "backend":
            wait_until(lambda: self.postgres.pid is None, what="PostgreSQL ends")
            self.postgres.stop()
            self.postgres.start()

    def _restart(self, name: str) -> None:
        self._clean_up(name)
        self._start(self._children[name])

    def _start(self, child: Child) -> None:
        with self.log.open("ab") as log:
            self._running[child.name] = spawn(
                child.argv, env=self.environment, death_signal=signal.SIGKILL, output=log
            )

    def _clean_up(self, name: str) -> None:
        """What systemd does with the rest of a unit's processes."""
        process = self._running[name]
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
