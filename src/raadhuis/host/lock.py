"""One running command per folder: a lock file that the operating system frees when its holder dies."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
from pathlib import Path

from raadhuis.host.errors import DataFolderInUse, DiskFull, FolderNotOurs


def take_lock(path: Path, *, folder: Path) -> int:
    """Lock the file ``path`` for as long as the returned file descriptor is open.

    The descriptor is not inherited by programs we start. Raises ``DataFolderInUse`` (with the holder's
    process id when it is known), ``FolderNotOurs`` or ``DiskFull``; ``folder`` is what the sentence is about.
    """
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise folder_refusal(error, folder=folder) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # The number is only for the sentence below: a full disk must not stop us here.
        with contextlib.suppress(OSError):
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
    except OSError as error:
        holder = os.pread(descriptor, 32, 0).decode("ascii", "replace").strip()
        os.close(descriptor)
        if error.errno not in (errno.EWOULDBLOCK, errno.EACCES):
            raise folder_refusal(error, folder=folder) from error
        who = f"process {holder}" if holder.isdigit() else "another process"
        raise DataFolderInUse(
            f"The data folder {folder} is in use by another running Raadhuis ({who}):"
            " stop that one first, or choose another folder with --data."
        ) from error
    return descriptor


def folder_refusal(error: OSError, *, folder: Path) -> DiskFull | FolderNotOurs:
    """Return the refusal that says in one sentence why ``folder`` cannot be written to."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return disk_full(folder)
    if error.errno == errno.EROFS:
        why = "is on a disk that cannot be written to"
    elif error.errno in (errno.ENOTDIR, errno.EEXIST):
        why = "is not a folder"
    elif error.errno == errno.ENAMETOOLONG:
        why = "has too long a name"
    else:
        why = "is not writable for this user"
    return FolderNotOurs(f"The folder {folder} {why}: choose another folder with --data, or make it yours.")


def disk_full(folder: Path) -> DiskFull:
    """Return the refusal for a full disk under ``folder``."""
    return DiskFull(
        f"The disk that holds {folder} is full: make room (a new data folder needs about 100 MB)"
        " and start again."
    )
