"""The command `raadhuis`."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from raadhuis.host.errors import HostError
from raadhuis.house import abonnementen, applicaties, audit, backup, catalogi, diensten, documenten
from raadhuis.house.overzetten import command as overzetten
from raadhuis.kernel import loader, settings
from raadhuis.kernel.refusal import Refusal

DEFAULT_DATA = ".raadhuis"


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 when it did what was asked, 1 when not (one sentence on stderr says why), 2 for wrong options."""
    options = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = options.run
    try:
        return run(options)
    except (HostError, settings.BadSetting, loader.CannotCompose, Refusal) as refusal:
        sys.stderr.write(f"raadhuis: {refusal}\n")
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read our output (`| head`) has enough; what is still in the buffer has nowhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        if error.filename is None:
            raise
        sys.stderr.write(f"raadhuis: {error.filename} cannot be used: {error.strerror}.\n")
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="raadhuis", description="One platform for municipal services.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[argparse.Namespace], int], help: str) -> Any:
        added = commands.add_parser(name, help=help, description=help)
        added.set_defaults(run=run)
        return added

    demo = command("demo", _demo, "Run a demo municipality (Losser) with everything it needs.")
    demo.add_argument("--reset", action="store_true", help="throw the demo's data away first")
    serve = command("serve", _serve, "Run an installation: no demo data, no simulators.")
    serve.add_argument("--components", default="", help="comma-separated; all when left out")
    serve.add_argument(
        "--workers",
        type=int,
        default=max(1, min(4, (os.cpu_count() or 2) // 2)),
        help="web processes (default: %(default)s)",
    )
    serve.add_argument("--simulators", action="store_true", help="run the simulators too")
    for added in (demo, serve):
        _add_data(added)
        added.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
        for option, port, purpose in (
            ("--port", 8000, "port of the website and the APIs"),
            ("--simulators-port", 8001, "port of the simulators"),
            ("--smtp-port", 8025, "port of the simulated mail server"),
        ):
            added.add_argument(option, type=int, default=port, help=f"{purpose} (default: %(default)s)")
    migrate = command("migrate", _migrate, "Bring the tables up to date.")
    migrate.add_argument(
        "--load", default="", metavar="FOLDER", help="and load this folder, as `raadhuis load` does"
    )
    _add_data(migrate)
    load = command("load", _load, "Load a municipality's types, products, forms and processes; repeatable.")
    _add_data(load)
    load.add_argument("folder", help="a folder, or the name of a municipality that we ship (losser)")
    _add_data(command("check", _check, "Say whether the settings, the database and the tables are in order."))
    _add_data(command("config", _config, "Print every setting, secrets masked."))
    story = command(
        "story", _story, "Walk the main chain through HTTP against a fresh temporary installation."
    )
    story.add_argument(
        "--database-url", default="", help="an external PostgreSQL; a database is made and dropped there"
    )
    applicatie = command(
        "applicatie",
        _help_applicatie,
        "Manage API clients: who they are, what they may do, how they prove it.",
    )
    applicaties.add_actions(applicatie, django=_django, add_data=_add_data)
    lijsten = command("referentielijsten", _help_applicatie, "Keep the national lists (selectielijst).")
    actions = lijsten.add_subparsers(required=True, metavar="ACTION")
    imported = actions.add_parser(
        "import", help="import from files, or from the national service; repeatable"
    )
    _add_data(imported)
    imported.add_argument("files", nargs="*", type=Path, metavar="FILE", help="JSON of the service")
    imported.add_argument("--url", default="", help="the service, https://selectielijst.openzaak.nl/api/v1")
    imported.set_defaults(run=_referentielijsten_import)
    trail = command("audit", _help_applicatie, "Verify that nobody tampered with the audit trail.")
    audit.add_actions(trail, django=_django, add_data=_add_data)
    kept = command(
        "backup", _help_applicatie, "Copy the database and the content of documents to a folder or file."
    )
    backup.add_backup(kept, django=_django, add_data=_add_data)
    back = command("restore", _help_applicatie, "Make an installation from what `raadhuis backup` made.")
    backup.add_restore(back, django=_django, add_data=_add_data)
    subscriptions = command("abonnement", _help_applicatie, "Manage who gets our events.")
    abonnementen.add_actions(subscriptions, django=_django, add_data=_add_data)
    services = command("dienst", _help_applicatie, "Manage services of others that references may lead to.")
    diensten.add_actions(services, django=_django, add_data=_add_data)
    move = command(
        "overzetten",
        _help_applicatie,
        "Move registers here from another ZGW provider, verify, switch, go back.",
    )
    overzetten.add_actions(move, django=_django, add_data=_add_data)
    content = command("documenten", _help_applicatie, "Import documents in bulk; check their content.")
    documenten.add_actions(content, django=_django, add_data=_add_data)
    catalogus = command(
        "catalogus", _help_applicatie, "Make a catalogus as a file says, or exchange it (ImZTC zip)."
    )
    catalogi.add_actions(catalogus, django=_django, add_data=_add_data)
    new = command("new-component", _new_component, "Make an empty, sealed room.")
    new.add_argument("name")
    new.add_argument("--layer", type=int, default=5)
    return parser


def _add_data(parser: argparse.ArgumentParser) -> None:
    default = Path(os.environ.get("RAADHUIS_DATA", DEFAULT_DATA))
    parser.add_argument(
        "--data", type=Path, default=default, help="the installation's folder (default: %(default)s)"
    )


def _demo(options: argparse.Namespace) -> int:
    from raadhuis.house.instance import DEMO, Plan, start

    plan = Plan(
        data=options.data.resolve(),
        host=options.host,
        port=options.port,
        load=DEMO,
        simulators=(options.simulators_port, options.smtp_port),
        reset=options.reset,
    )
    return start(plan, say=_say, on_ready=lambda: _announce(plan.port, options.simulators_port))


def _announce(port: int, simulators: int) -> None:
    from raadhuis.simulators.openid.accounts import EMPLOYEES, RESIDENTS

    rows = [
        "",
        "Raadhuis draait. Stoppen: Ctrl-C.",
        "",
        f"  Inwoners      http://127.0.0.1:{port}/",
        f"  Medewerkers   http://127.0.0.1:{port}/werkplek/",
        f"  Postbus       http://127.0.0.1:{simulators}/post/   (alle e-mail die de gemeente verstuurt)",
        "",
        "Inloggen kan als (kies de naam op de inlogpagina):",
        *(f"  inwoner       {person.name:<22} BSN {person.bsn}" for person in RESIDENTS[:4]),
        *(
            f"  medewerker    {person.name:<22} {', '.join((*person.roles, *person.teams))}"
            for person in EMPLOYEES
        ),
        "",
    ]
    sys.stdout.write("\n".join(rows) + "\n")
    sys.stdout.flush()


def _serve(options: argparse.Namespace) -> int:
    from raadhuis.house.instance import Plan, start

    plan = Plan(
        data=options.data.resolve(),
        host=options.host,
        port=options.port,
        components=options.components,
        workers=options.workers,
        simulators=(options.simulators_port, options.smtp_port) if options.simulators else None,
    )
    return start(
        plan, say=_say, on_ready=lambda: _say(f"Raadhuis luistert op http://{plan.host}:{plan.port}/")
    )


def _say(sentence: str) -> None:
    sys.stdout.write(sentence + "\n")
    sys.stdout.flush()


@contextmanager
def _django(options: argparse.Namespace) -> Iterator[None]:
    """Django on the database of RAADHUIS_DATABASE_URL, or of the installation in `--data`; with the settings, the key above
    all, of the installation there when it is the same database."""
    from raadhuis.house import instance

    with ExitStack() as stack:
        if url := settings.current().database_url:
            instance.require_answer(url)
            os.environ["RAADHUIS_DATA"] = str(options.data)
            instance.take_over_beside(options.data, database=url)
        else:
            stack.enter_context(instance.joined(options.data))
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "raadhuis.house.settings")
        import django
        import structlog

        # What we print is for the caller, JSON perhaps; what the house notes meanwhile goes beside it.
        structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
        django.setup()
        from django.db import connections

        stack.callback(connections.close_all)
        stack.enter_context(instance.on_our_tables())
        yield


def _migrate(options: argparse.Namespace) -> int:
    with _django(options):
        from django.core.management import call_command
        from django.db import connection

        with connection.cursor() as cursor:
            # Two processes that start together take turns.
            cursor.execute("SELECT pg_advisory_lock(hashtext('raadhuis.migrate'))")
            call_command("migrate", verbosity=0)
        return _load_folder(options.load) if options.load else 0


def _load(options: argparse.Namespace) -> int:
    with _django(options):
        return _load_folder(options.folder)


def _load_folder(name: str) -> int:
    from raadhuis.kernel import clock, db
    from raadhuis.kernel.refusal import Refusal

    shipped = Path(__file__).parent / "gemeenten" / name
    folder = shipped if shipped.is_dir() else Path(name)
    if not folder.is_dir():
        sys.stderr.write(f"raadhuis: there is no folder {name!r} to load.\n")
        return 1
    try:
        with db.atomic():
            for m in loader.enabled():
                if m.loads:
                    loader.resolve(m.name, m.loads)(folder, at=clock.now())
    except Refusal as refusal:
        fields = "; ".join(f"{f.name}: {f.reason}" for f in refusal.fields)
        sys.stderr.write(f"raadhuis: nothing was loaded: {refusal.detail} {fields}\n")
        return 1
    return 0


def _check(options: argparse.Namespace) -> int:
    with _django(options):
        from django.core.management import call_command
        from django.db import connection
        from django.db.migrations.executor import MigrationExecutor

        call_command("check", verbosity=0, stdout=io.StringIO())
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if waiting:
            sys.stderr.write(f"raadhuis: {len(waiting)} migrations are waiting; run 'raadhuis migrate'.\n")
            return 1
        _say(f"In orde: {len(loader.enabled())} onderdelen, {connection.vendor} {connection.pg_version}.")  # type: ignore[attr-defined]  # psycopg's
        return 0


def _config(options: argparse.Namespace) -> int:
    from raadhuis.house import instance

    if url := settings.current().database_url:
        instance.take_over_beside(options.data, database=url)
    elif (options.data / instance.NOTE).exists():
        instance.take_over(instance.left_by(options.data))
    for name, value in settings.current().printable().items():
        _say(f"{name}={value}")
    return 0


def _story(options: argparse.Namespace) -> int:
    from raadhuis.house.story import run

    return run(database_url=options.database_url)


def _help_applicatie(options: argparse.Namespace) -> int:
    return 2


def _referentielijsten_import(options: argparse.Namespace) -> int:
    if bool(options.files) == bool(options.url):
        sys.stderr.write("raadhuis: name files, or a service with --url.\n")
        return 2
    if missing := [path for path in options.files if not path.is_file()]:
        sys.stderr.write(f"raadhuis: there is no file {str(missing[0])!r} to import.\n")
        return 1
    with _django(options):
        from raadhuis.components.referentielijsten import api
        from raadhuis.kernel.refusal import Refusal

        try:
            if options.url:
                changed = api.import_service(url=options.url)
            else:
                changed = api.import_lijsten(sources={path.name: path.read_bytes() for path in options.files})
        except Refusal as refusal:
            fields = "; ".join(f"{f.name}: {f.reason}" for f in refusal.fields)
            sys.stderr.write(f"raadhuis: nothing was imported: {refusal.detail} {fields}\n")
            return 1
        _say("Nieuw of gewijzigd: " + ", ".join(f"{number} {name}" for name, number in changed.items()) + ".")
        return 0


def _new_component(options: argparse.Namespace) -> int:
    from raadhuis.kernel.scaffold import CannotBuild, new_component

    try:
        made = new_component(options.name, root=Path(__file__).parent / "components", layer=options.layer)
    except CannotBuild as refusal:
        sys.stderr.write(f"raadhuis: {refusal}\n")
        return 1
    _say(f"Made {made}.")
    return 0
