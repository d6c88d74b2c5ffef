"""The endpoints of one OpenID provider: discovery, keys, authorize, token, userinfo and logout."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote_plus, urlencode, urlsplit

from stdnum.exceptions import InvalidChecksum
from stdnum.exceptions import ValidationError as InvalidNumber
from stdnum.nl import bsn as bsn_number

from raadhuis.simulators.exchange import Request, Response, as_json, redirect
from raadhuis.simulators.openid import authorization, pages
from raadhuis.simulators.openid.accounts import Accounts, Client, Employee, Level, Mount, Resident
from raadhuis.simulators.openid.authorization import Authorization, NotOurClient, Refused
from raadhuis.simulators.openid.codes import Codes, Grant
from raadhuis.simulators.openid.signing import ALGORITHM, Signer
from raadhuis.simulators.page import message_page

TOKEN_LIFETIME = 3600  # seconds
SESSION_LIFETIME = 8 * 3600  # seconds: a working day
_COOKIE = "simulator_sessie"
# Without acr_values a broker asks DigiD for this.
USUAL_LEVEL = Level.MIDDEN

Account = Resident | Employee


class TokenRefused(Exception):
    """The token endpoint says no; ``error`` is an OAuth error code."""

    def __init__(self, error: str, status: int = 400) -> None:
        super().__init__(error)
        self.error, self.status = error, status


class Provider:
    """One mounted provider. Employees keep a session here (single sign-on), residents log in every time.

    ``clock`` gives the Unix time in seconds.
    """

    def __init__(
        self, *, mount: Mount, base: str, accounts: Accounts, signer: Signer, clock: Callable[[], int]
    ) -> None:
        self.mount, self.issuer = mount, f"{base}/{mount}"
        self._accounts, self._signer, self._clock = accounts, signer, clock
        self._codes = Codes()
        self._endpoints: dict[tuple[str, str], Callable[[Request], Response]] = {
            ("GET", "/.well-known/openid-configuration"): lambda _: as_json(self._discovery()),
            ("GET", "/jwks"): lambda _: as_json(signer.jwks()),
            ("GET", "/authorize"): self._authorize,
            ("POST", "/authorize"): self._authorize,
            ("POST", "/token"): self._token,
            ("GET", "/userinfo"): self._userinfo,
            ("POST", "/userinfo"): self._userinfo,
            ("GET", "/logout"): self._logout,
            ("POST", "/logout"): self._logout,
        }

    def handle(self, request: Request) -> Response | None:
        """The answer of the endpoint at this path, or None when there is none."""
        path = request.path.removeprefix(f"/{self.mount}")
        method = "GET" if request.method == "HEAD" else request.method
        if endpoint := self._endpoints.get((method, path)):
            return endpoint(request)
        allowed = [known for known, where in self._endpoints if where == path]
        return Response(405, headers=(("Allow", ", ".join(allowed)),)) if allowed else None

    def _discovery(self) -> dict[str, object]:
        own = ("bsn", "loa") if self.mount == "digid" else ("name", "email", "roles", "teams")
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/jwks",
            "end_session_endpoint": f"{self.issuer}/logout",
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": [ALGORITHM],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            "code_challenge_methods_supported": ["S256"],
            "scopes_supported": ["openid", "profile", "email"],
            "acr_values_supported": [str(level) for level in Level],
            "claims_supported": ["sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "acr", *own],
            "prompt_values_supported": ["none", "login", "select_account"],
            "request_parameter_supported": False,
            "request_uri_parameter_supported": False,
            "authorization_response_iss_parameter_supported": True,
            "ui_locales_supported": ["nl"],
        }

    # --- authorize: who are you?

    def _authorize(self, request: Request) -> Response:
        pairs = request.form_pairs() if request.method == "POST" else request.query_pairs()
        try:
            asked = authorization.read(pairs, clients=self._accounts.clients, mount=self.mount)
            choice = dict(pairs) if request.method == "POST" else {}
            if choice.get("annuleren"):
                raise Refused(asked.asked, "access_denied", "the person cancelled")
            if choice.get("account") or "bsn" in choice:
                return self._chosen(asked, choice)
            return self._resume(asked, request) or pages.login_page(self._accounts, asked, mount=self.mount)
        except NotOurClient as refusal:
            return message_page(
                title="Inloggen lukt niet", text=str(refusal), strip=pages.STRIPS[self.mount], status=400
            )
        except Refused as no:
            return redirect(no.asked.answer(self.issuer, error=no.error, error_description=no.description))

    def _chosen(self, asked: Authorization, choice: dict[str, str]) -> Response:
        """Somebody was picked or typed: on with it, or back to the page with what is wrong."""
        key = choice.get("account", "")
        if not key and self.mount == "digid":
            key = bsn_number.compact(choice.get("bsn", "").strip())
            if error := _bsn_error(choice.get("bsn", "")):
                return pages.login_page(
                    self._accounts, asked, mount=self.mount, typed_bsn=choice["bsn"], error=error
                )
        account = self._find(key)
        if account is None:
            raise Refused(asked.asked, "access_denied", "no such account")
        now = self._clock()
        session = {"iss": self.issuer, "aud": f"{self.issuer}/sessie", "wie": key, "auth_time": now}
        token = self._signer.sign({**session, "exp": now + SESSION_LIFETIME})
        return self._finish(
            asked, account, auth_time=now, cookie=token if self.mount == "medewerkers" else ""
        )

    def _resume(self, asked: Authorization, request: Request) -> Response | None:
        """Straight on for an employee who already has a session here; None when the page is needed."""
        now = self._clock()
        claims = self._signer.read(
            request.cookie(_COOKIE), issuer=self.issuer, audience=f"{self.issuer}/sessie", now=now
        )
        account = self._find(claims["wie"]) if claims and self.mount == "medewerkers" else None
        fresh = claims and (asked.max_age is None or claims["auth_time"] + asked.max_age > now)
        if claims and account and fresh and not asked.prompts & {"login", "select_account"}:
            return self._finish(asked, account, auth_time=claims["auth_time"], cookie="")
        if "none" in asked.prompts:
            raise Refused(asked.asked, "login_required", "there is no session")
        return None

    def _finish(self, asked: Authorization, account: Account, *, auth_time: int, cookie: str) -> Response:
        level = asked.level or min(USUAL_LEVEL, account.level, key=lambda one: one.rank)
        if account.level.rank < level.rank:
            raise Refused(
                asked.asked, "unmet_authentication_requirements", "the account does not reach the asked level"
            )
        grant = Grant(
            client_id=asked.asked.client.client_id,
            redirect_uri=asked.asked.redirect_uri,
            code_challenge=asked.code_challenge,
            nonce=asked.nonce,
            account=_key(account),
            acr=level,
            auth_time=auth_time,
            token_id=secrets.token_urlsafe(16),
            issued_at=self._clock(),
        )
        location = asked.asked.answer(self.issuer, code=self._codes.issue(grant))
        return redirect(location, *([("Set-Cookie", self._cookie(cookie))] if cookie else []))

    def _find(self, key: str) -> Account | None:
        if self.mount == "medewerkers":
            return next((e for e in self._accounts.employees if e.sub == key), None)
        known = next((r for r in self._accounts.residents if r.bsn == key), None)
        if known or not bsn_number.is_valid(key) or len(key) != 9:
            return known
        return Resident(key, f"BSN {key}", "", Level.HOOG)

    def _cookie(self, value: str) -> str:
        life = SESSION_LIFETIME if value else 0
        safe = "; Secure" if self.issuer.startswith("https:") else ""
        return f"{_COOKIE}={value}; Path=/{self.mount}; Max-Age={life}; HttpOnly; SameSite=Lax{safe}"

    # --- token: what the client gets for the code

    def _token(self, request: Request) -> Response:
        form = dict(request.form_pairs())
        try:
            client = self._client(request, form)
            if form.get("grant_type") != "authorization_code":
                raise TokenRefused("unsupported_grant_type")
            grant = self._codes.redeem(
                form.get("code", ""),
                client_id=client.client_id,
                redirect_uri=form.get("redirect_uri", ""),
                verifier=form.get("code_verifier", ""),
                now=self._clock(),
            )
            account = self._find(grant.account) if grant else None
            if grant is None or account is None:
                raise TokenRefused("invalid_grant")
            return as_json(self._tokens(grant, account))
        except TokenRefused as no:
            challenge = (("WWW-Authenticate", f'Basic realm="{self.issuer}"'),) if no.status == 401 else ()
            answer = as_json({"error": no.error}, status=no.status)
            return Response(answer.status, answer.body, answer.content_type, challenge)

    def _client(self, request: Request, form: dict[str, str]) -> Client:
        """The client that proves itself by header or by form, not by both (RFC 6749 section 2.3)."""
        header = request.headers.get("authorization", "")
        if header and "client_secret" in form:
            raise TokenRefused("invalid_request")
        client_id, secret = form.get("client_id", ""), form.get("client_secret", "")
        if header:
            scheme, _, packed = header.partition(" ")
            try:
                pair = base64.b64decode(packed, validate=True).decode() if scheme.lower() == "basic" else ""
            except (binascii.Error, UnicodeDecodeError):
                pair = ""
            client_id, secret = (unquote_plus(part) for part in pair.partition(":")[::2])
        for client in self._accounts.clients:
            if client.client_id == client_id and client.mount == self.mount and client.secret:
                if hmac.compare_digest(client.secret.encode(), secret.encode()):
                    return client
                break
        raise TokenRefused("invalid_client", 401)

    def _tokens(self, grant: Grant, account: Account) -> dict[str, object]:
        now = self._clock()
        common: dict[str, Any] = {
            "iss": self.issuer,
            "sub": self._subject(account),
            "iat": now,
            "exp": now + TOKEN_LIFETIME,
            "auth_time": grant.auth_time,
            "acr": grant.acr,
        }
        access = {"aud": f"{self.issuer}/userinfo", "jti": grant.token_id, "client_id": grant.client_id}
        nonce = {"nonce": grant.nonce} if grant.nonce else {}
        identity = {"aud": grant.client_id, **nonce, **self._claims(account, grant.acr)}
        return {
            "token_type": "Bearer",
            "expires_in": TOKEN_LIFETIME,
            "scope": "openid",
            "access_token": self._signer.sign(common | access | {"wie": grant.account}, kind="at+jwt"),
            "id_token": self._signer.sign(common | identity),
        }

    def _subject(self, account: Account) -> str:
        if isinstance(account, Employee):
            return account.sub
        # A DigiD broker gives a stable pseudonym, never the number itself, as the subject.
        return hashlib.sha256(f"{self.issuer}|{account.bsn}".encode()).hexdigest()[:32]

    def _claims(self, account: Account, acr: str) -> dict[str, object]:
        if isinstance(account, Resident):
            return {"bsn": account.bsn, "loa": acr}
        return {
            "name": account.name,
            "email": account.email,
            "roles": list(account.roles),
            "teams": list(account.teams),
        }

    def _userinfo(self, request: Request) -> Response:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        claims = self._signer.read(
            token, issuer=self.issuer, audience=f"{self.issuer}/userinfo", now=self._clock()
        )
        account = self._find(claims["wie"]) if claims else None
        if scheme.lower() != "bearer" or not claims or not account or self._codes.is_revoked(claims["jti"]):
            return Response(401, headers=(("WWW-Authenticate", 'Bearer error="invalid_token"'),))
        return as_json({"sub": claims["sub"], "acr": claims["acr"], **self._claims(account, claims["acr"])})

    # --- logout

    def _logout(self, request: Request) -> Response:
        """RP-initiated logout: at once with an id token of ours, otherwise after a question."""
        given = dict(request.form_pairs() if request.method == "POST" else request.query_pairs())
        client = self._logout_client(given)
        target = given.get("post_logout_redirect_uri", "")
        if target and not (
            client and authorization.may_redirect(client, target, registered=client.post_logout_redirect_uris)
        ):
            return message_page(
                title="Uitloggen lukt niet",
                text="Het terugkeeradres (post_logout_redirect_uri) is niet geregistreerd bij deze client.",
                strip=pages.STRIPS[self.mount],
                status=400,
            )
        if not given.get("zeker") and not (client and given.get("id_token_hint")):
            return pages.logout_page(
                mount=self.mount,
                client_id=client.client_id if client else "",
                target=target,
                state=given.get("state", ""),
            )
        gone = ("Set-Cookie", self._cookie(""))
        if not target:
            done = message_page(
                title="U bent uitgelogd",
                text="U kunt deze pagina sluiten.",
                strip=pages.STRIPS[self.mount],
                status=200,
            )
            return Response(done.status, done.body, done.content_type, (*done.headers, gone))
        state = urlencode({"state": given["state"]}) if given.get("state") else ""
        joint = ("&" if urlsplit(target).query else "?") if state else ""
        return redirect(f"{target}{joint}{state}", gone)

    def _logout_client(self, given: dict[str, str]) -> Client | None:
        """The client of the id token, expired or not; without a token the client that names itself."""
        hint, named = given.get("id_token_hint", ""), given.get("client_id", "")
        for client in self._accounts.clients:
            if client.mount != self.mount or named not in ("", client.client_id):
                continue
            if hint and self._signer.read(hint, issuer=self.issuer, audience=client.client_id, now=None):
                return client
            if not hint and named:
                return client
        return None


def _key(account: Account) -> str:
    return account.bsn if isinstance(account, Resident) else account.sub


def _bsn_error(typed: str) -> str:
    """What is wrong with the number, in words for the person; empty when it is good."""
    number = typed.strip().replace(" ", "").replace(".", "").replace("-", "")
    if not number.isdecimal() or not number.isascii():
        return "Dit is geen geldig BSN: gebruik alleen cijfers."
    if len(number) != 9:
        return f"Dit is geen geldig BSN: een BSN heeft 9 cijfers, u vulde er {len(number)} in."
    try:
        bsn_number.validate(number)
    except InvalidChecksum:
        return "Dit is geen geldig BSN: het nummer voldoet niet aan de elfproef. Controleer de cijfers."
    except InvalidNumber:
        return "Dit is geen geldig BSN: dit nummer bestaat niet."
    return ""
