"""A letter is a PDF that everybody can read, and what people write in it is only text."""

from __future__ import annotations

import re
import zlib
from io import BytesIO

import pytest
from pypdf import PdfReader

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


def places(pdf: bytes) -> dict[str, tuple[float, float]]:
    """Where each text of the first page begins: millimetres from the left and from the top of the paper."""
    found: dict[str, tuple[float, float]] = {}

    def note(text: str, ctm: list[float], matrix: list[float], *_: object) -> None:
        if text.strip():
            x, y = matrix[4] * ctm[0] + ctm[4], matrix[5] * ctm[3] + ctm[5]
            found.setdefault(text.strip(), (x / 72 * 25.4, 297 - y / 72 * 25.4))

    PdfReader(BytesIO(pdf)).pages[0].extract_text(visitor_text=note)
    return found


AAN = ("W. Meijerink", "Calle del Sol 8", "Bajo Izquierda", "03501 Benidorm", "SPANJE")


def test_the_address_stands_in_the_window_of_an_envelope_and_nothing_else() -> None:
    pdf = api.render_brief(Brief(titel="Besluit", geadresseerde=AAN, kop=(("Datum", "3 maart 2026"),)))
    stand = places(pdf)
    assert [line for line in AAN if not (24 < stand[line][0] < 27 and 48 < stand[line][1] < 80)] == []
    seen = [text for text, (x, y) in stand.items() if 15 < x < 115 and 44 < y < 82 and text not in AAN]
    assert all(text.startswith("Retour:") for text in seen)
    assert stand["Besluit"][1] > 90


def test_without_an_address_no_empty_window_is_left() -> None:
    stand = places(api.render_brief(Brief(titel="Ontvangstbewijs")))
    assert stand["Ontvangstbewijs"][1] < 60
    assert not [text for text in stand if text.startswith("Retour:")]


def test_a_long_address_pushes_the_letter_down_and_does_not_lie_over_it() -> None:
    stand = places(api.render_brief(Brief(titel="Besluit", geadresseerde=AAN * 4)))
    assert stand["Besluit"][1] > stand["SPANJE"][1] + 60


def test_a_reference_and_a_day_are_not_broken_over_two_lines() -> None:
    for length in range(60, 110):
        alinea = (
            f"{'m ' * (length // 2)}L26-T77F-WKCG {'m ' * 40}{'n' * (length % 7)} 9 januari 2027 {'m ' * 60}"
        )
        pdf = api.render_brief(Brief(titel="Besluit", kenmerk="L26-T77F-WKCG", alineas=(alinea,)))
        lines = PdfReader(BytesIO(pdf)).pages[0].extract_text().splitlines()
        assert any("L26-T77F-WKCG" in line and "m" in line for line in lines), lines
        assert any("9 januari" in line for line in lines), lines


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
