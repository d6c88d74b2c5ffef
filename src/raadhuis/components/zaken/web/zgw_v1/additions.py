"""What our document of the Zaken API says of the parts of a zaak beyond the official one: fields and substatussen."""

from __future__ import annotations

from typing import Any

OURS = "Aanvulling van Raadhuis, niet in de standaard."


def _text(description: str, *, most: int, **rest: Any) -> dict[str, Any]:
    return {"type": "string", "maxLength": most, "description": f"{description} {OURS}", **rest}


def _date(description: str) -> dict[str, Any]:
    return {"type": "string", "format": "date", "nullable": True, "description": f"{description} {OURS}"}


_CONTEXT = {
    "type": "object",
    "nullable": True,
    "description": f"Hoe de betrokkene inlogde, en met welke machtiging. {OURS}",
    "properties": {
        "source": {"type": "string", "enum": ["digid", "eherkenning", "eidas", ""]},
        "levelOfAssurance": {"type": "string", "maxLength": 100},
        "representee": {
            "type": "object",
            "nullable": True,
            "properties": {
                "identifierType": {"type": "string", "enum": ["bsn", "kvkNummer", "rsin", "opaque"]},
                "identifier": {"type": "string", "maxLength": 100},
            },
        },
        "actingSubject": {"type": "string", "maxLength": 255},
        "mandate": {"type": "object", "nullable": True},
    },
}
_ROL = {
    "beginGeldigheid": _date("Vanaf wanneer de rol geldt."),
    "eindeGeldigheid": _date("Tot wanneer de rol geldt."),
    "authenticatieContext": _CONTEXT,
}
_SUBSTATUS = {
    "type": "object",
    "description": f"Een stap binnen een status. {OURS}",
    "required": ["zaak", "omschrijving", "tijdstip"],
    "properties": {
        "url": {"type": "string", "format": "uri", "readOnly": True},
        "uuid": {"type": "string", "format": "uuid", "readOnly": True},
        "zaak": {"type": "string", "format": "uri", "maxLength": 1000},
        "status": {
            "type": "string",
            "format": "uri",
            "nullable": True,
            "description": "Zonder status is het die van de zaak.",
        },
        "omschrijving": {"type": "string", "minLength": 1, "maxLength": 200},
        "tijdstip": {"type": "string", "format": "date-time"},
        "doelgroep": {
            "type": "string",
            "enum": ["betrokkenen", "intern"],
            "default": "intern",
            "description": "Wat voor betrokkenen is, ziet ook de initiator.",
        },
    },
}

_GERELATEERD = {
    "type": "array",
    "maxItems": 500,
    "description": f"Zaken die bij deze horen, en deze bij hen: de relatie staat altijd aan beide kanten. {OURS}",
    "items": {
        "type": "object",
        "required": ["url"],
        "properties": {"url": {"type": "string", "format": "uri", "maxLength": 1000}},
    },
}

ADDITIONS: dict[str, Any] = {
    "components": {
        "schemas": {
            "Rol": {"properties": _ROL},
            "Zaak": {"properties": {"gerelateerdeZaken": _GERELATEERD}},
            "RolNietNatuurlijkPersoon": {
                "properties": {
                    "kvkNummer": _text("Het KvK-nummer.", most=8),
                    "vestigingsNummer": _text("Het nummer van de vestiging.", most=24),
                }
            },
            "Substatus": _SUBSTATUS,
        }
    }
}
