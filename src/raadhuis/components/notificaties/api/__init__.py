"""The door of Notificaties: who wants to hear what (Notificaties 1.0.1), sending it to them, and hearing it ourselves.

All of it is local: somebody else's Notificaties is spoken to in `remote`, at the other side of the same standard.
"""

from __future__ import annotations

from raadhuis.components.notificaties.api.abonnementen import (
    abonnement_json,
    abonnementen_json,
    create_abonnement,
    create_kanaal,
    delete_abonnement,
    ensure_abonnement,
    kanaal_json,
    kanalen_json,
    patch_abonnement,
    update_abonnement,
)
from raadhuis.components.notificaties.api.beheer import (
    list_afnemers,
    list_dode_brieven,
    mute,
    replay,
    sweep,
    unmute,
)
from raadhuis.components.notificaties.api.horen import (
    CALLBACK,
    CallbackDenied,
    read_message,
    receive,
    subscribe_elsewhere,
)
from raadhuis.components.notificaties.api.lezen import list_gebeurtenissen
from raadhuis.components.notificaties.api.loading import load_abonnement, load_kanaal, needs_auth
from raadhuis.components.notificaties.api.versturen import (
    CallbackFails,
    CallbackRefuses,
    CallbackSilent,
    deliver,
    fan_out,
    publish,
    to_stream,
)
from raadhuis.components.notificaties.types import (
    Abonnement,
    AbonnementBody,
    AbonnementPatch,
    Afnemer,
    CloudEvent,
    DodeBrief,
    FilterGroup,
    Gebeurtenis,
    Gebeurtenissen,
    Kanaal,
    KanaalBody,
    Notificatie,
)

__all__ = [
    "CALLBACK",
    "Abonnement",
    "AbonnementBody",
    "AbonnementPatch",
    "Afnemer",
    "CallbackDenied",
    "CallbackFails",
    "CallbackRefuses",
    "CallbackSilent",
    "CloudEvent",
    "DodeBrief",
    "FilterGroup",
    "Gebeurtenis",
    "Gebeurtenissen",
    "Kanaal",
    "KanaalBody",
    "Notificatie",
    "abonnement_json",
    "abonnementen_json",
    "create_abonnement",
    "create_kanaal",
    "delete_abonnement",
    "deliver",
    "ensure_abonnement",
    "fan_out",
    "kanaal_json",
    "kanalen_json",
    "list_afnemers",
    "list_dode_brieven",
    "list_gebeurtenissen",
    "load_abonnement",
    "load_kanaal",
    "mute",
    "needs_auth",
    "patch_abonnement",
    "publish",
    "read_message",
    "receive",
    "replay",
    "subscribe_elsewhere",
    "sweep",
    "to_stream",
    "unmute",
    "update_abonnement",
]
