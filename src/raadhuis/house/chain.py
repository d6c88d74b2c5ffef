"""The main chain as steps that a person takes: from the product page to the archived decision, over HTTP only."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from raadhuis.house.visitor import NotAsExpected, Upload, Visitor, log_in
from raadhuis.kernel import clock

PATIENCE = 30.0
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8ffff3f0005fe02fe"
    "dccc59e70000000049454e44ae426082"
)

Step = tuple[str, Callable[[], None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """One product of Losser: its form's answers by field name, and what comes of it."""

    slug: str
    naam: str
    answers: dict[str, str]
    uploads: dict[str, Upload] = field(default_factory=dict)
    account: str = "999900006"
    handler: str = ""
    result: str = ""
    mails: tuple[str, ...] = ()


def products(at: datetime) -> tuple[Product, ...]:
    """The three products of the demo municipality, with answers that fit `at`."""
    moving_day = (clock.local_date(at) + timedelta(days=7)).strftime("%d-%m-%Y")
    return (
        Product(
            slug="verhuizing-doorgeven",
            naam="Verhuizing doorgeven",
            account="999900055",
            answers={
                "ingangsdatum": moving_day,
                "postcode": "7581 AG",
                "huisnummer": "12",
                "straat": "Raadhuisplein",
                "plaats": "Losser",
                "anderen": "nee",
                "email": "fatma@inwoner.example",
            },
            result="Verwerkt",
            mails=("ontvangen", "in behandeling", "afgehandeld"),
        ),
        Product(
            slug="gehandicaptenparkeerkaart-aanvragen",
            naam="Gehandicaptenparkeerkaart aanvragen",
            answers={
                "kaartsoort": "bestuurder",
                "reden": "Door een versleten heup kan ik niet ver lopen.",
                "loopafstand": "tot_50",
                "duur": "lang",
                "verklaring": "ja",
                "email": "sanne@inwoner.example",
                "telefoon": "0612345678",
            },
            uploads={"bewijsstuk": ("brief-van-de-arts.png", PNG, "image/png")},
            handler="jdevries",
            result="Verleend",
            mails=("ontvangen", "in behandeling", "besluit genomen", "afgehandeld"),
        ),
        Product(
            slug="uittreksel-brp-aanvragen",
            naam="Uittreksel BRP aanvragen",
            answers={"soort_uittreksel": "adres", "doel": "wonen", "email": "sanne@inwoner.example"},
            result="Geleverd",
            mails=("ontvangen", "afgehandeld"),
        ),
    )


class Chain:
    """One request of one resident, taken through the whole chain. Every step may be taken again after a cut.

    `reference` is known after submitting, `zaak` (the uuid) once it is registered.
    """

    def __init__(self, product: Product, *, base: str, mailbox: str) -> None:
        self.product, self.base, self.mailbox = product, base, mailbox
        self.resident, self.employee = Visitor(base), Visitor(base)
        self.reference = ""
        self.zaak = ""
        self.decided = False
        # Forms whose answer did not come: the browser sends the same one again, and the house must do it once.
        self._summary: Any = None
        self._note: Any = None
        self._decision: Any = None

    def close(self) -> None:
        """Close both browsers."""
        self.resident.close()
        self.employee.close()

    def steps(self) -> Iterator[Step]:
        """The steps in order, each with its name."""
        yield "productpagina", self.read_product
        yield "formulier beginnen, inloggen, voorinvullen", self.begin
        yield "halverwege weggaan en terugkomen", self.leave_and_return
        yield "vragen beantwoorden", self.answer
        yield "versturen (twee keer)", self.submit
        yield "ontvangstbewijs", self.fetch_receipt
        yield "zaak in Mijn Gemeente", self.see_zaak
        if self.product.handler:
            yield "werkvoorraad", self.see_work
            yield "zaak nemen", self.take
            yield "document toevoegen", self.add_document
            yield "taken", self.do_tasks
            yield "besluit met brief", self.decide
            yield "taak na besluit", self.do_tasks
            yield "afronden", self.finish
        yield "afgerond in Mijn Gemeente", self.see_result
        yield "documenten downloaden", self.download
        yield "e-mail bij elke status", self.read_mail
        if self.product.handler:
            yield "historie", self.read_history

    # the resident

    def read_product(self) -> None:
        self.resident.open(f"{self.base}/producten/{self.product.slug}/")
        self.resident.expect(self.product.naam)
        if not self.resident.links(f"/formulier/{self.product.slug}/"):
            raise NotAsExpected("The product page has no link to its form.")

    def begin(self) -> None:
        self._log_in_resident(self._step_url(1))
        self.resident.expect("Bron: BRP")

    def leave_and_return(self) -> None:
        self.resident.open(self._step_url(1))
        self.resident.submit(self._step_form())
        self.resident.open(f"{self.base}/")
        self.resident.open(f"{self.base}/formulier/{self.product.slug}/")
        self.resident.expect("Verder gaan")

    def answer(self) -> None:
        self.resident.open(self._step_url(1))
        for _ in range(40):
            if "/samenvatting/" in self.resident.url:
                return
            self._answer_step()
        raise NotAsExpected(f"The form does not come to its summary: {self.resident.text()[:300]}")

    def submit(self) -> None:
        if self._summary is None:
            self.resident.open(f"{self.base}/formulier/{self.product.slug}/samenvatting/")
            self._summary = self.resident.form("/versturen/")
        for _ in range(2):
            self.resident.submit(self._summary)
            if "/ontvangen/" not in self.resident.url:
                self._summary = None  # it was not sent: look at the summary again
                raise NotAsExpected(f"Sending {self.product.slug} leads to {self.resident.url}.")
            shown = urlsplit(self.resident.url).path.rstrip("/").rsplit("/", 1)[-1]
            self.resident.expect(shown)
            if self.reference not in ("", shown):
                raise NotAsExpected(f"Submitting twice made {self.reference} and {shown}.")
            self.reference = shown

    def fetch_receipt(self) -> None:
        address = f"{self.base}/formulier/{self.product.slug}/ontvangen/{self.reference}/"
        pdf = self.resident.fetch(f"{address}ontvangstbewijs.pdf")
        if not pdf.content.startswith(b"%PDF"):
            raise NotAsExpected("The receipt is not a PDF.")

    def see_zaak(self) -> None:
        def there() -> bool:
            self.resident.open(f"{self.base}/mijn/")
            return self.reference in self.resident.text()

        self._wait(there, f"zaak {self.reference} in Mijn Gemeente")
        for address in self.resident.links("/mijn/zaken/"):
            self.resident.open(address)
            if self.reference in self.resident.text():
                self.zaak = urlsplit(address).path.split("/")[3]
                return
        raise NotAsExpected(f"None of the cases in Mijn Gemeente is {self.reference}.")

    def see_result(self) -> None:
        def finished() -> bool:
            self.resident.open(f"{self.base}/mijn/zaken/{self.zaak}/")
            return self.product.result in self.resident.text()

        self._wait(finished, f"result {self.product.result!r} of {self.reference} in Mijn Gemeente")

    def download(self) -> None:
        links = self.resident.links(f"/mijn/zaken/{self.zaak}/documenten/")
        if len(links) < 2:
            raise NotAsExpected(
                f"Mijn Gemeente shows {len(links)} documents of {self.reference}, expected two or more."
            )
        for link in links:
            if not self.resident.fetch(link).content:
                raise NotAsExpected(f"{link} is empty.")

    def read_mail(self) -> None:
        expected = {f"{self.product.naam}: {status} ({self.reference})" for status in self.product.mails}
        self._wait(lambda: expected <= self.subjects(), f"the mails {sorted(expected)}")

    def subjects(self) -> set[str]:
        """The subjects of the mails that this resident got."""
        mails: list[dict[str, Any]] = []
        for page in range(1, 20):
            address = f"{self.mailbox}/post/berichten.json?aan={self.product.answers['email']}&pagina={page}"
            found = json.loads(self.resident.fetch(address).content)
            mails += found["berichten"]
            if len(mails) >= found["aantal"] or not found["berichten"]:
                break
        return {mail["onderwerp"] for mail in mails}

    # the employee

    def see_work(self) -> None:
        self._log_in_employee()

        def there() -> bool:
            self.employee.open(f"{self.base}/werkplek/zoeken/?q={self.reference}")
            return bool(self.employee.links(f"/werkplek/zaken/{self.zaak}/"))

        self._wait(there, f"{self.reference} in the worklist")

    def take(self) -> None:
        self._open_zaak()
        if self._nobody_has_it():
            self.employee.submit(self.employee.form("/neem/"))
            self._open_zaak()
        if self._nobody_has_it():
            raise NotAsExpected(f"{self.employee.url} still has nobody who handles it.")

    def add_document(self) -> None:
        self._open_zaak("documenten/")
        if "Telefoonnotitie" in self.employee.text():
            return
        if self._note is None:
            self._note = self.employee.form("/documenten/", having="titel")
        values = {"titel": "Telefoonnotitie", "soort": _first_choice(self._note, "soort")}
        note = ("notitie.txt", b"Mevrouw belde: de kaart mag per post.", "text/plain")
        self.employee.submit(self._note, values, files={"bestand": [note]})
        self._open_zaak("documenten/")
        self.employee.expect("Telefoonnotitie")

    def do_tasks(self) -> None:
        def done() -> bool:
            self._open_zaak("taken/")
            forms = [f for f in self.employee.page.forms if "/taken/" in (f.get("action") or "")]
            if not forms:
                return self._has_status("Besluit genomen")
            if "Besluit nemen" in " ".join(forms[0].getparent().itertext()) and not self.decided:
                return True
            self.employee.submit(forms[0], _task_answers(forms[0]), button=("doe", "afronden"))
            return False

        self._wait(done, "the tasks that the process asks")

    def decide(self) -> None:
        if self._decision is None:
            self._decision = self._preview_decision()
        try:
            self.employee.submit(self._decision, button=("stap", "bevestigen"))
        except NotAsExpected:
            if self.employee.response.status_code < 500:
                self._decision = None  # it was refused: begin again
            raise
        self._open_zaak("besluiten/")
        self.employee.expect("Besluit gehandicaptenparkeerkaart", f"{self.reference}-besluit")
        self.decided = True

    def _preview_decision(self) -> Any:
        self._open_zaak("besluiten/nieuw/")
        form = self.employee.form("/besluiten/nieuw/", having="besluittype")
        today = clock.local_date(clock.now())
        values = {
            "besluittype": _first_choice(form, "besluittype"),
            "uitkomst": self.product.result,
            "ingangsdatum": today.strftime("%d-%m-%Y"),
            "vervaldatum": (today + timedelta(days=5 * 365)).strftime("%d-%m-%Y"),
            "overwegingen": "U kunt minder dan 100 meter lopen zonder pauze.",
        }
        self.employee.submit(form, values, button=("stap", "voorbeeld"))
        self.employee.expect("bezwaar")
        return self.employee.form("/besluiten/nieuw/", having="overwegingen")

    def finish(self) -> None:
        self._open_zaak("afronden/")
        try:
            form = self.employee.form("/afronden/", having="resultaattype")
        except NotAsExpected:
            self.employee.expect(self.product.result)  # an earlier attempt did it
            return
        chosen = _choice(form, "resultaattype", self.product.result)
        self.employee.submit(form, {"resultaattype": chosen, "toelichting": "De kaart is toegekend."})
        self._open_zaak("afronden/")
        self.employee.expect(self.product.result, "ernietigen")

    def read_history(self) -> None:
        self._open_zaak("historie/")
        self.employee.expect("Aanvrager (DigiD)", "heeft de zaak bekeken", "Archiefactiedatum")

    # small moves

    def _step_url(self, number: int) -> str:
        return f"{self.base}/formulier/{self.product.slug}/stap/{number}/"

    def _step_form(self) -> Any:
        for form in self.resident.page.forms:
            if not form.get("action") and form.method == "POST":
                return form
        raise NotAsExpected(f"{self.resident.url} is not a step of the form.")

    def _nobody_has_it(self) -> bool:
        try:
            form = self.employee.form("/neem/")
        except NotAsExpected:
            return False
        return "reden" not in {e.get("name") for e in form.iter()}  # that one takes it over from a colleague

    def _answer_step(self) -> None:
        form = self._step_form()
        names = {e.get("name") for e in form.iter() if e.get("name")}
        files = {n: [upload] for n, upload in self.product.uploads.items() if n in names}
        if files and all(upload[0][0] in self.resident.text() for upload in files.values()):
            files = {}
        answers = {n: a for n, a in self.product.answers.items() if n in names}
        self.resident.submit(form, answers, files=files)

    def _log_in_resident(self, address: str) -> None:
        self.resident.open(address)
        if "/authorize" in self.resident.url:
            self.resident.submit(
                self.resident.form("/authorize", having="account"), button=("account", self.product.account)
            )

    def _log_in_employee(self) -> None:
        self.employee.open(f"{self.base}/werkplek/")
        if "/authorize" in self.employee.url:
            log_in(self.employee, f"{self.base}/werkplek/", self.product.handler)

    def _open_zaak(self, part: str = "") -> None:
        self.employee.open(f"{self.base}/werkplek/zaken/{self.zaak}/{part}")

    def _has_status(self, name: str) -> bool:
        self._open_zaak()
        return name in self.employee.text()

    def _wait(self, there: Callable[[], bool], what: str) -> None:
        limit = time.monotonic() + PATIENCE
        while not there():
            if time.monotonic() > limit:
                raise NotAsExpected(f"After {PATIENCE:.0f} seconds still not there: {what}.")
            time.sleep(0.1)


def _first_choice(form: Any, name: str) -> str:
    """The first value that a select offers."""
    return str(form.xpath(f".//select[@name='{name}']/option[@value != '']/@value")[0])


def _choice(form: Any, name: str, label: str) -> str:
    """The value of the radio button with this label, or of the only choice there is."""
    for value, key in zip(
        *(form.xpath(f".//input[@name='{name}']/@{a}") for a in ("value", "id")), strict=False
    ):
        text = "".join(form.xpath(f".//label[@for='{key}']//text()"))
        if " ".join(text.split()) == label:
            return str(value)
    return str(form.xpath(f".//input[@name='{name}']/@value")[0])


def _task_answers(form: Any) -> dict[str, str]:
    """An answer to every question of a task: yes, positive, or a sentence."""
    answers = {}
    for element in form.xpath(".//textarea | .//input[@type='text']"):
        answers[element.get("name")] = "In orde."
    for option in form.xpath(".//select/option | .//input[@type='radio']"):
        if option.get("value") in ("ja", "positief"):
            name = option.get("name") or option.getparent().get("name")
            answers[name] = option.get("value")
    return answers
