"""The front page: what the simulators are, where they are, and who is in them."""

from __future__ import annotations

from html import escape

from raadhuis.simulators.exchange import Response
from raadhuis.simulators.openid.accounts import Accounts
from raadhuis.simulators.page import page

STRIP = "Simulatoren – niets hiervan is echt"


def page_of(accounts: Accounts, *, smtp: str, brp_path: str, people: int, faults: dict[str, str]) -> Response:
    """The front page."""
    broken = [f"{escape(name)} ({escape(state)})" for name, state in faults.items() if state != "aan"]
    notice = f'<p class="error">Storing ingeschakeld: {", ".join(broken)}</p>' if broken else ""
    residents = _table(
        "Inwoners",
        ("Naam", "BSN", "Niveau", "Wie is dit"),
        [(r.name, r.bsn, r.level.label, r.about) for r in accounts.residents],
    )
    employees = _table(
        "Medewerkers",
        ("Naam", "Rol", "Team"),
        [(e.name, ", ".join(e.roles), ", ".join(e.teams) or "–") for e in accounts.employees],
    )
    body = (
        "<h1>De andere kant van de lijn</h1><p>Deze dienst speelt de systemen na waar een gemeente op aansluit. "
        f"Zo werkt het platform zonder aansluiting. Gebruik hier geen gegevens van echte mensen.</p>{notice}"
        '<ul class="plain grid">'
        f"{_card('DigiD', 'Inwoners loggen in via OpenID Connect.', _discovery('digid'))}"
        f"{_card('Medewerkerslogin', 'Medewerkers loggen in via OpenID Connect.', _discovery('medewerkers'))}"
        f"{_card('BRP', _brp(people), f'<code>POST {escape(brp_path)}</code>')}"
        f"{_card('Mail', f'SMTP op {smtp}. Er gaat niets de deur uit.', '<a href=/post/>Bekijk de postbus</a>')}"
        f"</ul><h2>Demo-accounts</h2>{residents}{employees}"
        "<p class=soft>De storingen zet u aan en uit met <code>POST /_storing</code>, vanaf deze machine.</p>"
    )
    return page(title="Simulatoren", strip=STRIP, body=body)


def _brp(people: int) -> str:
    return f"Haal Centraal BRP Personen bevragen 2, met {people} testpersonen."


def _discovery(mount: str) -> str:
    path = f"/{mount}/.well-known/openid-configuration"
    return f'<a href="{path}"><code>{path}</code></a>'


def _card(name: str, text: str, link: str) -> str:
    return f'<li class="card"><h2>{escape(name)}</h2><p>{escape(text)}</p>{link}</li>'


def _table(caption: str, heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    head = "".join(f'<th scope="col">{escape(one)}</th>' for one in heads)
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return (
        f'<h3>{caption}</h3><div class="scroll" tabindex="0" role="region" aria-label="{caption}"><table>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )
