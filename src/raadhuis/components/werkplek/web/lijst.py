"""The worklist: tabs, filters, sorting, and small actions on its rows."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from raadhuis.components.werkplek import api
from raadhuis.kernel import authz, clock
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.page import page
from raadhuis.kernel.refusal import Refusal
from raadhuis.look.htmx import is_htmx, melding

START = "/werkplek/"


@require_GET
@page("medewerker")
def werkvoorraad(request: HttpRequest, actor: Actor, at: datetime) -> HttpResponse:
    """The worklist; with `merk` only what changed since, or nothing."""
    return _shown(request, _vraag(request.GET, actor), actor=actor, at=at)


@require_GET
@page("medewerker")
def mijn(request: HttpRequest, actor: Actor, at: datetime) -> HttpResponse:
    """The zaken that the employee handles herself."""
    return _shown(request, _vraag(request.GET, actor, tab="mijn"), actor=actor, at=at)


@require_GET
@page("medewerker")
def zoeken(request: HttpRequest, actor: Actor, at: datetime) -> HttpResponse:
    """Zaken by kenmerk or onderwerp, open and closed, within the rights."""
    q = request.GET.get("q", "").strip()[:100]
    pagina = _number(request.GET.get("pagina", "1"))
    lijst = api.list_werkvoorraad(
        actor=actor, vraag=api.Vraag(q=q, pagina=pagina, sorteer=request.GET.get("sorteer", ""))
    )
    if not q:
        lijst = api.Lijst(zaken=(), aantal=0, pagina=1, merk="")
    context = {
        **_table(lijst, actor=actor, at=at),
        "search_value": q,
        "sort": request.GET.get("sorteer", ""),
    }
    return render(request, "werkplek/zoeken.html", context)


def neem(request: HttpRequest, uuid: UUID, *, actor: Actor, at: datetime) -> HttpResponse:
    """Take a zaak from the list (the zaak's own page has the same address)."""
    try:
        api.neem_zaak(actor=actor, at=at, uuid=uuid)
    except Refusal as refusal:
        return _back(request, refusal.detail, "error", actor=actor, at=at)
    return _back(request, _("De zaak staat op uw naam."), "ok", actor=actor, at=at)


@require_POST
@page("medewerker")
def verdelen(request: HttpRequest, actor: Actor, at: datetime) -> HttpResponse:
    """Give the selected zaken to a colleague, and say per zaak what came of it."""
    chosen = [found for raw in request.POST.getlist("selectie")[:200] if (found := _uuid(raw))]
    naar = request.POST.get("naar", "")
    if not chosen or not naar:
        return _back(request, _("Kies zaken en een collega."), "warning", actor=actor, at=at)
    try:
        gedaan = api.verdeel(
            actor=actor, at=at, zaken_=chosen, medewerker=naar, reden=request.POST.get("reden", "")[:500]
        )
    except Refusal as refusal:
        return _back(request, refusal.detail, "error", actor=actor, at=at)
    fouten = [g for g in gedaan if g.fout]
    goed = len(gedaan) - len(fouten)
    text = ngettext("%(n)s zaak verdeeld.", "%(n)s zaken verdeeld.", goed) % {"n": goed}
    return _back(request, text, "warning" if fouten else "ok", actor=actor, at=at, fouten=fouten)


def _shown(request: HttpRequest, vraag: api.Vraag, *, actor: Actor, at: datetime) -> HttpResponse:
    lijst = api.list_werkvoorraad(actor=actor, vraag=vraag)
    merk = f"{lijst.merk}-{clock.local_date(at):%d}"  # the badges change at midnight
    if is_htmx(request) and request.GET.get("merk") == merk:
        return HttpResponse(status=204)
    context = _context(request, lijst, vraag, merk=merk, actor=actor, at=at)
    return render(request, _template(request), context)


def _template(request: HttpRequest) -> str:
    return "werkplek/_lijst.html" if is_htmx(request) else "werkplek/werkvoorraad.html"


def _context(
    request: HttpRequest, lijst: api.Lijst, vraag: api.Vraag, *, merk: str, actor: Actor, at: datetime
) -> dict[str, Any]:
    overzicht = api.get_overzicht(actor=actor)
    verdeelt = authz.has(actor, "werk.verdelen")
    return {
        **_table(lijst, actor=actor, at=at),
        "vraag": vraag,
        "sort": vraag.sorteer or ("-einddatum" if vraag.tab == "afgerond" else "uiterlijk"),
        "overzicht": overzicht,
        "tabs": _tabs(vraag, overzicht, actor),
        "merk": merk,
        "poll": f"{request.path}?{_without_mark(request.GET)}",
        "hier": request.get_full_path(),
        "verdeelt": verdeelt,
        "collegas": api.list_collegas() if verdeelt else (),
        "gefilterd": bool(vraag.team or vraag.zaaktype or vraag.status or vraag.q),
    }


def _table(lijst: api.Lijst, *, actor: Actor, at: datetime) -> dict[str, Any]:
    return {
        "zaken": lijst.zaken,
        "bladen": Paginator(range(lijst.aantal), api.PAGE_SIZE).get_page(lijst.pagina),
        "vandaag": clock.local_date(at),
        "mag_nemen": authz.has(actor, "zaken.bijwerken"),
        "ik": actor.id,
    }


def _tabs(vraag: api.Vraag, overzicht: api.Overzicht, actor: Actor) -> list[dict[str, Any]]:
    found: list[tuple[str, str, str, int | None]] = [
        ("mijn", _("Mijn zaken"), "/werkplek/mijn/", overzicht.mijn),
    ]
    if actor.teams:
        found.insert(0, ("team", _("Mijn team"), f"{START}?tab=team", overzicht.team))
    if api.ziet_alles(actor):
        found.append(("alle", _("Alle"), f"{START}?tab=alle", overzicht.alle))
    found.append(("afgerond", _("Afgerond"), f"{START}?tab=afgerond", None))
    return [
        {"label": label, "url": url, "badge": badge, "active": vraag.tab == name}
        for name, label, url, badge in found
    ]


def _vraag(query: QueryDict, actor: Actor, *, tab: str = "") -> api.Vraag:
    tab = tab or query.get("tab", "")
    if tab not in ("team", "mijn", "alle", "afgerond") or (tab == "alle" and not api.ziet_alles(actor)):
        tab = "team" if actor.teams or not api.ziet_alles(actor) else "alle"
    return api.Vraag(
        tab=cast("api.Tab", tab),
        team=query.get("team", "")[:100],
        zaaktype=_uuid(query.get("zaaktype", "")),
        status=query.get("status", "")[:80],
        q=query.get("tekst", "").strip()[:100],
        sorteer=query.get("sorteer", ""),
        pagina=_number(query.get("pagina", "1")),
    )


def _back(
    request: HttpRequest,
    text: str,
    kind: str,
    *,
    actor: Actor,
    at: datetime,
    fouten: list[api.Verdeeld] | None = None,
) -> HttpResponse:
    """The list again, as it was asked for, with what came of the action."""
    terug = request.POST.get("terug", "")
    inside = terug.startswith(START) and url_has_allowed_host_and_scheme(terug, allowed_hosts=None)
    terug = terug if inside else START
    if not is_htmx(request):
        levels = {"ok": messages.SUCCESS, "warning": messages.WARNING, "error": messages.ERROR}
        messages.add_message(request, levels[kind], text)
        for fout in fouten or ():
            messages.error(request, f"{fout.identificatie or fout.uuid}: {fout.fout}")
        return HttpResponseRedirect(terug)
    parts = urlsplit(terug)
    query = QueryDict(mutable=True)
    for name, value in parse_qsl(parts.query):
        query[name] = value
    request.GET = query  # type: ignore[assignment]  # the pager of the list reads it
    vraag = _vraag(query, actor, tab="mijn" if parts.path == "/werkplek/mijn/" else "")
    lijst = api.list_werkvoorraad(actor=actor, vraag=vraag)
    context = _context(request, lijst, vraag, merk="", actor=actor, at=at)
    context |= {"poll": f"{parts.path}?{_without_mark(query)}", "hier": terug, "fouten": fouten}
    response = render(request, "werkplek/_lijst.html", context)
    for name, value in melding(text, kind=kind).items():
        response.headers[name] = value
    return response


def _without_mark(query: QueryDict) -> str:
    kept = query.copy()
    kept.pop("merk", None)
    return kept.urlencode()


def _uuid(raw: str) -> UUID | None:
    try:
        return UUID(raw)
    except ValueError:
        return None


def _number(raw: str) -> int:
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 6 and int(raw) > 0 else 1
