"""Form fields that Dutch municipal forms need and Django lacks: a typed date and several files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _


class DutchDateField(forms.DateField):
    """A date typed as dd-mm-jjjj in one text field.

    Not the browser's own date input: that one does not zoom, cannot be dictated or pasted into everywhere, follows the
    browser's language instead of the page's, and makes a birth date many clicks.
    """

    look_kind = "date"
    default_error_messages = {  # noqa: RUF012  Django's own shape
        "invalid": _("Vul een bestaande datum in, bijvoorbeeld 31-12-2026."),
    }

    def __init__(self, **options: Any) -> None:
        options.setdefault(
            "input_formats", ["%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y", "%d %m %Y", "%d%m%Y", "%Y-%m-%d"]
        )
        options.setdefault("widget", forms.DateInput(format="%d-%m-%Y", attrs={"inputmode": "numeric"}))
        super().__init__(**options)


class MultipleFileInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class MultipleFileField(forms.FileField):
    """Several files under one name; `clean` gives a list. `max_size` is in bytes per file."""

    def __init__(self, *, max_size: int | None = None, accept: str = "", **options: Any) -> None:
        options.setdefault("widget", MultipleFileInput(attrs={"accept": accept} if accept else {}))
        super().__init__(**options)
        self.max_size = max_size

    def clean(self, data: Any, initial: Any = None) -> Any:
        files: Sequence[Any] = data if isinstance(data, (list, tuple)) else [data]
        present = [file for file in files if file]
        if not present:
            super().clean(None, initial)
            return []
        return [self._checked(super(MultipleFileField, self).clean(file, initial)) for file in present]

    def _checked(self, file: UploadedFile[bytes]) -> UploadedFile[bytes]:
        if self.max_size and (file.size or 0) > self.max_size:
            raise forms.ValidationError(
                _("Het bestand %(name)s is te groot."), code="max_size", params={"name": file.name}
            )
        return file
