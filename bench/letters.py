"""How long a letter takes as PDF/UA: the first of a process, and the next ones."""

from __future__ import annotations

import time
from statistics import median

from bench.http import timed
from bench.place import Place
from bench.report import percentile, table


def run(place: Place) -> bool:
    """Render a decision of one page and a receipt of several; there is no target."""
    from raadhuis.components.berichten.domain.brief import Afzender, Brief, Deel, render

    afzender = Afzender(naam="Gemeente Losser", adres="Raadhuisplein 1, 7581 AG Losser", kleur="#1f4f3a")
    decision = Brief(
        titel="Besluit op uw aanvraag",
        kenmerk="ZAAK-2026-0000000001",
        geadresseerde=("S. de Vries", "Dorpsstraat 1", "7581 AA Losser"),
        kop=(("Datum", "22 november 2026"), ("Zaaknummer", "ZAAK-2026-0000000001")),
        alineas=("U heeft een gehandicaptenparkeerkaart aangevraagd. Wij geven u deze kaart.",) * 4,
        slot=("Met vriendelijke groet,", "Gemeente Losser"),
    )
    answers = tuple(
        (f"Vraag {i}", "Een antwoord dat ongeveer zo lang is als antwoorden zijn.") for i in range(12)
    )
    receipt = Brief(
        titel="Ontvangstbevestiging",
        delen=tuple(
            Deel(kop=f"Deel {i}", alineas=("Dit heeft u ingevuld.",), rijen=answers) for i in range(6)
        ),
    )
    rows = []
    for name, brief in (("decision, one page", decision), ("receipt, 72 answers", receipt)):
        started = time.perf_counter()
        made = render(brief, afzender=afzender)
        first = (time.perf_counter() - started) * 1000
        times = timed(lambda brief=brief: render(brief, afzender=afzender), seconds=1 if place.quick else 10)
        rows.append(
            [name, len(times), first, median(times), percentile(times, 0.95), f"{len(made) // 1024} kB"]
        )
    table(["letter", "n", "first ms", "p50 ms", "p95 ms", "size"], rows)
    print(f"  decisions per minute on one core: {60_000 / rows[0][3]:,.0f} (no target)", flush=True)
    return True
