"""The field's way, to compare with: Django REST framework's own list of the same rows, with what makes it fast.

A HyperlinkedModelSerializer over models with relations, everything prefetched, only a JSON renderer, no login and no
rights: less work than ours does. `application` is its WSGI entry point, for the same server as ours.
"""

from __future__ import annotations

import os

import django
from django.conf import settings
from psycopg.conninfo import conninfo_to_dict

_parts = {k: str(v) for k, v in conninfo_to_dict(os.environ["RAADHUIS_DATABASE_URL"]).items()}
settings.configure(
    SECRET_KEY="bench",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF="bench.drf",
    USE_TZ=True,
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "rest_framework", "bench"],
    MIDDLEWARE=["django.middleware.common.CommonMiddleware"],  # Content-Length
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": _parts.pop("dbname"),
            "USER": _parts.pop("user", ""),
            "HOST": _parts.pop("host", ""),
            "PORT": _parts.pop("port", ""),
            "CONN_MAX_AGE": None,
            "OPTIONS": {"prepare_threshold": 2},
        }
    },
    REST_FRAMEWORK={
        "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
        "DEFAULT_AUTHENTICATION_CLASSES": [],
        "DEFAULT_PERMISSION_CLASSES": [],
        "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.PageNumberPagination",
        "PAGE_SIZE": 100,
    },
)
django.setup()

from django.contrib.postgres.fields import ArrayField  # noqa: E402, F401  # Django must be set up first
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import models  # noqa: E402
from rest_framework import routers, serializers, viewsets  # noqa: E402

LEVELS = "openbaar beperkt_openbaar intern zaakvertrouwelijk vertrouwelijk confidentieel geheim zeer_geheim".split()


class Unmanaged(models.Model):
    """The tables are the register's."""

    uuid = models.UUIDField(primary_key=True)

    class Meta:
        abstract = True
        app_label = "bench"
        managed = False


class Zaaktype(Unmanaged):
    class Meta(Unmanaged.Meta):
        db_table = "catalogi_zaaktype"


class Status(Unmanaged):
    class Meta(Unmanaged.Meta):
        db_table = "zaken_status"


class Resultaat(Unmanaged):
    class Meta(Unmanaged.Meta):
        db_table = "zaken_resultaat"


class Zaak(Unmanaged):
    identificatie = models.CharField(max_length=40)
    bronorganisatie = models.CharField(max_length=9)
    omschrijving = models.CharField(max_length=80)
    toelichting = models.CharField(max_length=1000)
    zaaktype = models.ForeignKey(Zaaktype, models.DO_NOTHING, db_column="zaaktype")
    registratiedatum = models.DateField()
    verantwoordelijke_organisatie = models.CharField(max_length=9)
    startdatum = models.DateField()
    einddatum = models.DateField(null=True)
    einddatum_gepland = models.DateField(null=True)
    uiterlijke_einddatum_afdoening = models.DateField(null=True)
    publicatiedatum = models.DateField(null=True)
    communicatiekanaal = models.CharField(max_length=1000)
    producten_of_diensten = models.JSONField()
    vertrouwelijkheid = models.SmallIntegerField(choices=list(enumerate(LEVELS, 1)))
    betalingsindicatie = models.CharField(max_length=20)
    laatste_betaaldatum = models.DateTimeField(null=True)
    zaakgeometrie = models.JSONField(null=True)
    verlenging = models.JSONField(null=True)
    opschorting = models.JSONField(null=True)
    selectielijstklasse = models.CharField(max_length=1000)
    hoofdzaak = models.ForeignKey(
        "self", models.DO_NOTHING, null=True, db_column="hoofdzaak", related_name="deelzaken"
    )
    kenmerken = models.JSONField()
    archiefnominatie = models.CharField(max_length=20, null=True)
    archiefstatus = models.CharField(max_length=40)
    archiefactiedatum = models.DateField(null=True)
    startdatum_bewaartermijn = models.DateField(null=True)
    status = models.ForeignKey(Status, models.DO_NOTHING, null=True, db_column="status")
    resultaat = models.ForeignKey(Resultaat, models.DO_NOTHING, null=True, db_column="resultaat")

    class Meta(Unmanaged.Meta):
        db_table = "zaken_zaak"


class Rol(Unmanaged):
    zaak = models.ForeignKey(Zaak, models.DO_NOTHING, db_column="zaak", related_name="rollen")

    class Meta(Unmanaged.Meta):
        db_table = "zaken_rol"


class Zaakeigenschap(Unmanaged):
    zaak = models.ForeignKey(Zaak, models.DO_NOTHING, db_column="zaak", related_name="eigenschappen")

    class Meta(Unmanaged.Meta):
        db_table = "zaken_zaakeigenschap"


class Zaakinformatieobject(Unmanaged):
    zaak = models.ForeignKey(Zaak, models.DO_NOTHING, db_column="zaak", related_name="zaakinformatieobjecten")

    class Meta(Unmanaged.Meta):
        db_table = "zaken_zaakinformatieobject"


_MANY = ("deelzaken", "eigenschappen", "rollen", "zaakinformatieobjecten")


class ZaakSerializer(serializers.HyperlinkedModelSerializer):
    vertrouwelijkheidaanduiding = serializers.CharField(
        source="get_vertrouwelijkheid_display", read_only=True
    )

    class Meta:
        model = Zaak
        exclude = ("vertrouwelijkheid",)
        extra_kwargs = {name: {"read_only": True} for name in _MANY}  # noqa: RUF012  # as the framework's users write it

    def get_field_names(self, declared_fields: object, info: object) -> list[str]:
        return [*super().get_field_names(declared_fields, info), "uuid", *_MANY]


class ZaakViewSet(viewsets.ReadOnlyModelViewSet):
    queryset = Zaak.objects.order_by("-uuid").prefetch_related(*_MANY)
    serializer_class = ZaakSerializer


class Only(viewsets.ReadOnlyModelViewSet):
    """For the names of the URLs; nobody calls it."""

    queryset = Rol.objects.all()
    serializer_class = serializers.Serializer


_router = routers.SimpleRouter()
_router.register("zaken", ZaakViewSet, basename="zaak")
for _model in (Zaaktype, Status, Resultaat, Rol, Zaakeigenschap, Zaakinformatieobject):
    _router.register(f"{_model.__name__.lower()}en", Only, basename=_model.__name__.lower())
urlpatterns = _router.urls
application = get_wsgi_application()
