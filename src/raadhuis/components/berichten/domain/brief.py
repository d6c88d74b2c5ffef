"""A letter as PDF/UA-1: data in, bytes out."""

from __future__ import annotations

import functools
import json
import re
import unicodedata
from importlib import resources
from pathlib import Path
from typing import Any

import font_source_sans_pro
import msgspec
import typst

from raadhuis.kernel.wire import Wire


class Deel(Wire, frozen=True, kw_only=True):
    """A part of a letter: a heading, paragraphs, and rows of (question, answer)."""

    kop: str
    alineas: tuple[str, ...] = ()
    rijen: tuple[tuple[str, str], ...] = ()


class Brief(Wire, frozen=True, kw_only=True):
    """What a letter says. All text is plain; `kop` are (name, value) lines above the title, such as the date."""

    titel: str
    kenmerk: str = ""
    geadresseerde: tuple[str, ...] = ()
    kop: tuple[tuple[str, str], ...] = ()
    alineas: tuple[str, ...] = ()
    delen: tuple[Deel, ...] = ()
    kolommen: tuple[str, str] = ("Gegeven", "Waarde")
    slot: tuple[str, ...] = ()


class Afzender(Wire, frozen=True, kw_only=True):
    """Who writes: `kleur` is the house style's colour as `#rrggbb`."""

    naam: str
    adres: str
    kleur: str


# PDF/UA allows no character without a glyph, and typst stumbles over some scripts: only what our letters can show
# (Latin, Greek, Cyrillic, punctuation, currency) goes in; the rest becomes a
# visible replacement mark.
_MARK = "\ufffd"
_LONGEST = 20_000  # characters in one piece of text; typst stops at 65,535 bytes
_UNSHOWN = re.compile(
    "[^\n\x20-\x7e\xa0-\u036f\u0370-\u03ff\u0400-\u04ff\u1e00-\u1eff\u2010-\u2027\u2030-\u2040\u2044-\u2052\u20a0-\u20bf\ufffd]"
)


def render(brief: Brief, *, afzender: Afzender) -> bytes:
    """The letter as PDF bytes, tagged for screen readers (PDF/UA-1). What no font of ours has is shown as a mark."""
    gegevens = _showable({**msgspec.to_builtins(brief), "afzender": msgspec.to_builtins(afzender)})
    made = typst.compile(
        _template(),
        font_paths=_fonts(),
        sys_inputs={"gegevens": json.dumps(gegevens)},
        format="pdf",
        pdf_standards=["ua-1"],
    )
    return bytes(made)


def _showable(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _showable(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_showable(part) for part in value]
    text = unicodedata.normalize("NFC", str(value)).replace("\r\n", "\n").replace("\t", " ")
    # Format characters (direction, zero width, soft hyphen) show nothing and can mislead.
    seen = "".join(
        _MARK if unicodedata.category(c) == "Cn" else c for c in text if unicodedata.category(c) != "Cf"
    )
    shown = _UNSHOWN.sub(_MARK, seen)
    return shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]} [..]"


@functools.cache
def _fonts() -> typst.Fonts:
    # The letters look the same on every machine: its own fonts stay out.
    folder = Path(font_source_sans_pro.__file__).parent / "files"
    return typst.Fonts(include_system_fonts=False, font_paths=[folder])


@functools.cache
def _template() -> bytes:
    return (resources.files(__package__) / "sjablonen" / "brief.typ").read_bytes()
