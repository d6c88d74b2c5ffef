"""The door of Autorisaties: which application may do what (Autorisaties 1.1.0), and who a token belongs to."""

from __future__ import annotations

from raadhuis.components.autorisaties.api.applicaties import (
    add_applicatie,
    applicatie_json,
    applicatie_of_client_json,
    applicaties_json,
    body_of,
    create_applicatie,
    delete_applicatie,
    get_applicatie,
    list_applicaties,
    patch_applicatie,
    types_root,
    update_applicatie,
)
from raadhuis.components.autorisaties.api.bestand import Gedaan, apply, export
from raadhuis.components.autorisaties.api.clients import forget, forget_counts
from raadhuis.components.autorisaties.api.diensten import (
    DienstGedaan,
    DienstInGebruik,
    DienstStaat,
    apply_diensten,
    export_diensten,
    get_dienst,
    list_diensten,
    remove_dienst,
    save_dienst,
    test_dienst,
)
from raadhuis.components.autorisaties.api.geheimen import (
    ClientStaat,
    is_short,
    list_clients,
    prove,
    prove_with,
    renew_secret,
)
from raadhuis.components.autorisaties.api.loading import load_applicatie
from raadhuis.components.autorisaties.api.oauth import (
    Fout,
    TokenAntwoord,
    give_token,
    metadata,
)
from raadhuis.components.autorisaties.api.sleutels import forget_keys, jwks, rotate
from raadhuis.components.autorisaties.api.tokens import authenticate
from raadhuis.components.autorisaties.types import (
    Applicatie,
    ApplicatieBody,
    ApplicatiePatch,
    Autorisatie,
    DienstBody,
)

__all__ = [
    "Applicatie",
    "ApplicatieBody",
    "ApplicatiePatch",
    "Autorisatie",
    "ClientStaat",
    "DienstBody",
    "DienstGedaan",
    "DienstInGebruik",
    "DienstStaat",
    "Fout",
    "Gedaan",
    "TokenAntwoord",
    "add_applicatie",
    "applicatie_json",
    "applicatie_of_client_json",
    "applicaties_json",
    "apply",
    "apply_diensten",
    "authenticate",
    "body_of",
    "create_applicatie",
    "delete_applicatie",
    "export",
    "export_diensten",
    "forget",
    "forget_counts",
    "forget_keys",
    "get_applicatie",
    "get_dienst",
    "give_token",
    "is_short",
    "jwks",
    "list_applicaties",
    "list_clients",
    "list_diensten",
    "load_applicatie",
    "metadata",
    "patch_applicatie",
    "prove",
    "prove_with",
    "remove_dienst",
    "renew_secret",
    "rotate",
    "save_dienst",
    "test_dienst",
    "types_root",
    "update_applicatie",
]
