"""Who may: a ZGW JWT, as the field's registers check it: its client is looked up, then its signature and age."""

from __future__ import annotations

import json
import time
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission

from bench.drf.models import Applicatie

AGE = 3600  # seconds that a token is good for


class Token(BaseAuthentication):
    def authenticate(self, request: Any) -> tuple[Applicatie, dict[str, Any]]:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        try:
            said = json.loads(jws.extract_compact(token.encode()).payload)
            applicatie = Applicatie.objects.get(client_id=said["client_id"])
            claims = jwt.decode(token, OctKey.import_key(applicatie.secret), algorithms=["HS256"]).claims
        except (JoseError, ValueError, KeyError, Applicatie.DoesNotExist) as error:
            raise AuthenticationFailed from error
        if abs(time.time() - claims["iat"]) > AGE:
            raise AuthenticationFailed
        return applicatie, claims


class Allowed(BasePermission):
    def has_permission(self, request: Any, view: Any) -> bool:
        return bool(request.auth) and request.user.heeft_alle_autorisaties
