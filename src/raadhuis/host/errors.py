"""The refusals of the host: each is one sentence for the person at the keyboard, saying what to do."""

from __future__ import annotations


class HostError(Exception):
    """The host cannot go on; ``str()`` of it is one English sentence that says what to do."""


class PortTaken(HostError):
    """Another program listens on the port."""


class PortNotAllowed(HostError):
    """The operating system does not let this user listen on the port or address."""


class DataFolderInUse(HostError):
    """Another running command holds the data folder."""


class FolderNotOurs(HostError):
    """The folder is not writable for us, belongs to someone else or holds something else."""


class OtherDataFormat(HostError):
    """The data folder was written by a Raadhuis with another data format."""


class OtherPostgresVersion(HostError):
    """The database folder was made by another major version of PostgreSQL."""


class SecretsUnreadable(HostError):
    """``secrets.json`` exists but is not what we wrote."""


class DiskFull(HostError):
    """There is no room left, or less than is needed."""


class PostgresFailed(HostError):
    """PostgreSQL did not start for a reason we have no better name for."""
