"""The addresses of Autorisaties outside its API: managing applications, and OAuth."""

from __future__ import annotations

from django.urls import path

from raadhuis.components.autorisaties.web import beheer, diensten, oauth

_ONE = "beheer/applicaties/<uuid:uuid>/"
_DIENST = "beheer/diensten/<uuid:uuid>/"

urlpatterns = [
    path("oauth/token", oauth.token),
    path(".well-known/jwks.json", oauth.jwks),
    path(".well-known/oauth-authorization-server", oauth.metadata),
    path("beheer/applicaties/", beheer.lijst, name="beheer-applicaties"),
    path("beheer/applicaties/nieuw/", beheer.nieuw, name="beheer-nieuw"),
    path(_ONE, beheer.applicatie, name="beheer-applicatie"),
    path(f"{_ONE}wijzigen/", beheer.wijzigen, name="beheer-wijzigen"),
    path(f"{_ONE}verwijderen/", beheer.verwijderen, name="beheer-verwijderen"),
    path(f"{_ONE}alles/", beheer.alles, name="beheer-alles"),
    path(f"{_ONE}rechten/nieuw/", beheer.recht_nieuw, name="beheer-recht-nieuw"),
    path(f"{_ONE}rechten/<int:nummer>/", beheer.recht, name="beheer-recht"),
    path(f"{_ONE}rechten/<int:nummer>/verwijderen/", beheer.recht_verwijderen, name="beheer-recht-weg"),
    path(f"{_ONE}clients/<int:nummer>/geheim/", beheer.geheim, name="beheer-geheim"),
    path(f"{_ONE}clients/<int:nummer>/sleutel/", beheer.sleutel, name="beheer-sleutel"),
    path("beheer/diensten/", diensten.lijst, name="beheer-diensten"),
    path("beheer/diensten/nieuw/", diensten.nieuw, name="beheer-dienst-nieuw"),
    path(f"{_DIENST}wijzigen/", diensten.wijzigen, name="beheer-dienst-wijzigen"),
    path(f"{_DIENST}verwijderen/", diensten.verwijderen, name="beheer-dienst-verwijderen"),
    path(f"{_DIENST}testen/", diensten.testen, name="beheer-dienst-testen"),
]
