"""The error bodies of the API (RFC 7807), in the wording of the standard."""

from __future__ import annotations

from collections.abc import Sequence

from raadhuis.simulators.exchange import Response, as_json

PATH = "/haalcentraal/api/brp/personen"
_RFC = "https://datatracker.ietf.org/doc/html/rfc7231#section-6."
_KINDS = {
    400: ("5.1", "Een of meerdere parameters zijn niet correct.", "paramsValidation"),
    403: ("5.3", "U bent niet geautoriseerd voor deze operatie.", "autorisation"),
    404: ("5.4", "Opgevraagde resource bestaat niet.", "notFound"),
    405: ("5.5", "Method not allowed.", "methodNotAllowed"),
    406: ("5.6", "Gevraagde contenttype wordt niet ondersteund.", "notAcceptable"),
    415: ("5.13", "Unsupported Media Type", "unsupported"),
    500: ("6.1", "Interne server fout.", "serverError"),
    503: ("6.4", "Bronservice BRP is tijdelijk niet beschikbaar.", "notAvailable"),
}

InvalidParam = dict[str, str]


class WrongQuery(Exception):
    """The query is refused with these invalid parameters."""

    def __init__(self, params: Sequence[InvalidParam]) -> None:
        super().__init__("paramsValidation")
        self.params = list(params)


class TooManyResults(Exception):
    """The search found more people than it may show."""

    def __init__(self, limit: int) -> None:
        super().__init__("tooManyResults")
        self.limit = limit


def invalid(code: str, name: str, reason: str) -> InvalidParam:
    """One member of invalidParams."""
    return {"code": code, "name": name, "reason": reason}


def problem(
    status: int, *, detail: str = "", title: str = "", code: str = "", params: Sequence[InvalidParam] = ()
) -> Response:
    """The answer for an error; title and code follow from the status unless given."""
    section, usual_title, usual_code = _KINDS.get(status, _KINDS[503 if status in (502, 504) else 500])
    kind = _RFC + section if status != 401 else "https://datatracker.ietf.org/doc/html/rfc7235#section-3.1"
    body: dict[str, object] = {
        "type": kind,
        "title": title or usual_title,
        "status": status,
        "detail": detail,
        "instance": PATH,
        "code": code or usual_code,
    }
    if not detail:
        del body["detail"]
    if params:
        body["invalidParams"] = list(params)
    return as_json(body, status=status, content_type="application/problem+json")


def wrong_query(refusal: WrongQuery) -> Response:
    """400 for parameters that are not right."""
    names = list(dict.fromkeys(one["name"] for one in refusal.params))
    detail = f"De foutieve parameter(s) zijn: {', '.join(names)}."
    return problem(400, detail=detail, params=refusal.params)


def too_many_results(refusal: TooManyResults) -> Response:
    """400 for a search that is too wide."""
    detail = f"Meer dan maximum van {refusal.limit} zoekresultaten gevonden. Verfijn de zoekopdracht."
    return problem(400, title="Teveel zoekresultaten.", detail=detail, code="tooManyResults")


def not_authenticated() -> Response:
    """401: no X-API-KEY, or a wrong one."""
    return problem(401, title="Niet correct geauthenticeerd.", code="authentication")
