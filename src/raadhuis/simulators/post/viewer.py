"""Shows the mailbox: a list, a message with its HTML caged in a frame, attachments, and JSON for tests."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import escape
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from raadhuis.simulators.exchange import HTML, Request, Response, as_json, redirect
from raadhuis.simulators.page import message_page, page
from raadhuis.simulators.post import message
from raadhuis.simulators.post.message import Attachment, Letter
from raadhuis.simulators.post.store import Envelope, Mailbox

STRIP = "Mail-simulator – deze berichten zijn aan niemand verstuurd"
PER_PAGE = 25
_REFRESH = 10  # seconds
_AMSTERDAM = ZoneInfo("Europe/Amsterdam")
_LINK = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)\]]")
_MESSAGE = re.compile(r"/post/(\d{1,15})(?:/(html|bron)|/bijlage/(\d{1,4})|/beeld/(\d{1,4}))?")
_HEAD = re.compile(r"<head[^>]*>", re.IGNORECASE)
# The frame runs no script, posts no form and loads nothing from outside; its links open in a new tab.
_CAGE = "allow-popups allow-popups-to-escape-sandbox"
_CAGE_POLICY = f"sandbox {_CAGE}; default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'"


def handle(mailbox: Mailbox, request: Request) -> Response | None:
    """The answer for a path under /post, or None when there is none."""
    if request.path == "/post":
        return redirect("/post/")
    if request.path == "/post/":
        return _list(mailbox, dict(request.query_pairs()))
    if request.path == "/post/berichten.json":
        return _as_json(mailbox, dict(request.query_pairs()))
    hit = _MESSAGE.fullmatch(request.path)
    found = mailbox.read(int(hit[1])) if hit else None
    if not hit or not found:
        return None
    envelope, content = found
    if hit[2] == "bron":
        return Response(200, content, "text/plain; charset=utf-8")
    letter = message.read(content)
    if hit[2] == "html":
        return _caged(envelope, letter)
    if hit[3] or hit[4]:
        index = int(hit[3] or hit[4])
        part = next((a for a in letter.attachments if a.index == index), None)
        if part is None:
            return None
        return _download(part) if hit[3] else _image(part)
    return _show(envelope, letter)


def _page_number(given: dict[str, str]) -> int:
    text = given.get("pagina", "1")
    return max(1, int(text)) if text.isdecimal() and len(text) < 7 else 1


def _list(mailbox: Mailbox, given: dict[str, str]) -> Response:
    address = given.get("aan", "").strip()
    number, again = _page_number(given), given.get("verversen") == "ja"
    total = mailbox.count(address=address, whole=False)
    rows = mailbox.page(address=address, whole=False, limit=PER_PAGE, offset=(number - 1) * PER_PAGE)
    kept = {"aan": address} | ({"verversen": "ja"} if again else {})
    turn = "Stop met verversen" if again else f"Ververs elke {_REFRESH} seconden"
    turned = urlencode({"aan": address} | ({} if again else {"verversen": "ja"}))
    hidden = '<input type="hidden" name="verversen" value="ja">' if again else ""
    body = (
        "<h1>Postbus</h1>"
        f'<form action="/post/" role="search">{hidden}<div class="row"><div><label for="aan">Zoek op e-mailadres'
        f'</label><input type="search" id="aan" name="aan" value="{escape(address)}" autocomplete="off"></div>'
        f'<button>Zoeken</button></div></form><p class="soft">{_counted(total, address)} · '
        f'<a href="/post/?{escape(turned)}">{turn}</a></p>'
        f"{_table(rows) if rows else _empty(address)}{_pages(number, total, kept)}"
    )
    return page(title="Postbus – mail-simulator", strip=STRIP, body=body, refresh=_REFRESH if again else 0)


def _counted(total: int, address: str) -> str:
    words = "1 bericht" if total == 1 else f"{total} berichten"
    return f"{words} voor “{escape(address)}”" if address else words


def _empty(address: str) -> str:
    if address:
        text = '<p>Er is geen bericht aan dit adres.</p><p><a href="/post/">Toon alle berichten</a></p>'
    else:
        text = "<p>Zodra het platform een e-mail verstuurt, staat die hier.</p>"
    return f'<div class="card empty"><h2>Nog geen post</h2>{text}</div>'


def _table(rows: list[Envelope]) -> str:
    cells = "".join(
        f'<tr><td><a href="/post/{one.number}">{escape(one.subject) or "(geen onderwerp)"}</a></td>'
        f"<td>{escape(', '.join(one.recipients))}</td>"
        f'<td class="nowrap"><time datetime="{escape(one.received)}">{_when(one.received)}</time></td></tr>'
        for one in rows
    )
    return (
        '<div class="scroll" tabindex="0" role="region" aria-label="Berichten"><table><thead><tr>'
        '<th scope="col">Onderwerp</th><th scope="col">Aan</th><th scope="col">Ontvangen</th></tr></thead>'
        f"<tbody>{cells}</tbody></table></div>"
    )


def _pages(number: int, total: int, kept: dict[str, str]) -> str:
    last = max(1, -(-total // PER_PAGE))
    if last == 1 and number == 1:
        return ""

    def link(to: int, word: str) -> str:
        return f'<a href="/post/?{escape(urlencode({**kept, "pagina": to}))}">{word}</a>'

    newer = link(min(number - 1, last), "← Nieuwere berichten") if number > 1 else "<span></span>"
    older = link(number + 1, "Oudere berichten →") if number < last else "<span></span>"
    return f'<nav class="pages" aria-label="Bladeren">{newer}<span>Pagina {number} van {last}</span>{older}</nav>'


def _when(received: str) -> str:
    return f"{datetime.fromisoformat(received).astimezone(_AMSTERDAM):%d-%m-%Y %H:%M:%S}"


def _show(envelope: Envelope, letter: Letter) -> Response:
    facts = (
        ("Van", letter.sender or envelope.sender),
        ("Aan", letter.to or ", ".join(envelope.recipients)),
        ("Bezorgd bij", ", ".join(envelope.recipients)),
        ("Ontvangen", _when(envelope.received)),
    )
    head = "".join(f"<dt>{name}</dt><dd>{escape(value)}</dd>" for name, value in facts)
    html = (
        f'<h2>Opgemaakte versie</h2><iframe src="/post/{envelope.number}/html" sandbox="{_CAGE}"'
        ' title="Opgemaakte versie van het bericht"></iframe>'
        if letter.html
        else ""
    )
    text = (
        f'<h2>Tekstversie</h2><div class="card"><pre>{_linked(letter.text)}</pre></div>'
        if letter.text
        else ""
    )
    files = "".join(
        f'<li><a href="/post/{envelope.number}/bijlage/{a.index}">{escape(a.name)}</a>'
        f' <span class="soft">({escape(a.media_type)}, {_size(len(a.content))})</span></li>'
        for a in letter.attachments
    )
    attached = f'<h2>Bijlagen</h2><ul class="plain card">{files}</ul>' if files else ""
    subject = letter.subject or "(geen onderwerp)"
    body = (
        f'<p><a href="/post/">← Alle berichten</a></p><h1>{escape(subject)}</h1><dl class="card">{head}</dl>'
        f'{attached}{html}{text}<p><a href="/post/{envelope.number}/bron">Bekijk de bron</a></p>'
    )
    return page(title=f"{subject} – mail-simulator", strip=STRIP, body=body)


def _linked(text: str) -> str:
    """The text, escaped, with its web addresses as links."""
    parts, end = [], 0
    for hit in _LINK.finditer(text):
        url = escape(hit[0])
        parts += [escape(text[end : hit.start()]), f'<a href="{url}" rel="noopener noreferrer">{url}</a>']
        end = hit.end()
    return "".join((*parts, escape(text[end:])))


def _size(octets: int) -> str:
    return f"{octets} bytes" if octets < 1000 else f"{octets / 1000:.0f} kB"


def _caged(envelope: Envelope, letter: Letter) -> Response:
    html = letter.html_with_images(f"/post/{envelope.number}/beeld/")
    base = '<base target="_blank">'
    head = _HEAD.search(html)
    html = html[: head.end()] + base + html[head.end() :] if head else base + html
    return Response(200, html.encode(), HTML, (("Content-Security-Policy", _CAGE_POLICY),))


def _download(part: Attachment) -> Response:
    name = f"attachment; filename*=UTF-8''{quote(part.name, safe='')}"
    return Response(200, part.content, "application/octet-stream", (("Content-Disposition", name),))


def _image(part: Attachment) -> Response | None:
    """An image inside a message; a drawing (SVG) could hold a script and is left out."""
    if part.media_type not in {"image/png", "image/jpeg", "image/gif", "image/webp"}:
        return None
    return Response(200, part.content, part.media_type)


def _as_json(mailbox: Mailbox, given: dict[str, str]) -> Response:
    """Messages to exactly this address (or all), newest first, with their texts."""
    address, number = given.get("aan", "").strip(), _page_number(given)
    shown = mailbox.page(address=address, whole=True, limit=PER_PAGE, offset=(number - 1) * PER_PAGE)
    letters = [_letter_json(envelope, mailbox) for envelope in shown]
    return as_json({"aantal": mailbox.count(address=address, whole=True), "berichten": letters})


def _letter_json(envelope: Envelope, mailbox: Mailbox) -> dict[str, object]:
    found = mailbox.read(envelope.number)
    letter = message.read(found[1] if found else b"")
    return {
        "nummer": envelope.number,
        "url": f"/post/{envelope.number}",
        "ontvangen": datetime.fromisoformat(envelope.received).astimezone(UTC).isoformat(),
        "van": envelope.sender,
        "aan": envelope.recipients,
        "onderwerp": letter.subject,
        "tekst": letter.text,
        "html": letter.html,
        "bijlagen": [
            {
                "naam": a.name,
                "type": a.media_type,
                "grootte": len(a.content),
                "url": f"/post/{envelope.number}/bijlage/{a.index}",
            }
            for a in letter.attachments
        ],
    }


def not_found() -> Response:
    """The page for a message that is not there."""
    return message_page(title="Niet gevonden", text="Deze pagina is er niet.", strip=STRIP, status=404)
