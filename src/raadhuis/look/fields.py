"""One form question as the templates show it, whether it comes from a Django form or from data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.forms import widgets
from django.forms.boundfield import BoundField
from django.utils.choices import flatten_choices
from django.utils.html import format_html

from raadhuis.look.language import in_language

KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    (widgets.CheckboxSelectMultiple, "checkboxes"),
    (widgets.SelectMultiple, "checkboxes"),
    (widgets.RadioSelect, "radio"),
    (widgets.Select, "select"),
    (widgets.CheckboxInput, "checkbox"),
    (widgets.Textarea, "textarea"),
    (widgets.FileInput, "file"),
    (widgets.DateInput, "date"),
    (widgets.EmailInput, "email"),
    (widgets.NumberInput, "number"),
    (widgets.PasswordInput, "password"),
    (widgets.HiddenInput, "hidden"),
    (widgets.URLInput, "url"),
)


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    id: str
    description: str = ""
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """A question with its answer so far. `source` makes it a fact from that register: shown, not asked.

    `lang` is the language of `label` and `description`, `choices_lang` that of the choices, when it is not the page's.
    """

    name: str
    kind: str = "text"
    label: str = ""
    value: Any = ""
    description: str = ""
    error: str = ""
    choices: Sequence[tuple[Any, ...]] = ()
    required: bool = True
    autocomplete: str = ""
    id: str = ""
    source: str = ""
    source_help: str = ""
    multiple: bool = False
    accept: str = ""
    max_size: int | None = None
    width: str = "lang"
    rows: int = 4
    inputmode: str = ""
    pattern: str = ""
    disabled: bool = False
    compact: bool = False
    lang: str = ""
    choices_lang: str = ""
    attrs: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The id of the (first) input: what the error summary points at."""
        return self.id or f"id_{self.name}"

    @property
    def described_by(self) -> str:
        parts = []
        if self.description or self.kind in ("date", "file"):
            parts.append(f"{self.key}-uitleg")
        if self.error:
            parts.append(f"{self.key}-fout")
        return " ".join(parts)

    @property
    def options(self) -> list[Choice]:
        """The choices; the first bears the field's own id."""
        many = isinstance(self.value, (list, tuple, set, frozenset))
        chosen = {str(v) for v in self.value} if many else {"" if self.value is None else str(self.value)}
        return [
            Choice(
                value=str(choice[0]),
                label=str(choice[1]),
                id=self.key if index == 0 else f"{self.key}_{index}",
                description=str(choice[2]) if len(choice) > 2 else "",
                chosen=str(choice[0]) in chosen,
            )
            for index, choice in enumerate(self.choices)
        ]

    @property
    def shown(self) -> str:
        """The answer in words: labels instead of values."""
        if self.choices:
            return ", ".join(option.label for option in self.options if option.chosen and option.value)
        return "" if self.value is None else str(self.value)


def complaint(label: str, message: str, *, lang: str = "") -> str:
    """One line of an error summary: which question (in `lang`, when that is not the page's), and what to do about it."""
    ends = label.endswith(("?", "!", ".", ":")) or not label
    return format_html("{} {}" if ends else "{}: {}", in_language(label, lang), message)


def kind_of(bound: BoundField) -> str:
    """The kind of question that a Django widget stands for."""
    widget = bound.field.widget
    declared = getattr(bound.field, "look_kind", "")
    if declared:
        return str(declared)
    for widget_class, kind in KINDS:
        if isinstance(widget, widget_class):
            return kind
    return str(widget.attrs.get("type") or getattr(widget, "input_type", None) or "text")


def from_bound(bound: BoundField) -> Field:
    """The Field for one field of a Django form, with its value and its errors."""
    widget = bound.field.widget
    kind = kind_of(bound)
    attrs = {key: value for key, value in widget.attrs.items() if key not in _OWN_ATTRS}
    maximum = getattr(bound.field, "max_length", None)
    if maximum and kind in ("text", "textarea", "email", "tel"):
        attrs.setdefault("maxlength", maximum)
    return Field(
        name=bound.html_name,
        kind=kind,
        label=str(bound.label or ""),
        value=_value(bound, kind),
        description=str(bound.help_text or ""),
        error=" ".join(str(error) for error in bound.errors),
        choices=_choices(getattr(bound.field, "choices", ())),
        required=bound.field.required,
        autocomplete=str(widget.attrs.get("autocomplete", "")),
        id=str(bound.auto_id or f"id_{bound.html_name}"),
        multiple=bool(getattr(widget, "allow_multiple_selected", False)),
        accept=str(widget.attrs.get("accept", "")),
        max_size=getattr(bound.field, "max_size", None),
        width=str(widget.attrs.get("width", "lang")),
        rows=_rows(widget),
        inputmode=str(widget.attrs.get("inputmode", "")) or _inputmode(bound),
        pattern=str(widget.attrs.get("pattern", "")),
        disabled=bound.field.disabled,
        attrs=attrs,
    )


_OWN_ATTRS = {
    "autocomplete",
    "accept",
    "width",
    "rows",
    "cols",
    "inputmode",
    "pattern",
    "type",
    "id",
    "class",
}


def _choices(choices: Any) -> tuple[tuple[Any, ...], ...]:
    flat: Iterable[tuple[Any, Any]] = flatten_choices(choices)
    return tuple((str(value), label) for value, label in flat)


def _rows(widget: forms.Widget) -> int:
    """Django gives each textarea 10 rows unasked; ours has 5 unless the form says otherwise."""
    rows = int(widget.attrs.get("rows", 10))
    return 5 if rows == 10 else rows


def _inputmode(bound: BoundField) -> str:
    if isinstance(bound.field, (forms.DecimalField, forms.FloatField)):
        return "decimal"
    return "numeric" if isinstance(bound.field, forms.IntegerField) else ""


def _value(bound: BoundField, kind: str) -> Any:
    value = bound.value()
    if kind in ("file", "password") or value is None:
        return ""
    if kind in ("checkboxes", "checkbox", "radio", "select"):
        return value
    return bound.field.widget.format_value(value) or ""
