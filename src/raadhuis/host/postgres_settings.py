"""The settings of the embedded PostgreSQL: small in memory, safe on disk, silent about personal data."""

from __future__ import annotations

from pathlib import Path

from raadhuis.host.spawn import Account

DATABASE = "raadhuis"
ROLE = "raadhuis"  # what the application logs in as: no superuser, but it may create databases for tests
SUPERUSER = "postgres"
DEFAULT_PORT = 5432  # without TCP it only names the socket file
HOST = "127.0.0.1"

INITDB_OPTIONS = (
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    f"--username={SUPERUSER}",
    "--auth-local=peer",
    "--auth-host=reject",
    "--no-instructions",
)

_MEMORY = {
    "shared_buffers": "64MB",
    "effective_cache_size": "256MB",
    "work_mem": "8MB",
    "maintenance_work_mem": "32MB",
    "max_connections": "60",
    "max_worker_processes": "4",
    "max_parallel_workers": "2",
    "max_parallel_workers_per_gather": "1",
    "max_logical_replication_workers": "0",
    "autovacuum_worker_slots": "2",
    "autovacuum_max_workers": "2",
    "io_method": "sync",  # the default keeps three processes for reading ahead
    "max_wal_size": "256MB",
    "huge_pages": "off",
    "jit": "off",
}
_SAFETY = {
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "restart_after_crash": "on",
}
# A statement that fails can hold a citizen service number, and so can its error message and its detail. The
# application that sent it gets the error; this log keeps what concerns the server: LOG, FATAL and PANIC.
_SILENCE = {
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_statement": "none",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_checkpoints": "off",
    "log_autovacuum_min_duration": "-1",
    "log_line_prefix": "%m [%p] ",
    "log_destination": "stderr",
    "logging_collector": "off",
    "log_timezone": "UTC",
    "lc_messages": "C",  # the refusals recognise English messages
    "timezone": "UTC",
}


_CARELESS = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


def server_options(*, socket_dir: Path, port: int | None, durable: bool = True) -> list[str]:
    """Return the command line options of ``postgres``; without ``port`` it has no TCP at all.

    When not ``durable`` a machine that fails may take the data along: for what is thrown away anyhow.
    """
    quoted = str(socket_dir).replace('"', '""')
    settings = {
        **_MEMORY,
        **_SAFETY,
        **({} if durable else _CARELESS),
        **_SILENCE,
        "listen_addresses": "" if port is None else HOST,
        "port": str(port or DEFAULT_PORT),
        "unix_socket_directories": f'"{quoted}"',
        "unix_socket_permissions": "0700",
    }
    return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]


def access_files(*, accounts: list[Account], tcp: bool) -> dict[str, str]:
    """Return ``pg_hba.conf`` and ``pg_ident.conf``: these users over the socket, a password over TCP."""
    hba = [f"local all all peer map={ROLE}"]
    if tcp:
        hba.append(f"host all {ROLE} {HOST}/32 scram-sha-256")
    ident = [f'{ROLE} "{account.name}" {role}' for account in accounts for role in (ROLE, SUPERUSER)]
    return {"pg_hba.conf": "\n".join(hba) + "\n", "pg_ident.conf": "\n".join(ident) + "\n"}
