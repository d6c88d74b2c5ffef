"""A person with a browser, without the browser: follows links, keeps cookies, fills in forms as the page offers them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urljoin

import httpx
import lxml.html
from lxml.html import FormElement, HtmlElement

Upload = tuple[str, bytes, str]  # name, content, media type


class NotAsExpected(Exception):
    """What the visitor met is not what should be there; the message says where and what."""


class Visitor:
    """One browser. `page` is the parsed page it is on, `url` its address."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._client = httpx.Client(timeout=30, follow_redirects=True, trust_env=False)
        self.response = httpx.Response(0)
        self.page: HtmlElement = lxml.html.fromstring("<html></html>")
        self.url = base

    def close(self) -> None:
        """Close the browser."""
        self._client.close()

    def open(self, address: str, *, status: int = 200) -> HtmlElement:
        """Go to an address (a path, or a full URL). Raises NotAsExpected for another status."""
        return self._arrive(self._client.get(urljoin(self.url, address)), status)

    def fetch(self, address: str, *, status: int = 200) -> httpx.Response:
        """Download without leaving the page."""
        response = self._client.get(urljoin(self.url, address))
        if response.status_code != status:
            raise NotAsExpected(f"GET {address} answers {response.status_code}, expected {status}.")
        return response

    def links(self, part: str) -> list[str]:
        """The addresses on this page that contain `part`, in order, once each."""
        found = [
            urljoin(self.url, a.get("href", "")) for a in self.page.iter("a") if part in a.get("href", "")
        ]
        return list(dict.fromkeys(found))

    def form(self, action: str = "", *, having: str = "") -> FormElement:
        """The form on this page whose action contains `action` and that has a field `having`. Raises NotAsExpected."""
        for form in self.page.forms:
            names = {e.get("name") for e in form.iter() if e.get("name")}
            if action in urljoin(self.url, form.get("action") or self.url) and (
                not having or having in names
            ):
                return form
        raise NotAsExpected(
            f"{self.url} has no form to {action or 'anywhere'}{having and ' with ' + having}."
        )

    def submit(
        self,
        form: FormElement,
        values: Mapping[str, Any] | None = None,
        *,
        files: Mapping[str, Sequence[Upload]] | None = None,
        button: tuple[str, str] | None = None,
        status: int = 200,
    ) -> HtmlElement:
        """Send a form with what is already in it and `values` over that; `button` is the (name, value) pressed."""
        data: dict[str, Any] = {}
        for name, value in form.form_values():
            data.setdefault(name, []).append(value)
        data |= {name: value for name, value in (values or {}).items() if value is not None}
        if button:
            data[button[0]] = button[1]
        page = form.base_url or self.url  # where the form was found: sent again, it is not the page we are on
        action = urljoin(page, form.get("action") or page)
        # An origin is what a browser sends with a form; the CSRF check asks for it.
        headers = {"Referer": page, "Origin": "/".join(action.split("/")[:3])}
        if form.method == "GET":
            return self._arrive(self._client.get(action, params=data), status)
        sent = [(name, file) for name, several in (files or {}).items() for file in several]
        return self._arrive(self._client.post(action, data=data, files=sent or None, headers=headers), status)

    def text(self) -> str:
        """The words on the page, in one line."""
        return " ".join(self.page.text_content().split())

    def expect(self, *words: str) -> None:
        """Raises NotAsExpected unless the page says all of `words`."""
        for word in words:
            if word not in self.text():
                heading = " / ".join(" ".join(h.text_content().split()) for h in self.page.iter("h1", "h2"))
                raise NotAsExpected(f"{self.url} does not say {word!r} (headings: {heading[:200]}).")

    def _complaint(self) -> str:
        """What the page says is wrong, or else how it begins."""
        alerts = self.page.xpath("//*[@role='alert' or contains(@class, 'error')]")
        said = " / ".join(" ".join(alert.text_content().split()) for alert in alerts)
        return said[:400] or self.text()[:300]

    def _arrive(self, response: httpx.Response, status: int) -> HtmlElement:
        self.response, self.url = response, str(response.url)
        if response.headers.get("content-type", "").startswith("text/html") and response.content:
            self.page = lxml.html.fromstring(response.content, base_url=self.url)
        if response.status_code != status:
            raise NotAsExpected(
                f"{response.request.method} {self.url} answers {response.status_code}, expected {status}:"
                f" {self._complaint()}"
            )
        return self.page


def log_in(visitor: Visitor, address: str, account: str) -> HtmlElement:
    """Go to a page that needs a login, and log in with an account of the simulator (a BSN or an employee's name)."""
    visitor.open(address)
    form = visitor.form("/authorize", having="account")
    return visitor.submit(form, button=("account", account))
