"""Starts a child process that ends with us, if asked as another user than root.

On Linux the kernel signals the child when the thread that started it dies (``PR_SET_PDEATHSIG``), also after
``kill -9``: start children from the main thread. Elsewhere a Python child calls ``watch_parent()`` itself.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

LINUX = sys.platform == "linux"

_PR_SET_PDEATHSIG = 1
_PR_SET_KEEPCAPS = 8
_PR_CAP_AMBIENT = 47
_PR_CAP_AMBIENT_RAISE = 2
_CAPABILITY_VERSION_3 = 0x20080522
_CAP_DAC_OVERRIDE = 1
_CAP_DAC_READ_SEARCH = 2

# Loaded here and not in the child: between fork and exec nothing may be imported or looked up.
_libc = ctypes.CDLL(None, use_errno=True)
if LINUX:
    _libc.prctl.argtypes = [ctypes.c_int, *[ctypes.c_ulong] * 4]


@dataclass(frozen=True, slots=True)
class Account:
    """A user of the operating system."""

    name: str
    uid: int
    gid: int


def spawn(
    argv: Sequence[str],
    *,
    env: Mapping[str, str] | None,
    death_signal: signal.Signals,
    cwd: Path | None = None,
    output: IO[bytes] | None = None,
    account: Account | None = None,
    umask: int = -1,
) -> subprocess.Popen[bytes]:
    """Start ``argv`` in its own process group, so that Ctrl-C reaches only us and we choose the order of
    stopping.

    ``death_signal`` is what the child gets when we die. ``output`` takes stdout and stderr, None shares ours.
    ``account`` (only as root) makes the child give up root; it keeps one right of root: to pass through
    folders closed to others, so that a data folder in a closed home works without opening that home. Raises
    ``OSError`` when the program cannot be started.
    """
    return subprocess.Popen(
        list(argv),
        env=None if env is None else dict(env),
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        process_group=0,
        umask=umask,
        preexec_fn=_in_child(
            parent=os.getpid(),
            death_signal=death_signal,
            account=account,
            capabilities=_passing_rights(Path(argv[0])),
        ),
    )


def watch_parent(interval: float = 1.0) -> None:
    """End this process with SIGTERM when its parent dies, where the kernel does not do that."""
    if LINUX:
        return
    parent = os.getppid()

    def poll() -> None:
        while os.getppid() == parent:
            time.sleep(interval)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=poll, name="watch-parent", daemon=True).start()


def _passing_rights(program: Path) -> tuple[int, ...]:
    """Return the capabilities that let a child reach its folders, the smallest sufficient first."""
    try:
        executable_by_all = bool(program.stat().st_mode & 0o001)
    except OSError:
        executable_by_all = True
    if executable_by_all:
        return (_CAP_DAC_READ_SEARCH, _CAP_DAC_OVERRIDE)  # the second is all a Docker container has
    return (_CAP_DAC_OVERRIDE,)


def _in_child(
    *, parent: int, death_signal: signal.Signals, account: Account | None, capabilities: tuple[int, ...]
) -> Callable[[], None]:
    def prepare() -> None:
        if account is not None:
            os.setgroups([account.gid])
            os.setgid(account.gid)
            if LINUX:
                _libc.prctl(_PR_SET_KEEPCAPS, 1, 0, 0, 0)
            os.setuid(account.uid)
            # Without any of these rights the program itself reports the folder it cannot reach.
            if LINUX:
                any(_keep_only(capability) for capability in capabilities)
        if LINUX:  # after the change of user, which clears it
            _libc.prctl(_PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
            if os.getppid() != parent:  # we died between fork and here
                os._exit(1)

    return prepare


def _keep_only(capability: int) -> bool:
    """Give up all capabilities but one, which also survives exec; False when we do not have it."""
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    bit = 1 << capability
    data = (ctypes.c_uint32 * 6)(
        bit, bit, bit, 0, 0, 0
    )  # effective, permitted, inheritable; then the high halves
    if _libc.capset(ctypes.byref(header), ctypes.byref(data)) != 0:
        return False
    return bool(_libc.prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, capability, 0, 0) == 0)
