"""The form and what somebody has begun of it: what every other part of the door starts from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from raadhuis.components.formulieren.domain import definitie, niveau, overzicht, waarden
from raadhuis.components.formulieren.domain.invullen import Oordeel, judge
from raadhuis.components.formulieren.domain.overzicht import Blok
from raadhuis.components.formulieren.store import formulieren, inzendingen
from raadhuis.components.formulieren.store.inzendingen import Inzending
from raadhuis.components.formulieren.types import Formulier, Gegevens, Veld, Waarde
from raadhuis.kernel import clock
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.refusal import NotAllowed, NotFound


class NiveauTeLaag(NotAllowed):
    """Logged in with a lower DigiD level than the form asks."""

    title = "Voor dit formulier moet u inloggen met een hoger niveau van DigiD."


class NietBegonnen(NotFound):
    """This person has not begun this form, or has sent or removed it."""


def load(*, raw: bytes, place: str, at: datetime) -> None:
    """Add the form in `raw` as a new version, unless it is the newest already. Raises WrongForm, naming the place."""
    formulieren.add(definitie.read(raw, place=place), at=at)


def get_formulier(*, slug: str) -> Formulier:
    """The newest version. Raises NotFound."""
    found = formulieren.newest(slug)
    if found is None:
        raise NotFound
    return found


def in_woorden(*, veld: Veld, waarde: Waarde) -> str:
    """An answer as a person reads it."""
    return waarden.in_words(veld, waarde)


def allowed(actor: Actor, form: Formulier) -> Formulier:
    """`form`, which the actor may fill in. Raises NiveauTeLaag."""
    if not niveau.suffices(actor.loa, needed=form.niveau):
        raise NiveauTeLaag
    return form


def concept_of(actor: Actor, slug: str, *, lock: bool = False) -> Inzending | None:
    """What the actor has begun, or None. Raises NiveauTeLaag."""
    found = inzendingen.concept(inwoner=actor.id, slug=slug, lock=lock)
    if found:
        allowed(actor, found.formulier)
    return found


def begun(actor: Actor, slug: str, *, lock: bool = False) -> Inzending:
    """What the actor has begun. Raises NietBegonnen, NiveauTeLaag."""
    found = concept_of(actor, slug, lock=lock)
    if found is None:
        raise NietBegonnen
    return found


def content_of(found: Inzending) -> Gegevens:
    """What was filled in. Raises NotFound when the registers hold it by now."""
    if found.gegevens is None:
        raise NotFound
    return found.gegevens


def judged(found: Inzending, *, at: datetime, extra: Mapping[str, Waarde] | None = None) -> Oordeel:
    """The judgement over the answers, with `extra` on top of what was kept."""
    kept = content_of(found)
    files: dict[str, int] = {}
    for upload in found.uploads:
        files[upload.veld] = files.get(upload.veld, 0) + 1
    return judge(
        found.formulier,
        gegeven={**kept.antwoorden, **(extra or {})},
        feiten=kept.feiten(found.formulier),
        bestanden=files,
        vandaag=clock.local_date(at),
    )


def blocks_of(found: Inzending, oordeel: Oordeel) -> tuple[Blok, ...]:
    """The answers as a person reads them, a block per step."""
    names: dict[str, list[str]] = {}
    for upload in found.uploads:
        names.setdefault(upload.veld, []).append(upload.bestandsnaam)
    facts = content_of(found).feiten(found.formulier)
    return overzicht.overview(found.formulier, oordeel, feiten=facts, bestanden=names)
