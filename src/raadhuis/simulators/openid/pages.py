"""The login page: big buttons for the demo accounts, a field for any BSN, and a way back."""

from __future__ import annotations

from html import escape
from urllib.parse import urlsplit

from raadhuis.simulators.exchange import Response
from raadhuis.simulators.openid.accounts import Accounts, Level, Mount
from raadhuis.simulators.openid.authorization import Authorization
from raadhuis.simulators.page import page

STRIPS: dict[Mount, str] = {
    "digid": "DigiD-simulator – geen echte DigiD",
    "medewerkers": "Medewerkerslogin-simulator – geen echte aanmelding",
}


def login_page(
    accounts: Accounts,
    asked: Authorization,
    *,
    mount: Mount,
    typed_bsn: str = "",
    error: str = "",
) -> Response:
    """The account picker; with ``error`` beside the BSN field when what was typed is wrong."""
    title = "Inloggen als inwoner" if mount == "digid" else "Inloggen als medewerker"
    kept = "".join(
        f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in asked.carried
    )
    need = f"<p>Gevraagd niveau: <strong>{asked.level.label}</strong>.</p>" if asked.level else ""
    form = f'<form method="post" action="/{mount}/authorize">{kept}'
    body = (
        f'<h1>{title}</h1><p class="soft">Dit is een simulator. U hebt geen wachtwoord nodig.</p>{need}'
        f"{_bsn_form(form, typed_bsn, error) if error else ''}"
        f'{form}<h2>Kies wie u bent</h2><ul class="plain">{_buttons(accounts, asked.level, mount)}</ul></form>'
        f"{_bsn_form(form, typed_bsn, error) if mount == 'digid' and not error else ''}"
        f'{form}<button class="quiet" name="annuleren" value="ja">Annuleren</button></form>'
    )
    return page(
        title=f"{'Fout: ' if error else ''}{title} – {STRIPS[mount]}",
        strip=STRIPS[mount],
        body=body,
        status=422 if error else 200,
        small=True,
        form_targets=_targets(asked.asked.redirect_uri),
    )


def _buttons(accounts: Accounts, need: Level | None, mount: Mount) -> str:
    if mount == "digid":
        rows = [(r.bsn, r.name, f"BSN {r.bsn} · {r.about}", r.level) for r in accounts.residents]
    else:
        rows = [
            (e.sub, e.name, " · ".join((", ".join(e.roles), *(f"team {t}" for t in e.teams))), e.level)
            for e in accounts.employees
        ]
    return "".join(
        f'<li><button class="pick" name="account" value="{escape(key)}"><b>{escape(name)}</b>'
        f"{escape(about)}{_level_note(level, need, mount)}</button></li>"
        for key, name, about, level in rows
    )


def _level_note(level: Level, need: Level | None, mount: Mount) -> str:
    if need and level.rank < need.rank:
        return f"<br><strong>Heeft alleen niveau {level.label}, dat is te laag</strong>"
    return f"<br>Tot en met niveau {level.label}" if mount == "digid" else ""


def _bsn_form(form: str, typed: str, error: str) -> str:
    note = f'<p class="error" id="bsn-fout">{escape(error)}</p>' if error else ""
    wrong = ' aria-invalid="true" aria-describedby="bsn-fout" autofocus' if error else ""
    return (
        f'{form}<h2>Log in met een ander BSN</h2><div class="card"><label for="bsn">'
        f'Burgerservicenummer (9 cijfers)</label>{note}<div class="row"><input type="text" id="bsn" name="bsn"'
        f' value="{escape(typed)}" inputmode="numeric" autocomplete="off" maxlength="20" required{wrong}>'
        "<button>Inloggen</button></div></div></form>"
    )


def logout_page(*, mount: Mount, client_id: str, target: str, state: str) -> Response:
    """Ask before logging out, when the client did not prove whose session ends."""
    kept = {"client_id": client_id, "post_logout_redirect_uri": target, "state": state}
    hidden = "".join(f'<input type="hidden" name="{n}" value="{escape(v)}">' for n, v in kept.items() if v)
    body = (
        f'<h1>Wilt u uitloggen?</h1><form method="post" action="/{mount}/logout">{hidden}'
        '<button name="zeker" value="ja">Uitloggen</button></form>'
    )
    title = f"Uitloggen – {STRIPS[mount]}"
    return page(title=title, strip=STRIPS[mount], body=body, small=True, form_targets=_targets(target))


def _targets(uri: str) -> str:
    """CSP sources for a form that ends at this address of a client."""
    parts = urlsplit(uri)
    return f"'self' {parts.scheme}://{parts.netloc}" if uri else "'self'"
