"""The facts of the BRP that a form shows instead of asking."""

from __future__ import annotations

from datetime import datetime, timedelta

from raadhuis.components.bronnen import api as bronnen
from raadhuis.components.formulieren.api.begin import begun, content_of
from raadhuis.components.formulieren.store import inzendingen
from raadhuis.components.formulieren.store.inzendingen import Inzending
from raadhuis.components.formulieren.types import BrpGegevens, Formulier, Gegevens
from raadhuis.kernel import db
from raadhuis.kernel.identity import Actor

BRP_VERS = timedelta(days=1)


def refresh_brp(actor: Actor, found: Inzending, nummer: int, *, at: datetime) -> tuple[Inzending, bool]:
    """Ask the BRP again when this step shows its facts and they are missing or a day old; whether it is away."""
    kept = content_of(found)
    here = found.formulier.stappen[nummer - 1].velden if nummer <= len(found.formulier.stappen) else ()
    fresh = kept.brp is not None and at - kept.brp.opgehaald < BRP_VERS
    if fresh or not any(veld.brp for veld in here):
        return found, False
    brp, weg = ask_brp(actor, found.formulier, at=at)
    if brp is None:
        return found, weg and kept.brp is None
    with db.atomic():
        locked = begun(actor, found.formulier.slug, lock=True)
        now = content_of(locked)
        facts = Gegevens(bsn=now.bsn, brp=brp).feiten(locked.formulier)
        answers = {name: value for name, value in now.antwoorden.items() if name not in facts}
        inzendingen.save(locked.id, Gegevens(bsn=now.bsn, brp=brp, antwoorden=answers), at=at)
    return begun(actor, found.formulier.slug), False


def ask_brp(actor: Actor, form: Formulier, *, at: datetime) -> tuple[BrpGegevens | None, bool]:
    """What the BRP says of the actor; and whether she must be told that it could not be reached."""
    if not any(veld.brp for veld in form.velden()):
        return None, False
    try:
        found = bronnen.get_persoon(actor=actor, at=at, bsn=actor.bsn, doelbinding=f"formulier {form.slug}")
    except (bronnen.BrpOnbereikbaar, bronnen.PersoonOnbekend):
        return None, True
    return BrpGegevens(
        opgehaald=at,
        volledige_naam=found.volledige_naam,
        geslachtsnaam=found.naam.geslachtsnaam,
        voorvoegsel=found.naam.voorvoegsel,
        voorletters=found.naam.voorletters,
        voornamen=found.naam.voornamen,
        geboortedatum=found.geboortedatum.isoformat() if found.geboortedatum else "",
        adres=found.adres.regel,
    ), False
