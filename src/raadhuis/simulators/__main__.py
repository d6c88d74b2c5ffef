"""The command: ``python -m raadhuis.simulators --port 8100 --smtp-port 8125 --data FOLDER``."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from pathlib import Path

from raadhuis.simulators.app import Settings, Simulators
from raadhuis.simulators.openid.accounts import WrongAccounts, load_accounts


def main(arguments: list[str] | None = None) -> int:
    """Serve until SIGTERM or SIGINT; 0 after a clean end, 2 when the options are wrong."""
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        accounts = load_accounts(
            file=options.accounts, redirect_uris=options.redirect_uri, loopback=options.loopback_redirects
        )
    except (WrongAccounts, OSError) as error:
        parser.error(str(error))
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    service = Simulators(
        Settings(
            data=options.data,
            accounts=accounts,
            host=options.host,
            port=options.port,
            smtp_port=options.smtp_port,
            personen=options.personen,
            issuer_base=options.issuer_base,
        )
    )
    service.start()
    sys.stdout.write(
        f"Simulatoren gereed: http://{options.host}:{service.port}/ smtp://{options.host}:{service.smtp_port}\n"
    )
    sys.stdout.flush()
    stop.wait()
    service.stop()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m raadhuis.simulators", description=__doc__)
    add = parser.add_argument
    add("--port", type=int, required=True, help="HTTP-poort; 0 kiest een vrije")
    add("--smtp-port", type=int, required=True, help="SMTP-poort; 0 kiest een vrije")
    add("--data", type=Path, required=True, metavar="DIR", help="map voor sleutel en post")
    add("--host", default="127.0.0.1", help="adres om op te luisteren")
    add("--personen", type=Path, metavar="FILE", help="testpersonen van de BRP (personen.json)")
    add("--issuer-base", default="", metavar="URL", help="adres waarop browsers ons bereiken")
    add("--accounts", type=Path, metavar="FILE", help="JSON met residents, employees en clients")
    add(
        "--redirect-uri",
        action="append",
        default=[],
        metavar="CLIENT=URI",
        help="registreer een terugkeeradres; herhaalbaar",
    )
    add(
        "--loopback-redirects",
        action="store_true",
        help="sta elk terugkeeradres op deze machine toe (alleen voor ontwikkelen)",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
