"""The frame around every HTML page: one inline stylesheet, admitted by its hash, and nothing from elsewhere."""

from __future__ import annotations

import base64
import hashlib
from html import escape

from raadhuis.simulators.exchange import HTML, Response

STYLE = """
:root{--ink:#1b2430;--soft:#4a5565;--line:#c9ced6;--paper:#fff;--ground:#f4f2ee;--blue:#0b4a8f;--amber:#ffd25e}
*{box-sizing:border-box}
body{margin:0;font:1.0625rem/1.55 system-ui,"Segoe UI",Roboto,sans-serif;color:var(--ink);background:var(--ground)}
.skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:1rem;background:var(--paper);padding:.5rem 1rem}
.strip{background:var(--amber);border-bottom:.25rem solid var(--ink);padding:.75rem 1.25rem;font-weight:700}
.strip div{max-width:62rem;margin:auto;display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;
justify-content:space-between}
.strip a{color:var(--ink)}
main{max-width:62rem;margin:2rem auto;padding:0 1.25rem 4rem}
main.small{max-width:36rem}
h1{font-size:1.75rem;line-height:1.2;margin:0 0 .75rem}
h2{font-size:1.2rem;line-height:1.3;margin:2rem 0 .75rem}
p{margin:0 0 1rem}.soft{color:var(--soft)}
a{color:var(--blue);text-underline-offset:.15em}a:hover{text-decoration-thickness:.15em}
:focus-visible{outline:.2rem solid var(--ink);outline-offset:.15rem;box-shadow:0 0 0 .15rem var(--amber)}
.card{background:var(--paper);border:1px solid var(--line);border-radius:.5rem;padding:1.25rem;margin:0 0 1.25rem}
.card>h2:first-child{margin-top:0}
ul.plain{list-style:none;margin:0;padding:0}ul.plain.card{padding:1.25rem 1.25rem .625rem;margin:0 0 1.25rem}
ul.grid{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,24rem),1fr));gap:1.25rem}
ul.grid>li{margin:0}.scroll{margin:0 0 1.25rem}
ul.plain>li{margin:0 0 .625rem}
button,.button{font:inherit;min-height:2.75rem;padding:.5rem 1rem;border-radius:.375rem;cursor:pointer;
border:.125rem solid var(--blue);background:var(--blue);color:#fff;font-weight:600}
button:hover{background:#083768}
button.pick{display:block;width:100%;text-align:left;background:var(--paper);color:var(--ink);font-weight:400;
border-color:#727b88;padding:.75rem 1rem}
button.pick:hover{border-color:var(--blue);background:#eef4fb}
button.pick b{display:block;color:var(--blue);font-size:1.125rem}
button.quiet{background:var(--paper);color:var(--blue)}button.quiet:hover{background:#eef4fb}
label{display:block;font-weight:600;margin:0 0 .25rem}
input[type=text],input[type=search]{font:inherit;width:100%;max-width:24rem;min-height:2.75rem;padding:.4rem .6rem;
border:.125rem solid #5b6472;border-radius:.25rem;background:var(--paper);color:var(--ink)}
input[aria-invalid=true]{border-color:#b3170b}
.error{color:#9f1409;font-weight:600;margin:0 0 .5rem}
.row{display:flex;flex-wrap:wrap;gap:.75rem;align-items:end;margin:.75rem 0}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;background:var(--paper);border:1px solid var(--line)}
th,td{text-align:left;vertical-align:top;padding:.625rem .75rem;border-bottom:1px solid var(--line);
overflow-wrap:break-word}
th{color:var(--soft);font-size:.9375rem}
td.nowrap{white-space:nowrap}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.35rem 1.25rem;margin:0}
dt{font-weight:600;color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
code{font:.95em/1.4 ui-monospace,Consolas,monospace;overflow-wrap:anywhere}
pre{white-space:pre-wrap;overflow-wrap:anywhere;font:inherit;margin:0}
iframe{width:100%;height:28rem;border:1px solid var(--line);border-radius:.25rem;background:#fff}
.empty{text-align:center;padding:3.5rem 1.5rem}.empty p{margin:.25rem auto;max-width:30rem}
nav.pages{display:flex;gap:1.5rem;justify-content:space-between;margin:1.25rem 0}
@media (max-width:34rem){dl{grid-template-columns:1fr}dd{margin-bottom:.5rem}}
"""

_STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()


def page(
    *,
    title: str,
    strip: str,
    body: str,
    status: int = 200,
    small: bool = False,
    form_targets: str = "'self'",
    refresh: int = 0,
    headers: tuple[tuple[str, str], ...] = (),
) -> Response:
    """A complete page. ``title`` and ``strip`` are text, ``body`` is HTML that is already escaped.

    ``form_targets`` are the CSP sources a form may end at: browsers apply them to redirects after a form too.
    ``refresh`` is a number of seconds, 0 for never.
    """
    again = f'<meta http-equiv="refresh" content="{refresh}">' if refresh else ""
    text = (
        '<!doctype html><html lang="nl"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">{again}'
        f'<title>{escape(title)}</title><link rel="icon" href="data:,"><style>{STYLE}</style></head><body>'
        '<a class="skip" href="#inhoud">Naar de inhoud</a>'
        f'<header class="strip"><div><span>{escape(strip)}</span><a href="/">Alle simulatoren</a></div></header>'
        f'<main id="inhoud"{" class=small" if small else ""}>{body}</main></body></html>'
    )
    policy = (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; img-src data:; frame-src 'self'; "
        f"form-action {form_targets}; base-uri 'none'; frame-ancestors 'none'"
    )
    return Response(status, text.encode(), HTML, (("Content-Security-Policy", policy), *headers))


def message_page(*, title: str, text: str, strip: str, status: int) -> Response:
    """A page that says one thing."""
    body = f'<h1>{escape(title)}</h1><p>{escape(text)}</p><p><a href="/">Naar alle simulatoren</a></p>'
    return page(title=title, strip=strip, body=body, status=status, small=True)
