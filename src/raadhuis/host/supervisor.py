"""Runs child processes as one group: all of them run, or none."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType, TracebackType

from raadhuis.host.postgres import EmbeddedPostgres
from raadhuis.host.spawn import spawn

STOPPED = 0
CHILD_FAILED = 1
KILLED = 130  # the shell's number for Ctrl-C

_POLL = 0.05  # seconds between two questions whether a child is ready
_WATCH = 1.0  # seconds; ended children wake us at once, this is for a wake-up that got lost
_SAME_PRESS = 0.5  # seconds in which a wrapper such as `uv run` may deliver one Ctrl-C twice


@dataclass(frozen=True, slots=True)
class Child:
    """A program to run beside the others.

    ``env`` is the whole environment (None: ours). ``ready`` tells whether the next child may start (None: at
    once) and must return quickly. ``log`` is a file that gets its output (None: our own stdout and stderr).
    """

    name: str
    argv: Sequence[str]
    env: Mapping[str, str] | None = None
    ready: Callable[[], bool] | None = None
    cwd: Path | None = None
    log: Path | None = None


def run(
    children: Sequence[Child],
    *,
    on_ready: Callable[[], None],
    postgres: EmbeddedPostgres | None = None,
    ready_timeout: float = 60.0,
    grace: float = 10.0,
) -> int:
    """Start ``children`` in order, call ``on_ready`` once all are, and return the exit code when all have
    ended.

    0 after SIGINT, SIGTERM or SIGHUP: children stop in reverse order, each with SIGTERM and ``grace`` seconds
    before SIGKILL, and the started ``postgres`` last. 1 when one ended by itself, could not start or was not
    ready within ``ready_timeout`` seconds: one sentence on stderr names it, and the others stop. 130 after a
    second Ctrl-C, which kills at once. Call it from the main thread. When we are killed with SIGKILL, Linux
    sends the children SIGTERM; elsewhere they call ``raadhuis.host.spawn.watch_parent()``.
    """
    members: list[_Member] = []
    problem = None
    with _Signals() as signals:
        try:
            problem = _start(children, members, postgres, signals, ready_timeout=ready_timeout)
            if problem is None and not signals.stop:
                on_ready()
                problem = _watch(members, postgres, signals)
            if problem is not None:
                _say(f"{problem} Everything else is being stopped.")
        finally:
            for member in reversed(members):
                _stop(member, signals, grace=grace)
            if postgres is not None:
                _stop_postgres(postgres, signals)
    if problem is not None:
        return CHILD_FAILED
    return KILLED if signals.hurry else STOPPED


@dataclass(frozen=True, slots=True)
class _Member:
    """A started child; it leads a process group that its own children are in."""

    name: str
    process: subprocess.Popen[bytes]

    def ended(self) -> bool:
        """Tell whether the child has ended, and leave nothing of its group behind when it has."""
        if self.process.returncode is None and self.process.poll() is not None:
            self.kill_group()
        return self.process.returncode is not None

    def kill_group(self) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)


class _Signals:
    """Collects the signals that ask us to stop, and wakes us for them and for ended children."""

    def __init__(self) -> None:
        self.stop = False
        self.hurry = False
        self._first = 0.0
        self._before: dict[int, Callable[[int, FrameType | None], object] | int | None] = {}

    def __enter__(self) -> _Signals:
        self._read, self._write = socket.socketpair()
        self._read.setblocking(False)
        self._write.setblocking(False)
        self._wakeup = signal.set_wakeup_fd(self._write.fileno(), warn_on_full_buffer=False)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup stays nohup
                self._before[number] = signal.signal(number, self._asked)
        self._before[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, _nothing)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
        signal.set_wakeup_fd(self._wakeup)
        self._read.close()
        self._write.close()

    def wait(self, seconds: float) -> None:
        """Return after a signal or after ``seconds``."""
        if select.select([self._read], [], [], max(seconds, 0.0))[0]:
            with contextlib.suppress(BlockingIOError):
                while self._read.recv(4096):
                    pass

    def _asked(self, number: int, _frame: FrameType | None) -> None:
        now = time.monotonic()
        if not self.stop:
            self.stop, self._first = True, now
        elif number == signal.SIGINT and now - self._first > _SAME_PRESS:
            self.hurry = True


def _start(
    children: Sequence[Child],
    members: list[_Member],
    postgres: EmbeddedPostgres | None,
    signals: _Signals,
    *,
    ready_timeout: float,
) -> str | None:
    """Start all; return the sentence about the first that failed, None when all run or we must stop."""
    for child in children:
        if signals.stop:
            return None
        try:
            members.append(_Member(child.name, _spawn(child)))
        except OSError as error:
            return f"{child.name} could not be started: {child.argv[0]}: {error.strerror}."
        deadline = time.monotonic() + ready_timeout
        while child.ready is not None and not signals.stop:
            if (problem := _ended_one(members, postgres)) is not None:
                return problem
            if child.ready():
                break
            if time.monotonic() > deadline:
                return f"{child.name} was not ready within {ready_timeout:g} seconds."
            signals.wait(_POLL)
    return None


def _spawn(child: Child) -> subprocess.Popen[bytes]:
    if child.log is None:
        return spawn(child.argv, env=child.env, death_signal=signal.SIGTERM, cwd=child.cwd)
    descriptor = os.open(child.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "ab") as log:
        return spawn(child.argv, env=child.env, death_signal=signal.SIGTERM, cwd=child.cwd, output=log)


def _watch(members: list[_Member], postgres: EmbeddedPostgres | None, signals: _Signals) -> str | None:
    """Wait until we must stop (None) or a child ended by itself (the sentence about it)."""
    while not signals.stop:
        if (problem := _ended_one(members, postgres)) is not None:
            return problem
        signals.wait(_WATCH)
        if os.getpid() == 1:
            _reap_strangers({member.process.pid for member in members}, postgres)
    return None


def _ended_one(members: list[_Member], postgres: EmbeddedPostgres | None) -> str | None:
    if postgres is not None and postgres.process is not None and postgres.process.poll() is not None:
        return str(postgres.why_ended())
    if postgres is not None and postgres.is_stuck():
        return "PostgreSQL does not come back after a crash: start again."
    for member in members:
        if member.ended():
            return f"{member.name} ended by itself with {_exit(member.process.returncode)}."
    return None


def _exit(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    with contextlib.suppress(ValueError):
        return f"signal {signal.Signals(-code).name}"
    return f"signal {-code}"


def _stop(member: _Member, signals: _Signals, *, grace: float) -> None:
    deadline = time.monotonic() + grace
    if not member.ended():
        member.process.terminate()
    while not member.ended():
        if signals.hurry or time.monotonic() > deadline:
            member.kill_group()
            member.process.wait()
            return
        signals.wait(min(_WATCH, deadline - time.monotonic()))


def _stop_postgres(postgres: EmbeddedPostgres, signals: _Signals) -> None:
    process = postgres.process
    if process is not None:
        process.send_signal(signal.SIGINT)
        deadline = time.monotonic() + 30.0
        while process.poll() is None and not signals.hurry and time.monotonic() < deadline:
            signals.wait(_POLL)
        process.send_signal(signal.SIGQUIT)  # no data is lost: the next start replays the log
    postgres.stop(10.0)


def _reap_strangers(ours: set[int], postgres: EmbeddedPostgres | None) -> None:
    """As process 1 of a container we inherit orphans, and nobody else takes away their remains."""
    if postgres is not None and postgres.process is not None:
        ours = ours | {postgres.process.pid}
    with contextlib.suppress(ChildProcessError):
        while (found := os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)) is not None:
            if found.si_pid in ours:
                return
            os.waitpid(found.si_pid, 0)


def _nothing(_number: int, _frame: FrameType | None) -> None:
    """Only wake us up: an ignored signal would not."""


def _say(sentence: str) -> None:
    with contextlib.suppress(OSError, ValueError):  # the terminal may be gone
        sys.stderr.write(sentence + "\n")
        sys.stderr.flush()
