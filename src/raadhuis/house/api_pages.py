"""The pages of an API: what it can do, and one operation to read and to try; for everybody, like the document."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from raadhuis.house import operations
from raadhuis.kernel import openapi
from raadhuis.look.fields import Field


@require_GET
def schema(request: HttpRequest, title: str, module: Any) -> HttpResponse:
    """All operations; with `?bewerking=<operationId>` that one, with a form that tries it."""
    document = openapi.document(module)
    found = operations.read(document)
    wanted = request.GET.get("bewerking")
    if wanted is None:
        # The document has them by path, and a group stands in one place of it or in two.
        found.sort(key=lambda operation: operation.group)
        groups = [(name, list(some)) for name, some in groupby(found, key=lambda operation: operation.group)]
        return render(request, "house/schema.html", {"title": title, "groups": groups})
    chosen = next((operation for operation in found if operation.id == wanted), None)
    if chosen is None:
        raise Http404
    context = {"title": title, "operation": chosen, "base": operations.base(document), **_asked(chosen)}
    context["token_field"] = Field(name="token", kind="password", required=False, autocomplete="off")
    return render(request, "house/bewerking.html", context)


def _asked(chosen: operations.Operation) -> dict[str, list[Field]]:
    """The form: what must be filled in, what may be, and the body."""
    parameters = [_question(parameter) for parameter in chosen.parameters]
    body = []
    if chosen.media == operations.MULTIPART:
        body = [_question(field) for field in chosen.fields]
    elif chosen.example:
        body = [
            Field(
                name="body:", id="body", label="Body (JSON)", kind="textarea", value=chosen.example, rows=12
            )
        ]
    elif chosen.media:
        body = [Field(name="body:", id="body", label=f"Body ({chosen.media})", kind="file")]
    return {
        "must": [field for field in parameters if field.required],
        "may": [field for field in parameters if not field.required],
        "body": body,
    }


def _question(asked: operations.Input) -> Field:
    """`name` says where the value goes and how it is called there: `query:page`."""
    choices = [(choice, choice) for choice in asked.choices]
    return Field(
        name=f"{asked.place}:{asked.name}",
        id=f"{asked.place}-{asked.name}",
        label=asked.name if asked.place != "header" else _("%(name)s (header)") % {"name": asked.name},
        kind="file" if asked.binary else "select" if choices else "text",
        description=asked.description,
        choices=choices if asked.required or not choices else [("", ""), *choices],
        required=asked.required,
        autocomplete="" if asked.binary else "off",
    )
