"""One installation on this machine: its data folder, its environment, and the processes that make it up."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from raadhuis.host.datadir import DataDir
from raadhuis.host.errors import HostError
from raadhuis.host.ports import require_free
from raadhuis.host.postgres import EmbeddedPostgres
from raadhuis.host.supervisor import Child, run
from raadhuis.kernel import loader, settings

DEMO = "losser"
SPACE_MB = 200
NOTE = "installation.json"
WEB = (
    "--interface wsgi --no-ws --log-level error --workers-kill-timeout 5"
    " --blocking-threads 6 --blocking-threads-idle-timeout 600"
).split()


class CouldNotPrepare(HostError):
    """Migrating or loading failed; its own message was printed just before."""


class NoInstallation(HostError):
    """There is no installation in the folder, or not one that this user may read."""


class NoDatabase(HostError):
    """The database that was named does not answer."""


class NotMigrated(HostError):
    """The database answers, but our tables are not (all) in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to start. `simulators` None: none. Ports of the simulators are HTTP and SMTP."""

    data: Path
    host: str = "127.0.0.1"
    port: int = 8000
    components: str = ""
    workers: int = 1
    load: str = ""
    simulators: tuple[int, int] | None = None
    reset: bool = False


def start(plan: Plan, *, say: Callable[[str], None], on_ready: Callable[[], None]) -> int:
    """Run the installation until it is told to stop; the exit code. Raises HostError with one clear sentence."""
    loader.compose(
        [n for n in plan.components.split(",") if n] or loader.known(), elsewhere=settings.REGISTERS
    )
    folder = DataDir(plan.data)
    if plan.reset:
        folder.reset()
    with folder:
        folder.require_space(SPACE_MB)
        require_free(plan.port, plan.host, purpose="the web server")
        if plan.simulators:
            require_free(plan.simulators[0], purpose="the simulators", option="--simulators-port")
            require_free(plan.simulators[1], purpose="the mail simulator", option="--smtp-port")
        external = os.environ.get("RAADHUIS_DATABASE_URL") or os.environ.get("RAADHUIS_DATABASE_URL_FILE")
        postgres = (
            None if external else EmbeddedPostgres(folder.postgres, log_file=folder.logs / "postgres.log")
        )
        try:
            if postgres is not None:
                say("PostgreSQL wordt gestart")
            database = postgres.start() if postgres else settings.load(os.environ).database_url
            require_answer(database)
            environment = environment_of(plan, folder, database, given=os.environ)
            _check(environment)
            leave_note(folder, environment)
            say("Tabellen en gegevens worden bijgewerkt")
            _step(environment, "migrate", *(["--load", plan.load] if plan.load else []))
        except BaseException:
            if postgres is not None:
                postgres.stop()
            raise
        return run(children_of(plan, folder, environment), on_ready=on_ready, postgres=postgres)


@contextmanager
def joined(data: Path) -> Iterator[None]:
    """Act on the installation in the folder `data`: its settings become this process's. When it does not run, its
    database is started for as long as this lasts. Raises HostError."""
    left = left_by(data)
    with ExitStack() as stack:
        if not _reachable(left["RAADHUIS_DATABASE_URL"]):
            folder = stack.enter_context(DataDir(data))
            if not folder.postgres.is_dir():
                raise NoDatabase("The database of this installation does not answer; is its server running?")
            postgres = EmbeddedPostgres(folder.postgres, log_file=folder.logs / "postgres.log")
            left["RAADHUIS_DATABASE_URL"] = postgres.start()
            stack.callback(postgres.stop)
        take_over(left)
        yield


def left_by(data: Path) -> dict[str, str]:
    """The settings with which the installation in the folder `data` was last started. Raises NoInstallation."""
    try:
        found: dict[str, str] = json.loads((data / NOTE).read_text())
    except (FileNotFoundError, NotADirectoryError) as error:
        raise NoInstallation(
            f"There is no installation in {data}: start one there, or set RAADHUIS_DATABASE_URL."
        ) from error
    except (OSError, ValueError) as error:
        raise NoInstallation(
            f"The file {data / NOTE} cannot be read: act as the user that the installation runs as."
        ) from error
    return found


def take_over(left: Mapping[str, str]) -> None:
    """Make these settings those of this process; what the operator set in the environment stands."""
    os.environ.update({name: value for name, value in left.items() if not os.environ.get(name)})
    settings.current.cache_clear()


def take_over_beside(data: Path, *, database: str) -> None:
    """Take over the settings of the installation in `data` when its database is this one; else only those of now."""
    try:
        left = left_by(data)
    except NoInstallation:
        left = {}
    take_over(left if left.get("RAADHUIS_DATABASE_URL") == database else {})


def require_answer(url: str) -> None:
    """Raise NoDatabase when no database answers at `url`, with what the server said: never the password."""
    try:
        psycopg.connect(url, connect_timeout=5).close()
    except psycopg.OperationalError as error:
        said = str(error).partition("\n")[0].removeprefix("connection failed: ")
        raise NoDatabase(f"The database that was named does not answer: {said}.") from error
    except psycopg.Error as error:  # it would repeat the address, with what is secret in it
        raise NoDatabase(
            "This is no address of a database; expected postgresql://user:password@host:5432/name."
        ) from error


@contextmanager
def on_our_tables() -> Iterator[None]:
    """Raise NotMigrated for what fails because the tables are not there yet, or are those of an older version."""
    try:
        yield
    except Exception as error:
        missing = (psycopg.errors.UndefinedTable, psycopg.errors.UndefinedColumn)
        if isinstance(error, missing) or isinstance(error.__cause__, missing):
            raise NotMigrated(
                "The tables of this database are not up to date: run 'raadhuis migrate'."
            ) from error
        raise


def leave_note(folder: DataDir, environment: Mapping[str, str]) -> None:
    """For commands that join later: the settings of this installation, readable by its owner only."""
    note = folder.path / NOTE
    note.touch(mode=0o600)
    note.write_text(json.dumps({k: v for k, v in environment.items() if k.startswith("RAADHUIS_")}, indent=2))


def _reachable(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.Error:
        return False
    return True


def environment_of(plan: Plan, folder: DataDir, database: str, *, given: Mapping[str, str]) -> dict[str, str]:
    """The environment of the processes on this database; what the operator set (`given`) stands."""
    chosen = {
        "RAADHUIS_DATABASE_URL": database,
        "RAADHUIS_DATA": str(plan.data),
        "RAADHUIS_SECRET_KEY": folder.secret_key,
        "RAADHUIS_URL": f"http://{plan.host}:{plan.port}",
        "DJANGO_SETTINGS_MODULE": "raadhuis.house.settings",
        "PYTHONUNBUFFERED": "1",
    }
    if plan.components:
        chosen["RAADHUIS_COMPONENTS"] = plan.components
    if plan.simulators:
        chosen |= _demo_settings(*plan.simulators)
    return {
        **chosen,
        **{k: v for k, v in given.items() if v},
        # But for the database, which we may have started ourselves.
        "RAADHUIS_DATABASE_URL": database,
        "DJANGO_SETTINGS_MODULE": "raadhuis.house.settings",
    }


def _demo_settings(http: int, smtp: int) -> dict[str, str]:
    from raadhuis.simulators.app import BRP_KEY
    from raadhuis.simulators.openid.accounts import CLIENTS

    base = f"http://127.0.0.1:{http}"
    secrets = {client.client_id: client.secret for client in CLIENTS}
    return {
        "RAADHUIS_GEMEENTE": "Gemeente Losser",
        "RAADHUIS_GEMEENTE_ADRES": "Raadhuisplein 1, 7581 AG Losser",
        "RAADHUIS_GEMEENTE_TELEFOON": "14 053",
        "RAADHUIS_GEMEENTE_KLEUR": "#1f4f3a",
        "RAADHUIS_RSIN": "123456782",
        "RAADHUIS_THEME": "losser",
        "RAADHUIS_DIGID_ISSUER": f"{base}/digid",
        "RAADHUIS_DIGID_CLIENT_SECRET": secrets["raadhuis-inwoner"],
        "RAADHUIS_MEDEWERKERS_ISSUER": f"{base}/medewerkers",
        "RAADHUIS_MEDEWERKERS_CLIENT_SECRET": secrets["raadhuis-medewerker"],
        "RAADHUIS_BRP_URL": base,
        "RAADHUIS_BRP_KEY": BRP_KEY,
        "RAADHUIS_SMTP_URL": f"smtp://127.0.0.1:{smtp}",
        "RAADHUIS_MAIL_FROM": "Gemeente Losser <noreply@losser.example>",
        "RAADHUIS_CALLBACKS_PRIVATE": "true",
    }


def _check(environment: Mapping[str, str]) -> None:
    chosen = settings.load(environment)
    loader.compose(chosen.components or tuple(loader.known()), elsewhere=chosen.elsewhere)


def _step(environment: Mapping[str, str], *command: str) -> None:
    # A process of its own: Django and its memory go away when it is done.
    argv = [sys.executable, "-m", "raadhuis", *command]
    done = subprocess.run(argv, env=dict(environment), check=False)  # noqa: S603  # our own command
    if done.returncode != 0:
        raise CouldNotPrepare(f"'raadhuis {' '.join(command)}' did not succeed; see the message above.")


def children_of(plan: Plan, folder: DataDir, environment: dict[str, str]) -> list[Child]:
    """The processes that make up the installation besides PostgreSQL, in the order in which they start."""
    children = []
    if plan.simulators:
        children.append(_simulators(plan, folder, environment))
    web = [sys.executable, "-m", "granian", *WEB, "--host", plan.host, "--port", str(plan.port)]
    web += ["--workers", str(plan.workers), "raadhuis.house.wsgi:application"]
    ready = _answers(f"http://{plan.host}:{plan.port}/gezond")
    children.append(Child("web", web, env=environment, ready=ready))
    children.append(Child("worker", [sys.executable, "-m", "raadhuis.house.jobs"], env=environment))
    return children


def _simulators(plan: Plan, folder: DataDir, environment: dict[str, str]) -> Child:
    assert plan.simulators is not None  # noqa: S101  # the caller asked
    http, smtp = plan.simulators
    argv = [sys.executable, "-m", "raadhuis.simulators", "--port", str(http), "--smtp-port", str(smtp)]
    argv += ["--data", str(plan.data / "simulators"), "--loopback-redirects"]
    people = Path("../shared/data/brp/personen.json")
    if people.is_file():
        argv += ["--personen", str(people)]
    log = folder.logs / "simulators.log"
    return Child(
        "simulators", argv, env=environment, ready=_answers(f"http://127.0.0.1:{http}/gezond"), log=log
    )


def _answers(url: str) -> Callable[[], bool]:
    def ready() -> bool:
        try:
            with urllib.request.urlopen(url, timeout=1) as answer:  # noqa: S310  # our own address
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    return ready
