"""A letter is a PDF that everybody can read, and what people write in it is only text."""

from __future__ import annotations

import re
import zlib

import pytest

from raadhuis.components.berichten import api
from raadhuis.components.berichten.api import Brief, Deel
from raadhuis.components.berichten.domain import brief as domain


def unpacked(pdf: bytes) -> bytes:
    """The file with its compressed streams readable."""
    parts = [pdf]
    for found in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", pdf, flags=re.DOTALL):
        try:
            parts.append(zlib.decompress(found[1]))
        except zlib.error:
            continue  # an image or plain XML
    return b"\n".join(parts)


def letter(text: str) -> Brief:
    """A letter with this text in every place where text can stand."""
    return Brief(
        titel=text,
        kenmerk=text,
        geadresseerde=(text,),
        kop=((text, text),),
        alineas=(text,),
        delen=(Deel(kop=text, alineas=(text,), rijen=((text, text),)),),
        kolommen=(text, text),
        slot=(text,),
    )


def test_a_letter_is_tagged_for_screen_readers() -> None:
    pdf = api.render_brief(
        Brief(
            titel="Besluit",
            alineas=("U krijgt de kaart.",),
            delen=(Deel(kop="Feiten", rijen=(("Soort", "Bestuurder"),)),),
        )
    )
    readable = unpacked(pdf)
    assert pdf.startswith(b"%PDF-1.7")
    assert b"/StructTreeRoot" in readable
    assert re.search(rb"/Lang ?\(nl(-NL)?\)", readable)
    assert b"/MarkInfo" in readable
    assert re.search(rb"<pdfuaid:part>1</pdfuaid:part>|pdfuaid:part=\"1\"", readable)
    assert b"Besluit" in readable
    for tag in (b"/H1", b"/H2", b"/TH", b"/TD", b"/P"):
        assert tag in readable


def test_the_same_letter_twice_is_the_same_file_in_words() -> None:
    assert len(api.render_brief(letter("Dag"))) == len(api.render_brief(letter("Dag")))


@pytest.mark.parametrize(
    "text",
    [
        '#panic("uit") #read("/etc/passwd") #sys.inputs $x$ *a* _b_ <label> @verwijzing \\ ` // /* ] } )',
        '"}]}', "<script>alert(1)</script>", "= Kop\n- punt\n+ een\n/ term: x", "😀 🚲 👩‍🚀", "اللغة العربية", "שלום", "漢字",
        "\x00\x07\x1b", "\ufeff\u200b\u202eomgekeerd\u2028", "\ud83d", "Łódź Ștefan ẞ İstanbul Ωμέγα Привет – € “x”",
        "a\u0301\u0301\u0301", "x" * 70_000, "😀" * 30_000, "regel\n" * 40, "",
    ],
)  # fmt: skip
def test_whatever_is_written_becomes_a_letter(text: str) -> None:
    brief = letter(text) if text else Brief(titel="Leeg", delen=(Deel(kop=""),), alineas=("",))
    assert api.render_brief(brief).startswith(b"%PDF")


def test_every_character_that_we_pass_on_can_be_shown() -> None:
    kept = "".join(c for c in map(chr, range(0x20, 0x3000)) if not domain._UNSHOWN.match(c))
    assert len(kept) > 1000
    assert api.render_brief(Brief(titel="Alles", alineas=(" ".join(kept), kept))).startswith(b"%PDF")


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("#panic()", "#panic()"),
        ("Ștefan Łukasz", "Ștefan Łukasz"),
        ("e\u0301e\u0301n", "één"),
        ("a\u202eb\ufeffc", "abc"),
        ("ik 😀", "ik \ufffd"),
        ("een\r\ntwee\tdrie", "een\ntwee drie"),
    ],
)
def test_text_is_shown_as_written_or_visibly_not(text: str, seen: str) -> None:
    assert domain._showable({"a": [text]}) == {"a": [seen]}
