"""Mail that the platform sends is kept and can be looked at, safely."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from email import policy
from email.message import EmailMessage

import pytest

from tests.simulators.service import BRP, Service, http


def send(running: Service, letter: EmailMessage | str, *, to: str) -> None:
    with smtplib.SMTP("127.0.0.1", running.smtp_port, timeout=5) as smtp:
        content = letter.encode() if isinstance(letter, str) else letter.as_bytes(policy=policy.SMTP)
        smtp.sendmail("gemeente@losser.example", [to], content)


def letter(subject: str, text: str = "Dag", html: str = "") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Gemeente Losser <gemeente@losser.example>"
    message["To"] = "sanne@example.nl"
    message["Subject"] = subject
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    return message


def received(running: Service, to: str) -> list[dict[str, object]]:
    found = http.get(f"{running.url}/post/berichten.json", params={"aan": to}).json()
    assert found["aantal"] == len(found["berichten"])
    return list(found["berichten"])


@pytest.fixture
def healed(simulators: Service) -> Iterator[Service]:
    yield simulators
    http.post(f"{simulators.url}/_storing", json={"post": "aan"})


def test_mail_is_listed_newest_first_and_found_by_address(simulators: Service) -> None:
    send(simulators, letter("Eerste brief"), to="lijst@example.nl")
    send(simulators, letter("Tweede brief: één café"), to="lijst@example.nl")
    page = http.get(f"{simulators.url}/post/", params={"aan": "LIJST@"}).text
    assert page.index("Tweede brief: één café") < page.index("Eerste brief")
    assert "2 berichten" in page
    assert [one["onderwerp"] for one in received(simulators, "lijst@example.nl")] == [
        "Tweede brief: één café",
        "Eerste brief",
    ]
    assert received(simulators, "ijst@example.nl") == []


def test_a_long_list_is_paged(simulators: Service) -> None:
    for number in range(26):
        send(simulators, letter(f"Nummer {number}"), to="veel@example.nl")
    first = http.get(f"{simulators.url}/post/", params={"aan": "veel@example.nl"}).text
    second = http.get(f"{simulators.url}/post/", params={"aan": "veel@example.nl", "pagina": 2}).text
    assert "Nummer 25<" in first
    assert "Nummer 0<" not in first
    assert "Nummer 0<" in second


def test_a_message_shows_text_html_in_a_cage_and_attachments(simulators: Service) -> None:
    message = letter("Besluit", "Lees https://losser.example/zaak/1.", "<p>Beste <b>Sanne</b></p>")
    message.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="besluit één.pdf")
    send(simulators, message, to="alles@example.nl")
    (mail,) = received(simulators, "alles@example.nl")
    page = http.get(simulators.url + str(mail["url"])).text
    caged = http.get(f"{simulators.url}{mail['url']}/html")
    file = http.get(f"{simulators.url}{mail['url']}/bijlage/0")
    assert '<a href="https://losser.example/zaak/1"' in page
    assert 'sandbox="allow-popups' in page
    assert "besluit één.pdf" in page
    assert "<b>Sanne</b>" in caged.text
    assert caged.headers["content-security-policy"].startswith("sandbox allow-popups")
    assert "allow-scripts" not in caged.headers["content-security-policy"]
    assert file.content == b"%PDF-1.7"
    assert file.headers["content-disposition"].startswith("attachment;")


def test_a_hostile_message_is_shown_harmless(simulators: Service) -> None:
    evil = "<script>alert(1)</script>"
    source = (
        f"From: {evil} <a@b.example>\r\nTo: sanne@example.nl\r\n"
        f"Subject: =?utf-8?q?Hoi=0D=0ABcc=3A_ander=40example.nl_?={evil}\r\n"
        "Content-Type: application/octet-stream\r\n"
        'Content-Disposition: attachment; filename="../x\\"\r\n Set-Cookie: a=b"\r\n\r\n'
        f"{evil}"
    )
    send(simulators, source, to="kwaad@example.nl")
    (mail,) = received(simulators, "kwaad@example.nl")
    page = http.get(simulators.url + str(mail["url"]))
    listed = http.get(f"{simulators.url}/post/", params={"aan": "kwaad@example.nl"})
    file = http.get(f"{simulators.url}{mail['url']}/bijlage/0")
    assert "\n" not in str(mail["onderwerp"])
    assert "<script" not in page.text + listed.text
    assert "&lt;script&gt;" in page.text
    assert "set-cookie" not in file.headers
    assert file.headers["content-type"] == "application/octet-stream"


def test_a_search_word_is_escaped_and_no_query(simulators: Service) -> None:
    page = http.get(f"{simulators.url}/post/", params={"aan": "\"><script>' OR 1=1 --"}).text
    assert "<script" not in page
    assert "0 berichten" in page


def test_a_mail_server_that_is_off_says_421_and_hangs_up(healed: Service) -> None:
    with smtplib.SMTP("127.0.0.1", healed.smtp_port, timeout=5) as open_already:
        open_already.ehlo()
        http.post(f"{healed.url}/_storing", json={"post": "uit"})
        with pytest.raises(smtplib.SMTPConnectError) as refused:
            smtplib.SMTP("127.0.0.1", healed.smtp_port, timeout=5)
        assert refused.value.smtp_code == 421
        assert open_already.mail("x@example.nl")[0] == 421


def test_the_front_page_leads_to_everything(simulators: Service) -> None:
    page = http.get(f"{simulators.url}/").text
    for expected in (
        "/digid/.well-known",
        "/medewerkers/.well-known",
        BRP,
        "/post/",
        "Kim Visser",
        "999900006",
    ):
        assert expected in page
    assert http.get(f"{simulators.url}/gezond").status_code == 200
    assert http.get(f"{simulators.url}/niets").status_code == 404


def test_a_body_that_is_too_large_is_refused(simulators: Service) -> None:
    assert http.post(f"{simulators.url}/_storing", content=b" " * 1_000_001).status_code == 413
