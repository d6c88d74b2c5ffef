"""The HTTP edge of the APIs: a WSGI application beside Django's, that decodes, calls one function, and encodes.

It skips Django's request cycle (measured in the ADR on framework and server): a request here costs the routing, the token,
and the handler's own statement.
"""

from __future__ import annotations

import functools
import hashlib
import inspect
import io
import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol, cast, get_args
from urllib.parse import parse_qs
from uuid import UUID

import msgspec
import structlog

from raadhuis.kernel import (
    ahead,
    aside,
    blobs,
    clock,
    db,
    diensten,
    elsewhere,
    expand,
    idempotency,
    loader,
    logboek,
    settings,
    trace,
    wire,
)
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.refusal import (
    FieldError,
    Invalid,
    MethodNotAllowed,
    NotAcceptable,
    NotFound,
    PreconditionFailed,
    Refusal,
    TooLarge,
    Unavailable,
    UnsupportedMediaType,
)

log = structlog.get_logger(__name__)
MAX_JSON = 60 * 1024 * 1024  # base64 of a 40 MB document; larger ones go in parts
_CHUNK = 256 * 1024
DAY = timedelta(days=1)
CSP = "default-src 'none'; frame-ancestors 'none'"
SAFE = frozenset({"GET", "HEAD"})
EVERYBODY = Actor(kind="applicatie", id="iedereen", name="Iedereen")  # has no rights at all
_TOO_LARGE = f"Het verzoek is groter dan {MAX_JSON // 2**20} MB."
NOT_FILTERS = frozenset({"page", "pageSize", "expand", "ordering"})
_TAKEN = frozenset({"*/*", "application/*", "application/json"})  # what a client takes who takes JSON
StartResponse = Callable[..., Any]  # PEP 3333's


class Authenticate(Protocol):
    """Turns a bearer token into an actor; raises TokenInvalid.

    One that also takes `address` gets the address at the other end of the connection, to count who guesses.
    """

    def __call__(self, token: str, *, at: datetime) -> Actor: ...


class Headers(Mapping[str, str]):
    """The headers of a request by their names in lower case, read from the WSGI environ when they are asked."""

    __slots__ = ("_environ",)

    def __init__(self, environ: dict[str, Any]) -> None:
        self._environ = environ

    def __getitem__(self, name: str) -> str:
        return str(self._environ[_key(name)])

    def __contains__(self, name: object) -> bool:
        return _key(str(name)) in self._environ

    def __iter__(self) -> Iterator[str]:
        return (key[5:].replace("_", "-").lower() for key in self._environ if key.startswith("HTTP_"))

    def __len__(self) -> int:
        return sum(1 for _ in self)


@functools.lru_cache(maxsize=200)
def _key(name: str) -> str:
    return "HTTP_" + name.upper().replace("-", "_")


@dataclass(slots=True, kw_only=True)
class Request:
    """One API request in plain values."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: Mapping[str, str]
    base: str
    actor: Actor
    at: datetime
    ids: dict[str, UUID] = field(default_factory=dict)
    expands: expand.Registry = field(default_factory=dict, repr=False)
    _environ: dict[str, Any] = field(default_factory=dict, repr=False)
    _body: bytes | None = field(default=None, repr=False)
    _aside: aside.Aside | None = field(default=None, repr=False)
    _content: blobs.Blob | None = field(default=None, repr=False)
    _taken: bool = field(default=False, repr=False)
    _find: Callable[[str], tuple[Route, dict[str, UUID], str]] | None = field(default=None, repr=False)

    @property
    def uuid(self) -> UUID:
        """The identifier in the path."""
        return self.ids["uuid"]

    @property
    def reden(self) -> str:
        """Why, in the client's words: the X-Audit-Toelichting header."""
        return self.headers.get("x-audit-toelichting", "")[:1000]

    def body(self) -> bytes:
        """The whole body; without what the route sets aside of a large one (`take_content`). Raises TooLarge, and Invalid for a
        length that is no number."""
        if self._body is None:
            self._body = self._read()
        return self._body

    def digest(self) -> bytes:
        """The SHA-256 of what the body says."""
        found = hashlib.sha256(self.body())
        if self._content is not None:
            found.update(self._content.sha256.encode())
        return found.digest()

    def take_content(self) -> blobs.Blob | None:
        """What the route set aside of the body, kept: from now on the caller's, to whom it belongs once she wrote so. None when
        nothing was."""
        self.body()
        self._taken = True
        return self._content

    def drop_content(self, *, after: Exception | None = None) -> None:
        """Keep no content that belongs to nobody. When the database failed it may be somebody's after all: the sweep sees that."""
        if self._content is None or self._aside is None:
            return
        undone = isinstance(after, Refusal) and not isinstance(after, db.DatabaseTrouble)
        if undone or not self._taken:
            with suppress(Unavailable):  # then it is for the sweep too
                blobs.delete(self._content.key, shelf=self._aside.shelf)

    def _read(self) -> bytes:
        said = self._environ.get("CONTENT_LENGTH")
        if said and not (said.isascii() and said.isdigit()):
            raise Invalid.field(wire.WHOLE, "parse_error", "De Content-Length is geen getal.")
        # Without a length it comes in chunks, as some clients send all their JSON.
        length = int(said[:20]) if said else None
        if self._aside is not None and (length is None or length > aside.SMALL):
            return self._split(self._aside, self._environ["wsgi.input"], length)
        if length is None:
            length = MAX_JSON + 1
        elif length > MAX_JSON:
            raise TooLarge(_TOO_LARGE)
        found = bytes(self._environ["wsgi.input"].read(length)) if length else b""
        if len(found) > MAX_JSON:
            raise TooLarge(_TOO_LARGE)
        if self._aside is not None and aside.in_lines(found):
            return self._split(self._aside, io.BytesIO(found), length)
        return found

    def _split(self, what: aside.Aside, stream: Any, length: int | None) -> bytes:
        what.require(self.actor, self.ids.get("uuid"))
        left = aside.MOST if length is None else length
        if left > aside.MOST:
            raise aside.too_large()

        def read(size: int) -> bytes:
            nonlocal left
            if not left and length is None:
                raise aside.too_large()
            chunk: bytes = stream.read(min(size, left))
            left -= len(chunk)
            return chunk

        found, self._content = aside.split(read, path=what.path, shelf=what.shelf)
        return found

    def decode(self, kind: type[wire.T]) -> wire.T:
        """The body as `kind`; raises Invalid with every wrong field. A moment without a time zone is one in the Netherlands."""
        found = _in_our_zone(wire.decode(self.body(), kind))
        _require_readable(found)
        return found

    def decode_partly(self, kind: type[wire.T]) -> tuple[wire.T, tuple[FieldError, ...]]:
        """What can be read of the body as `kind`, and every error of its form: the rules are judged on what is there, once it
        is known that the actor may do what she asks (`wire.together`). Raises Invalid when nothing can be read."""
        try:
            return self.decode(kind), ()
        except Invalid as wrong:
            body = _well_formed(wrong, self.body(), kind)
            if body is None:
                raise
            return body, wrong.fields

    def one(self, name: str, default: str = "") -> str:
        """The first value of a query parameter."""
        return self.query.get(name, [default])[0]

    def filters(self, *, without: frozenset[str] = NOT_FILTERS) -> dict[str, str]:
        """The query parameters that choose resources, the first value of each."""
        return {name: values[0] for name, values in self.query.items() if name not in without}

    def inline(self, body: bytes, tree: expand.Tree, *, at: str) -> bytes:
        """`body` with the related resources that `tree` asks; `at` is the collection, `/zaken/api/v1/zaken`."""
        return expand.inline(body, tree, at=at, registry=self.expands, actor=self.actor, base=self.base)

    def within(self, method: str, path: str, body: bytes) -> Response:
        """The answer of another resource of this process to the same actor, in the caller's transaction: for one call that
        does what takes several. Raises what that resource raises; NotFound when this process does not serve `path`."""
        if self._find is None:
            raise NotFound
        route, ids, _ = self._find(path)
        if method not in route.handlers:
            raise MethodNotAllowed
        asked = replace(
            self, method=method, path=path, query={}, ids=ids, _body=body, _aside=None, _content=None
        )
        return route.handlers[method](asked)

    @property
    def stream(self) -> Any:
        """The body as a stream to read in chunks, for what may be too large for memory."""
        return self._environ["wsgi.input"] if self._body is None else io.BytesIO(self._body)

    @property
    def content_type(self) -> str:
        """The Content-Type of the body as it was sent; "" when it was not said."""
        return str(self._environ.get("CONTENT_TYPE") or "")

    @property
    def content_length(self) -> int | None:
        """The length of the body in bytes as it was sent; None when it is sent in chunks or not said."""
        said = self._environ.get("CONTENT_LENGTH") or ""
        return int(said) if said.isascii() and said.isdigit() else None


@dataclass(frozen=True, slots=True)
class Response:
    """An answer: bytes (JSON unless told otherwise) or an iterable of chunks."""

    body: bytes | Iterable[bytes] = b""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    content_type: str = "application/json"


Handler = Callable[[Request], Response]


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One path of an API: `{uuid}`-like parts are UUIDs. `handlers` by method; `params` are the query parameters it knows.

    `expands` names the collection of EXPANDS whose attributes `?expand=` may name; "" when the standard has none here.
    `public` routes are read without a token (and without looking at one), for what everybody may know; writing never is.
    `personal` says what reading it means for people, for the log of processing: the module's PERSONAL, by path.
    `streams` when the body is no JSON and read as a stream, since it may be larger than memory. `as_kept` when the answer is
    no JSON but a file of the kind that it is. `aside` is the value of a body that may be larger than memory.
    """

    path: str
    handlers: dict[str, Handler]
    params: frozenset[str] = frozenset()
    expands: str = ""
    public: bool = False
    personal: logboek.Personal | None = None
    streams: bool = False
    as_kept: bool = False
    aside: aside.Aside | None = None


# What the path of a resource has where its route has `{uuid}`.
_UUID = "{}"
_UUID_LENGTH = 36


class Api:
    """All APIs of this process as one WSGI application.

    `apis` are (prefix, version, routes) per API. `expands` is what can be expanded: collections by their path.
    Paths outside the prefixes are not ours: `serves` says so.
    """

    def __init__(
        self,
        apis: Iterable[tuple[str, str, Iterable[Route]]],
        *,
        authenticate: Authenticate,
        base: str,
        expands: expand.Registry | None = None,
        on_read: Callable[[logboek.Reading], None] | None = None,
    ) -> None:
        self._authenticate = authenticate
        self._asks_address = "address" in inspect.signature(authenticate).parameters
        self._base = base
        self._expands = expands or {}
        self._on_read = on_read
        # By the parts of the path, `{}` for an identifier: the route, the version of its API, the names of the identifiers.
        self._routes: dict[tuple[str, ...], tuple[Route, str, tuple[str, ...]]] = {}
        self._prefixes: tuple[str, ...] = ()
        for prefix, version, routes in apis:
            self._prefixes += (prefix + "/",)
            for route in routes:
                self._add(prefix, version, route)

    def _add(self, prefix: str, version: str, route: Route) -> None:
        parts = (prefix + route.path).split("/")
        names = tuple(part[1:-1] for part in parts if part.startswith("{"))
        shape = tuple(_UUID if part.startswith("{") else part for part in parts)
        self._routes.setdefault(shape, (route, version, names))

    @classmethod
    def of_house(
        cls, *, authenticate: Authenticate, on_read: Callable[[logboek.Reading], None] | None = None
    ) -> Api:
        """The APIs of the components that this process runs. `on_read` hears of every reading of personal data."""
        from raadhuis.kernel import openapi

        modules = loader.apis()
        return cls(
            [
                (prefix, module.VERSION, [*_routes(module), *openapi.routes(module)])
                for prefix, module in modules
            ],
            authenticate=authenticate,
            base=settings.current().url,
            expands={
                f"{prefix}/{collection}": expandable
                for prefix, module in modules
                for collection, expandable in getattr(module, "EXPANDS", {}).items()
            },
            on_read=on_read,
        )

    def serves(self, path: str) -> bool:
        """Whether this path belongs to one of the APIs."""
        return path.startswith(self._prefixes)

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        method = environ["REQUEST_METHOD"]
        version = ""
        try:
            route, ids, version = self.find(environ["PATH_INFO"])
            environ["raadhuis.route"] = route.path
            handler = route.handlers.get("GET" if method == "HEAD" else method)
            if handler is None:
                response = _not_allowed(route, method)
            else:
                response = self._answer(handler, route, ids, environ, method)
        except Refusal as refusal:
            response = problem(refusal)
        except Exception as error:  # noqa: BLE001  # whatever it is, its client gets an answer
            response = problem(_failed(error, environ["PATH_INFO"], method))
        return _send(response, version, method, start_response)

    def find(self, path: str) -> tuple[Route, dict[str, UUID], str]:
        """The route of a path, the identifiers in it, and the version of its API. Raises NotFound."""
        parts = path.rstrip("/").split("/")
        given = [part for part in parts if len(part) == _UUID_LENGTH]
        shape = (
            tuple(_UUID if len(part) == _UUID_LENGTH else part for part in parts) if given else tuple(parts)
        )
        found = self._routes.get(shape)
        if found is None:
            raise NotFound
        route, version, names = found
        return route, dict(zip(names, map(_uuid, given), strict=True)) if given else {}, version

    def _answer(
        self, handler: Handler, route: Route, ids: dict[str, UUID], environ: dict[str, Any], method: str
    ) -> Response:
        at = clock.now()
        headers = Headers(environ)
        raw = environ.get("QUERY_STRING")
        query = _query(raw, route, method) if raw else {}
        scheme, _, token = headers.get("authorization", "").partition(" ")
        token = token.strip() if scheme.lower() == "bearer" else ""
        # The connection's own address: what a header claims is no more than a claim (S17).
        caller = {"address": str(environ.get("REMOTE_ADDR") or "")} if self._asks_address else {}

        def attempt() -> Response:
            request = Request(
                method=method,
                path=environ["PATH_INFO"],
                query=query,
                headers=headers,
                base=self._base,
                actor=EVERYBODY
                if route.public and method in SAFE
                else self._authenticate(token, at=at, **caller),
                at=at,
                ids=ids,
                expands=self._expands,
                _environ=environ,
                _aside=route.aside,
                _find=self.find,
            )
            _speak_json(request, route)
            act = functools.partial(self._acted, request, handler, route)
            try:
                found = (_translated if diensten.known().anything else _acted_ahead)(request, route, act)
            except Exception as error:
                request.drop_content(after=error)
                raise
            request.drop_content()
            return found

        try:
            response = attempt()
        except db.DatabaseGone:
            if method not in SAFE:
                raise
            response = attempt()  # a connection that died while idle; a read may be tried again
        return _conditional(response, headers, method)

    def _acted(self, request: Request, handler: Handler, route: Route) -> Response:
        """What the handler answers, once for a POST that may be repeated, and only on what the client read."""
        if "idempotency-key" in request.headers and request.method == "POST":
            _heard_out(request, route)
            return _once(request, handler, route)
        if "if-match" in request.headers and request.method not in SAFE:
            _heard_out(request, route)
            return _if_match(request, handler, route)
        response = handler(request)
        if self._on_read is not None and route.personal is not None and request.method in SAFE:
            self._on_read(_reading(request, route.personal))
        return _expanded(request, response, route) if "expand" in request.query else response


def _heard_out(request: Request, route: Route) -> None:
    """Read a body before a transaction is opened: nothing is held while a slow client sends."""
    if not route.streams:
        request.body()


def _speak_json(request: Request, route: Route) -> None:
    """Raises NotAcceptable when the client takes no JSON, UnsupportedMediaType when it sends something else. Who says neither,
    or says any kind of JSON, is understood."""
    accept = request.headers.get("accept", "*/*")
    if accept not in _TAKEN and not route.as_kept and not any(map(_takes_json, accept.split(","))):
        raise NotAcceptable
    sent = request.content_type
    if sent in ("application/json", "") or route.streams or request.method in SAFE:
        return
    if request.content_length and not _media_type(sent).endswith("json"):
        raise UnsupportedMediaType


def _takes_json(accept: str) -> bool:
    kind = _media_type(accept)
    return kind in _TAKEN or kind.endswith("json")


def _media_type(text: str) -> str:
    return text.partition(";")[0].strip().lower()


def _translated(request: Request, route: Route, act: Callable[[], Response]) -> Response:
    """What `act` answers when references to other places may come in and go out (`elsewhere`).

    Which uuids they have is written in the transaction of the change that brings them, or not at all.
    """
    request.query = elsewhere.inward_query(request.query, at=request.at)
    urls: frozenset[str] = frozenset()
    if request.method not in SAFE and not route.streams:
        request._body, urls = elsewhere.inward(request.body(), at=request.at)  # noqa: SLF001  # this module's own

    def remembered() -> Response:
        with db.atomic() if urls else nullcontext():
            elsewhere.remember(urls)
            return act()

    response = _acted_ahead(request, route, remembered)
    if isinstance(response.body, bytes) and "json" in response.content_type:
        return replace(response, body=elsewhere.outward(response.body))
    return response


def _acted_ahead(request: Request, route: Route, act: Callable[[], Response]) -> Response:
    """What `act` answers; what a change asks of other providers is asked outside its transaction (`ahead`).

    A read holds nothing, and a stream can be read only once.
    """
    return act() if request.method in SAFE or route.streams else ahead.change(act)


def _query(raw: str, route: Route, method: str) -> dict[str, list[str]]:
    """The query parameters. Raises Invalid for one that a read does not know, and for the character NUL."""
    query = parse_qs(raw, keep_blank_values=True)
    known = route.params | {"expand"} if route.expands else route.params
    if unknown := [name for name in query if name not in known] if method in SAFE else []:
        reason = f"Onbekende queryparameters: {', '.join(unknown)[:200]}"
        raise Invalid.field("nonFieldErrors", "unknown-parameters", reason)
    for name, values in query.items():
        if any("\0" in text for text in (name, *values)):
            name = name.replace("\0", "")
            raise Invalid.field(name, "null_characters_not_allowed", "Het teken NUL kan hier niet.")
    return query


def _failed(error: Exception, path: str, method: str) -> Refusal:
    if (trouble := db.trouble(error)) is not None:
        if isinstance(trouble, db.DatabaseGone):
            db.forget_connection()
        return trouble
    # The class only: a message might hold personal data.
    path = re.sub(r"[0-9a-f-]{36}", "{uuid}", path)
    log.error("api.failed", path=path, method=method, error=type(error).__name__, exc_info=_debug())
    return _ServerError()


def _routes(module: Any) -> Iterable[Route]:
    personal: dict[str, logboek.Personal] = getattr(module, "PERSONAL", {})
    return (replace(route, personal=personal.get(route.path)) for route in module.ROUTES)


def _reading(request: Request, personal: logboek.Personal) -> logboek.Reading:
    found = request.ids.get("uuid") or wire.uuid_of(request.one(personal.of))
    return logboek.Reading(
        personal=personal,
        object=found,
        bsns=tuple(bsn for name in personal.bsn if (bsn := request.one(name))),
        actor=request.actor,
        context=trace.current(),
        at=request.at,
        ended=clock.now(),
    )


def _once(request: Request, handler: Handler, route: Route) -> Response:
    """A POST that its client may repeat: done once, answered the same (see `idempotency`)."""
    heard = _Heard(request) if route.streams else None
    asked = replace(request, _environ=request._environ | {"wsgi.input": heard}) if heard else request  # noqa: SLF001  # this module's own

    def act() -> idempotency.Answer:
        response = handler(asked)
        body = response.body if isinstance(response.body, bytes) else b"".join(response.body)
        return idempotency.Answer(response.status, response.headers, body)

    def said() -> str:
        found = heard.digest() if heard else request.digest()
        return hashlib.sha256(request.path.encode() + b"\0" + found).hexdigest()

    kept = idempotency.once(
        client=request.actor.applicatie or request.actor.id,
        key=request.headers["idempotency-key"],
        said=said,
        at=request.at,
        act=act,
    )
    return Response(kept.body, kept.status, kept.headers)


class _Heard:
    """The stream of a request that is hashed as it is read: it may be larger than memory."""

    def __init__(self, request: Request) -> None:
        self._stream, self._left, self._hash = request.stream, request.content_length or 0, hashlib.sha256()

    def read(self, size: int) -> bytes:
        """The next bytes, at most `size`."""
        chunk: bytes = self._stream.read(size)
        self._left -= len(chunk)
        self._hash.update(chunk)
        return chunk

    def digest(self) -> bytes:
        """The hash of the whole; what nobody read yet, is read for it."""
        while self._left > 0 and self.read(min(_CHUNK, self._left)):
            pass
        return self._hash.digest()


def _if_match(request: Request, handler: Handler, route: Route) -> Response:
    """Change a resource only when it still is what the client read; two who try at once take turns."""
    read = route.handlers.get("GET")
    if read is None:
        return handler(request)
    with db.atomic():
        db.run("SELECT pg_advisory_xact_lock(hashtextextended(%(path)s, 0))", {"path": request.path})
        unasked = {k: v for k, v in request.headers.items() if k != "x-audit-toelichting"}
        now = dict(read(replace(request, method="GET", query={}, headers=unasked)).headers).get("ETag", "")
        wanted = request.headers["if-match"].replace("W/", "")
        if wanted.strip() != "*" and now not in wanted:
            raise PreconditionFailed
        return handler(request)


def _expanded(request: Request, response: Response, route: Route) -> Response:
    """The answer to a read with the related resources that `?expand=` asks; its ETag is that of the whole."""
    if not route.expands or request.method not in SAFE or not isinstance(response.body, bytes):
        return response
    collection = "/".join([*request.path.split("/")[:4], route.expands])
    body = request.inline(response.body, expand.parse(request.query["expand"]), at=collection)
    kept = tuple((name, value) for name, value in response.headers if name != "ETag")
    etag = () if len(kept) == len(response.headers) else (("ETag", etag_of(body)),)
    return Response(body, response.status, kept + etag, response.content_type)


def _well_formed(wrong: Invalid, raw: bytes, kind: type[wire.T]) -> wire.T | None:
    """A body without the fields that are `wrong`; None when that cannot be said."""
    known = wire.wrong_in(wrong.fields)
    # What is about the whole may be in any of it, such as a character that cannot be kept.
    body = None if wire.WHOLE in known else wire.partly(raw, kind, without=known)
    return None if body is None else _in_our_zone(body)


def _in_our_zone(found: wire.T) -> wire.T:
    without = {
        name: value.replace(tzinfo=clock.AMSTERDAM)
        for name in _moments(cast("Hashable", type(found)))
        if isinstance(value := getattr(found, name), datetime) and value.tzinfo is None
    }
    return msgspec.structs.replace(found, **without) if without else found  # type: ignore[type-var]  # it has fields


def _require_readable(found: object) -> None:
    """A moment at the end of time is in another year in another time zone: PostgreSQL writes one that Python cannot read."""
    for name in _moments(cast("Hashable", type(found))):
        value = getattr(found, name)
        if isinstance(value, datetime):
            try:
                _ = value.astimezone(UTC) - DAY, value.astimezone(UTC) + DAY
            except OverflowError:
                raise Invalid.field(name, "invalid", "Dit tijdstip ligt te ver weg.") from None


@functools.cache
def _moments(kind: Hashable) -> tuple[str, ...]:
    """The fields of a body that may be a moment; `kind` is its class."""
    if not (isinstance(kind, type) and issubclass(kind, msgspec.Struct)):
        return ()
    return tuple(
        field.name
        for field in msgspec.structs.fields(kind)
        if datetime in (field.type, *get_args(field.type))
    )


class _ServerError(Refusal):
    status = 500
    code = "error"
    title = "Er ging iets mis bij ons. De fout is vastgelegd; er is niets half opgeslagen."


def _uuid(text: str) -> UUID:
    try:
        if text[8] == "-":  # UUID() takes other notations too
            return UUID(text)
    except ValueError:
        pass
    raise NotFound


def _conditional(response: Response, headers: Mapping[str, str], method: str) -> Response:
    if method in SAFE and (wanted := headers.get("if-none-match")):
        etag = dict(response.headers).get("ETag")
        if etag and (etag in wanted or wanted.strip() == "*"):
            return Response(b"", 304, response.headers)
    return response


@functools.cache
def _debug() -> bool:
    return settings.current().debug


_REASONS = {
    200: "OK", 201: "Created", 204: "No Content", 206: "Partial Content", 304: "Not Modified", 400: "Bad Request",
    401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed", 406: "Not Acceptable",
    409: "Conflict", 412: "Precondition Failed", 413: "Content Too Large", 415: "Unsupported Media Type",
    416: "Range Not Satisfiable", 429: "Too Many Requests", 500: "Internal Server Error", 503: "Service Unavailable",
}  # fmt: skip


_ALWAYS = (
    ("Cache-Control", "no-store, private"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Content-Security-Policy", CSP),
)


def _send(response: Response, version: str, method: str, start_response: StartResponse) -> Iterable[bytes]:
    headers = [("Content-Type", response.content_type), *_ALWAYS, *response.headers]
    if version:
        headers.append(("API-version", version))
    if isinstance(response.body, bytes):
        headers.append(("Content-Length", str(len(response.body))))
    start_response(f"{response.status} {_REASONS.get(response.status, '')}", headers)
    if method == "HEAD" or response.status in (204, 304):
        return [b""]
    return [response.body] if isinstance(response.body, bytes) else response.body


def problem(refusal: Refusal) -> Response:
    """A refusal as the ZGW `fout` body, which is also problem+json (RFC 9457)."""
    body: dict[str, Any] = {
        "type": f"urn:raadhuis:fout:{type(refusal).__name__}",
        "code": refusal.code,
        "title": refusal.title,
        "status": refusal.status,
        "detail": refusal.detail,
        "instance": f"urn:uuid:{_instance()}",
    }
    if refusal.fields or isinstance(refusal, Invalid):
        told = wire.bounded(refusal.fields)
        body["invalidParams"] = [{"name": f.name, "code": f.code, "reason": f.reason} for f in told]
    wait = (("Retry-After", str(refusal.retry_after)),) if refusal.retry_after else ()
    return Response(wire.encode(body), refusal.status, wait, content_type="application/problem+json")


def _not_allowed(route: Route, method: str) -> Response:
    """405 with the methods that are there (RFC 9110 §15.5.6)."""
    there = [*route.handlers, "HEAD"] if "GET" in route.handlers else [*route.handlers]
    refused = problem(MethodNotAllowed(f"Methode {method} kan hier niet."))
    return replace(refused, headers=(("Allow", ", ".join(sorted(there))),))


def _instance() -> str:
    import uuid

    return str(uuid.uuid4())


def json(body: bytes | None, *, status: int = 200, headers: tuple[tuple[str, str], ...] = ()) -> Response:
    """JSON bytes, or NotFound when there are none."""
    if body is None:
        raise NotFound
    return Response(body, status, headers)


def etag_of(body: bytes) -> str:
    """The ETag of a resource: of its JSON, as the standard has it."""
    return f'"{hashlib.md5(body, usedforsecurity=False).hexdigest()}"'


def one(body: bytes | None, *, headers: tuple[tuple[str, str], ...] = ()) -> Response:
    """One resource with its ETag, or NotFound when there is none."""
    found = json(body)
    return Response(found.body, 200, (*headers, ("ETag", etag_of(body or b""))))


def created(body: bytes) -> Response:
    """201 with the Location of the new resource, read from its own `url`."""
    url = wire.decode(body, _HasUrl).url
    return Response(body, 201, (("Location", url),))


class _HasUrl(wire.Wire, frozen=True):
    url: str
