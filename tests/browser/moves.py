"""What a person does in the browser, in words that the journeys share."""

from __future__ import annotations

from playwright.sync_api import Page

GPK = "gehandicaptenparkeerkaart-aanvragen"
VERHUIZING = "verhuizing-doorgeven"
UITTREKSEL = "uittreksel-brp-aanvragen"

SANNE, JEROEN, FATMA, MIRJAM = "999900006", "999900018", "999900055", "999900067"
NAMES = {
    SANNE: "Sanne Wolters",
    JEROEN: "Jeroen Nijhuis",
    FATMA: "Fatma Yıldız",
    MIRJAM: "Mirjam Oude Luttikhuis",
    "jdevries": "Joris de Vries",
    "mjansen": "Merel Jansen",
    "asmit": "Anouk Smit",
    "kvisser": "Kim Visser",
    "bbakker": "Bram Bakker",
}


def log_in(page: Page, address: str, account: str) -> None:
    """Open a page that asks who is there, and choose an account of the simulator."""
    page.goto(address)
    if "/authorize" in page.url:
        page.locator(f"button[name=account][value='{account}']").click()
    page.wait_for_url(lambda url: "/authorize" not in url)  # and for its stylesheets


def overflow(page: Page) -> int:
    """How many pixels the page, or the widest of its tables, is wider than the place it has."""
    return int(
        page.evaluate(
            """() => Math.max(document.documentElement.scrollWidth - window.innerWidth,
                 ...[...document.querySelectorAll("[data-table]")].map((t) => t.scrollWidth - t.clientWidth))"""
        )
    )
