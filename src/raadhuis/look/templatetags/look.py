"""The template tags of the visual language; README.md beside this app shows how each is used."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from html import unescape
from typing import Any
from zlib import crc32

from django import template
from django.core.paginator import Page
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.template.context import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from raadhuis.look.fields import Field, complaint, from_bound
from raadhuis.look.language import in_language
from raadhuis.look.urgency import urgency

register = template.Library()

Item = Any  # a dict or an object: templates read both with a dot


# Forms


@register.inclusion_tag("look/field.html")
def field(bound: BoundField | Field, **options: Any) -> dict[str, Any]:
    """One question. Options replace what the form says; see Field."""
    shown = from_bound(bound) if isinstance(bound, BoundField) else bound
    return {"field": replace(shown, **options) if options else shown}


@register.inclusion_tag("look/tags/error_summary.html")
def error_summary(source: BaseForm | Sequence[Item]) -> dict[str, Any]:
    """What has to be repaired, with links to the fields; nothing when there is nothing."""
    if not isinstance(source, BaseForm):
        return {"errors": list(source or ())}
    if not source.is_bound:
        return {"errors": []}
    errors: list[Item] = [{"id": "", "message": message} for message in source.non_field_errors()]
    for bound in source:
        key, label = from_bound(bound).key, str(bound.label or "")
        errors += [{"id": key, "message": complaint(label, str(message))} for message in bound.errors]
    return {"errors": errors}


# Progress and overview


@register.inclusion_tag("look/tags/steps.html")
def steps(
    *, current: int, total: int = 0, title: str = "", items: Sequence[Item] | None = None
) -> dict[str, Any]:
    """Where one is in a form: in words, as a bar, and (with items) as a list with links back."""
    total = len(items) if items else total
    bars = ["done" if n < current else "current" if n == current else "future" for n in range(1, total + 1)]
    if items and not title:
        first = items[current - 1]
        title = first["label"] if isinstance(first, dict) else first.label
    return {"current": current, "total": total, "title": title, "items": items, "bars": bars}


@register.inclusion_tag("look/tags/summary_list.html")
def summary_list(rows: Sequence[Item]) -> dict[str, Any]:
    return {"rows": rows}


@register.inclusion_tag("look/tags/definitions.html")
def definitions(rows: Sequence[Item], *, compact: bool = False) -> dict[str, Any]:
    return {"rows": rows, "compact": compact}


@register.inclusion_tag("look/tags/timeline.html")
def timeline(items: Sequence[Item]) -> dict[str, Any]:
    return {"items": items}


@register.inclusion_tag("look/tags/documents.html")
def documents(items: Sequence[Item]) -> dict[str, Any]:
    return {"items": items}


@register.inclusion_tag("look/tags/action_card.html")
def action_card(*, title: str, url: str, description: str = "", icon: str = "") -> dict[str, Any]:
    return {"title": title, "url": url, "description": description, "icon_name": icon}


@register.inclusion_tag("look/tags/task_card.html")
def task_card(
    *,
    title: str,
    url: str,
    description: str = "",
    deadline: date | None = None,
    at: date | None = None,
    label: str = "",
) -> dict[str, Any]:
    return {
        "title": title,
        "url": url,
        "description": description,
        "due": deadline,
        "at": at,
        "label": label,
    }


@register.inclusion_tag("look/tags/case_card.html")
def case_card(
    *, title: str, url: str, number: str = "", status: str = "", kind: str = "info", description: str = ""
) -> dict[str, Any]:
    return {
        "title": title,
        "url": url,
        "number": number,
        "status": status,
        "kind": kind,
        "description": description,
    }


# Messages


@register.simple_block_tag
def alert(content: str, kind: str = "info", *, title: str = "") -> SafeString:
    """A message of the kind info, ok, warning or error."""
    names = {"info": "info", "ok": "check", "warning": "warning", "error": "error"}
    context = {"content": content, "kind": kind, "title": title, "icon_name": names.get(kind, "info")}
    return render_to_string("look/tags/alert.html", context)


@register.simple_block_tag
def empty_state(content: str, *, title: str, icon: str = "inbox") -> SafeString:
    return render_to_string(
        "look/tags/empty_state.html", {"content": content, "title": title, "icon_name": icon}
    )


@register.inclusion_tag("look/tags/badge.html")
def badge(text: str, *, kind: str = "neutral") -> dict[str, Any]:
    return {"text": text, "kind": kind}


@register.inclusion_tag("look/tags/deadline.html")
def deadline(
    moment: date | None, *, at: date | None = None, warn: int = 7, compact: bool = False
) -> dict[str, Any]:
    """How close a deadline is: a word, a number of days and an icon, never colour alone."""
    if not isinstance(moment, date) or at is None:
        return {"level": "", "text": when(moment)}
    found = urgency(moment, at=at, warn=warn)
    days = ngettext("%(days)s dag", "%(days)s dagen", found.days) % {"days": found.days}
    if found.level == "late":
        text = gettext("%(days)s te laat") if compact else gettext("Te laat, %(days)s")
    elif found.days == 0:
        text = gettext("vandaag") if compact else gettext("Bijna, vandaag")
    elif compact:
        text = gettext("nog %(days)s")
    else:
        text = gettext("Op tijd, nog %(days)s") if found.level == "ok" else gettext("Bijna, nog %(days)s")
    icon_name = {"ok": "check", "soon": "clock", "late": "alert"}[found.level]
    return {
        "level": found.level,
        "text": text % {"days": days},
        "date": moment,
        "icon_name": icon_name,
        "compact": compact,
    }


@register.inclusion_tag("look/tags/skeleton.html")
def skeleton(*, rows: int = 3) -> dict[str, Any]:
    return {"rows": range(rows)}


@register.inclusion_tag("look/tags/busy.html")
def busy(*, id: str, label: str = "") -> dict[str, Any]:
    return {"id": id, "label": label}


# Navigation


@register.inclusion_tag("look/tags/breadcrumbs.html")
def breadcrumbs(items: Sequence[Item]) -> dict[str, Any]:
    return {"items": items}


@register.inclusion_tag("look/tags/tabs.html")
def tabs(items: Sequence[Item], *, label: str = "") -> dict[str, Any]:
    return {"items": items, "label": label}


@register.inclusion_tag("look/tags/pagination.html", takes_context=True)
def pagination(
    context: Context, page: Page[Any], *, param: str = "pagina", target: str = ""
) -> dict[str, Any]:
    """Numbered pages; the other parts of the query string stay as they are."""
    paginator = page.paginator
    elided = paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    entries = [
        {"number": n, "url": _query(context, param, n), "current": n == page.number}
        if isinstance(n, int)
        else {"number": 0}
        for n in elided
    ]
    return {
        "entries": entries,
        "page": page,
        "several": paginator.num_pages > 1,
        "previous_url": _query(context, param, page.number - 1) if page.has_previous() else "",
        "next_url": _query(context, param, page.number + 1) if page.has_next() else "",
        "target": target,
    }


@register.inclusion_tag("look/tags/pager.html")
def pager(*, previous_url: str = "", next_url: str = "", target: str = "") -> dict[str, Any]:
    return {"previous_url": previous_url, "next_url": next_url, "target": target}


def _query(context: Context, name: str, value: object) -> str:
    """The present query string with one part replaced."""
    request = context.get("request")
    parts = request.GET.copy() if request is not None else None
    if parts is None:
        return f"?{name}={value}"
    parts[name] = str(value)
    return f"?{parts.urlencode()}"


# Table


_ROLES = {"thead": "rowgroup", "tbody": "rowgroup", "tr": "row", "th": "columnheader", "td": "cell"}
_PART = re.compile(rf"<({'|'.join(_ROLES)})\b")
_HEADING = re.compile(r"<th\b[^>]*>(.*?)</th>", re.DOTALL)
_UNSEEN = re.compile(r'<span class="raadhuis-visually-hidden">.*?</span>', re.DOTALL)


@register.simple_block_tag
def data_table(
    content: str, *, id: str, caption: str, compact: bool = True, stacks: bool = False
) -> SafeString:
    """A table; where it `stacks`, a narrow screen shows each row as a block, with the heading before each value."""
    parts = _stacking(content) if stacks else content
    context = {"content": parts, "id": id, "caption": caption, "compact": compact, "stacks": stacks}
    return render_to_string("look/tags/data_table.html", context)


def _stacking(content: str) -> SafeString:
    """These rows with the role of each part, which some browsers forget when it is no longer shown as a table, and with the
    heading that is seen above it on each cell."""
    headings = [unescape(strip_tags(_UNSEEN.sub("", said))).strip() for said in _HEADING.findall(content)]
    left = iter(headings)

    def told(found: re.Match[str]) -> str:
        nonlocal left
        part = found[1]
        if part == "tr":
            left = iter(headings)
        heading = next(left, "") if part == "td" else ""
        label = format_html(' data-label="{}"', heading) if heading else ""
        return f'<{part} role="{_ROLES[part]}"{label}'

    return mark_safe(_PART.sub(told, content))  # noqa: S308  # a template's own output, and escaped labels


@register.inclusion_tag("look/tags/sort_header.html", takes_context=True)
def sort_header(
    context: Context,
    label: str,
    key: str,
    *,
    sort: str = "",
    target: str = "",
    param: str = "sorteer",
    numeric: bool = False,
) -> dict[str, Any]:
    """A heading that sorts: `sort` is the present order, "key" up and "-key" down."""
    state = "ascending" if sort == key else "descending" if sort == f"-{key}" else ""
    return {
        "label": label,
        "url": _query(context, param, f"-{key}" if state == "ascending" else key),
        "state": state,
        "icon_name": {"ascending": "sort-asc", "descending": "sort-desc"}.get(state, "sort"),
        "target": target,
        "numeric": numeric,
    }


@register.simple_tag
def row(*, url: str = "") -> SafeString:
    """Attributes of a `<tr>` that the keyboard can reach."""
    return format_html('data-row data-url="{}"', url) if url else mark_safe("data-row")


@register.inclusion_tag("look/tags/select_all.html")
def select_all() -> dict[str, Any]:
    return {}


@register.inclusion_tag("look/tags/select_row.html")
def select_row(value: object, *, label: str, name: str = "selectie", checked: bool = False) -> dict[str, Any]:
    return {"value": value, "label": label, "name": name, "checked": checked}


# Dialog, confirm, print


@register.simple_block_tag
def dialog(content: str, *, id: str, title: str) -> SafeString:
    return render_to_string("look/tags/dialog.html", {"content": content, "id": id, "title": title})


@register.inclusion_tag("look/tags/confirm.html", takes_context=True)
def confirm(
    context: Context,
    *,
    url: str,
    label: str,
    question: str,
    explanation: str = "",
    confirm_label: str = "",
    danger: bool = False,
    kind: str = "secondary-action",
) -> dict[str, Any]:
    """A link to the confirm page; with JavaScript a dialog in its place. Both POST to `url`."""
    number = int(context.render_context.get("look_confirm") or 0) + 1
    context.render_context["look_confirm"] = number
    return {
        "id": f"bevestig-{crc32(url.encode()):x}-{number}",
        "url": url,
        "label": label,
        "question": question,
        "explanation": explanation,
        "confirm_label": confirm_label,
        "danger": danger,
        "kind": kind,
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("look/tags/print_button.html")
def print_button(*, label: str = "") -> dict[str, Any]:
    return {"label": label}


@register.simple_tag
def icon(name: str, *, label: str = "", size: str = "") -> SafeString:
    """One drawing of `look/icons.svg`; decoration unless it has a label."""
    modifier = f" raadhuis-icon--{size}" if size else ""
    href = f"{static('look/icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="raadhuis-icon{}" role="img" aria-label="{}" focusable="false"><use href="{}"></use></svg>',
            modifier,
            label,
            href,
        )
    return format_html(
        '<svg class="raadhuis-icon{}" aria-hidden="true" focusable="false"><use href="{}"></use></svg>',
        modifier,
        href,
    )


# Filters

register.filter("lang", in_language)


@register.filter
def filesize_nl(size: int | None) -> str:
    """Bytes in words: "840 kB", "1,4 MB". One kB is 1000 bytes, as file managers count."""
    if size is None:
        return ""
    amount = float(size)
    for unit in ("bytes", "kB", "MB"):
        if amount < 1000:
            shown = round(amount, 1)
            return f"{number_format(shown, 1 if unit == 'MB' and amount < 100 and shown % 1 else 0)} {unit}"
        amount /= 1000
    return f"{number_format(amount, 1)} GB"


@register.filter
def when(moment: date | str | None) -> str:
    """A date in words: "3 maart 2026". Text stays as it is."""
    if not isinstance(moment, date):
        return moment or ""
    if isinstance(moment, datetime) and timezone.is_aware(moment):
        moment = timezone.localtime(moment)
    return date_format(moment, "j F Y")


@register.filter
def iso(moment: date | str | None) -> str:
    """For `<time datetime>`: the day; empty when the moment is text."""
    return f"{moment:%Y-%m-%d}" if isinstance(moment, date) else ""
