"""Anticipated refusals: named, raised in rules and doors, turned into HTTP in one place (`endpoint`, `page`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class FieldError:
    """One entry of `invalidParams`: the field's path on the wire, the standard's literal code, and what to do."""

    name: str
    code: str
    reason: str


class Refusal(Exception):
    """Something the house refuses to do, in words for the person or client that asked.

    `detail` says what was wrong and what to do next; it never holds personal data, since it may be logged. `retry_after` is
    the number of seconds after which the same may work, 0 when that is not known.
    """

    status: ClassVar[int] = 400
    code: ClassVar[str] = "invalid"
    title: ClassVar[str] = "Dit verzoek kan niet worden uitgevoerd."
    next: ClassVar[str] = "Ga terug en controleer wat u invulde."
    retry_after: int = 0

    def __init__(self, detail: str = "", *, fields: tuple[FieldError, ...] = ()) -> None:
        super().__init__(detail or self.title)
        self.detail = detail or self.title
        self.fields = fields


class Invalid(Refusal):
    """The input is wrong; `fields` holds every error at once."""

    title = "Niet alle gegevens zijn goed ingevuld."

    @classmethod
    def field(cls, name: str, code: str, reason: str) -> Invalid:
        """The refusal of one field."""
        return cls(fields=(FieldError(name, code, reason),))


class NotAuthenticated(Refusal):
    """Nobody, or somebody with a token that cannot be trusted."""

    status = 401
    code = "not_authenticated"
    title = "Log eerst in."
    next = "Log in en probeer het opnieuw."


class TokenInvalid(Refusal):
    """The ZGW token is missing, forged or too old (the standard answers 403 for these)."""

    status = 403
    code = "not_authenticated"
    title = "Het token ontbreekt of klopt niet."


class NotAllowed(Refusal):
    """Known, but without the right."""

    status = 403
    code = "permission_denied"
    title = "U heeft hiervoor geen rechten."
    next = "Denkt u dat dit niet klopt? Neem contact op met de gemeente of met uw beheerder."


class NotFound(Refusal):
    """It does not exist, or the actor may not know that it does: the same answer."""

    status = 404
    code = "not_found"
    title = "Deze pagina bestaat niet, of is niet voor u."
    next = "Controleer het adres of ga naar de startpagina."


class MethodNotAllowed(Refusal):
    """The resource exists, but not with this method."""

    status = 405
    code = "method_not_allowed"
    title = "Deze methode kan hier niet."


class NotAcceptable(Refusal):
    """The client takes only answers of a kind that we do not have (RFC 9110 §15.5.7)."""

    status = 406
    code = "not_acceptable"
    title = "Dit wordt alleen als application/json gegeven."


class UnsupportedMediaType(Refusal):
    """The body is of a kind that is not read here (RFC 9110 §15.5.16)."""

    status = 415
    code = "unsupported_media_type"
    title = "Dit wordt alleen als JSON gelezen. Stuur Content-Type: application/json."


class Conflict(Refusal):
    """Somebody else changed it in the meantime; nothing was overwritten."""

    status = 409
    code = "conflict"
    title = "Iemand anders heeft dit intussen gewijzigd."
    next = "Bekijk de nieuwste gegevens en voer uw wijziging zo nodig opnieuw in. Er is niets overschreven."


class PreconditionFailed(Conflict):
    """The ETag in If-Match is not the current one (RFC 9110 §13.1.1)."""

    status = 412
    code = "precondition_failed"


class TooLarge(Refusal):
    """The body is larger than we accept."""

    status = 413
    code = "too_large"
    title = "Het bestand of verzoek is te groot."


class TooManyRequests(Refusal):
    """More than one client or address may ask in a minute."""

    status = 429
    code = "throttled"
    title = "Er komen te veel verzoeken. Probeer het straks opnieuw."
    next = "Wacht even en probeer het opnieuw."

    def __init__(self, *, retry_after: int) -> None:
        super().__init__()
        self.retry_after = retry_after


class Unavailable(Refusal):
    """Another system (database, BRP, mail server) does not answer; trying again later may work."""

    status = 503
    code = "unavailable"
    title = "Dit onderdeel is tijdelijk niet bereikbaar. Probeer het over een paar minuten opnieuw."
    next = "Probeer het over een paar minuten opnieuw. Wat u al had opgeslagen, is bewaard."
