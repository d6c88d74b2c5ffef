"""Files that an operator laid ready for an import: opened step by step, so that no link leads out of their folder (S7)."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import BinaryIO

from raadhuis.components.documenten.domain import importing
from raadhuis.kernel.refusal import Invalid, Unavailable

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC  # a named pipe must not make us wait


class FolderAway(Unavailable):
    """The folder with files to import is not there: not mounted, or the setting is wrong. The operator must look."""

    title = "De map met bestanden om te importeren is er niet. De beheerder is nodig."


def open_below(root: Path, bestandspad: str) -> BinaryIO:
    """The file, to read. Raises Invalid (`path-not-allowed`, `no-file`), FolderAway."""
    *folders, name = importing.parts_of(bestandspad)
    try:
        here = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise FolderAway from error
    try:
        for folder in folders:
            below = os.open(folder, _FOLDER, dir_fd=here)
            os.close(here)
            here = below
        found = os.open(name, _FILE, dir_fd=here)
    except OSError as error:
        raise _refusal(here, error) from None
    finally:
        os.close(here)
    if not stat.S_ISREG(os.fstat(found).st_mode):
        os.close(found)
        raise _no_file("Dit is geen gewoon bestand.")
    return os.fdopen(found, "rb")


def _refusal(here: int, error: OSError) -> Invalid:
    # Opening a link says "too many levels", or of a folder "not a directory".
    name = str(error.filename or "")
    try:
        if stat.S_ISLNK(os.stat(name, dir_fd=here, follow_symlinks=False).st_mode):
            return importing.outside()
    except OSError:
        pass
    if isinstance(error, PermissionError):
        return _no_file("We mogen dit bestand niet lezen.")
    return _no_file("Dit bestand staat niet in de map voor imports.")


def _no_file(reason: str) -> Invalid:
    return Invalid.field("bestandspad", "no-file", reason)
