"""A text in another language than its page says so, for whoever has the page read out (WCAG 3.1.2, language of parts)."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.translation import get_language

DUTCH = "nl"  # what the municipality wrote, and what the registers hold


def in_language(text: str | None, language: str) -> str:
    """`text` as it is on a page in `language` or without one; on any other page marked with its language.

    For what stands between tags. In an attribute, `<option>` or `<title>` no mark can stand: put `lang` on the element.
    """
    if not text or not language or (get_language() or "").startswith(language):
        return text or ""
    return format_html('<span lang="{}">{}</span>', language, text)
