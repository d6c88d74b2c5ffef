"""Serializers, filters, viewsets and URLs."""

from __future__ import annotations

import base64
import binascii
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.db import transaction
from django.http import FileResponse
from django_filters import rest_framework as filters
from rest_framework import routers, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from bench.drf.models import (
    Audit,
    Document,
    Event,
    Resultaat,
    Rol,
    Status,
    Statustype,
    Zaak,
    Zaakeigenschap,
    Zaakinformatieobject,
    Zaaktype,
)

_MANY = ("deelzaken", "eigenschappen", "rollen", "zaakinformatieobjecten")
_SET_BY_US = ("identificatie", "einddatum", "status", "resultaat", "archiefactiedatum", "hoofdzaak")


class ZaakSerializer(serializers.HyperlinkedModelSerializer):
    vertrouwelijkheidaanduiding = serializers.CharField(
        source="get_vertrouwelijkheid_display", read_only=True
    )

    class Meta:
        model = Zaak
        exclude = ("vertrouwelijkheid",)
        read_only_fields = _SET_BY_US
        extra_kwargs = {name: {"read_only": True} for name in _MANY}  # noqa: RUF012  # as the framework's users write it

    def get_field_names(self, declared_fields: object, info: object) -> list[str]:
        return [*super().get_field_names(declared_fields, info), "uuid", *_MANY]


class ZaaktypeSerializer(serializers.HyperlinkedModelSerializer):
    class Meta:
        model = Zaaktype
        fields = "__all__"


class StatustypeSerializer(serializers.HyperlinkedModelSerializer):
    class Meta:
        model = Statustype
        fields = "__all__"


class StatusSerializer(serializers.HyperlinkedModelSerializer):
    class Meta:
        model = Status
        fields = "__all__"


class NestedStatusSerializer(StatusSerializer):
    statustype = StatustypeSerializer()


class RolSerializer(serializers.HyperlinkedModelSerializer):
    class Meta:
        model = Rol
        exclude = ("inp_bsn",)


class ResultaatSerializer(serializers.HyperlinkedModelSerializer):
    class Meta:
        model = Resultaat
        fields = "__all__"


class ExpandedZaakSerializer(ZaakSerializer):
    """What ours gives for `expand=zaaktype,status.statustype,rollen,resultaat`."""

    zaaktype = ZaaktypeSerializer()
    status = NestedStatusSerializer()
    rollen = RolSerializer(many=True)
    resultaat = ResultaatSerializer()


class ZaakFilter(filters.FilterSet):
    zaaktype = filters.UUIDFilter(field_name="zaaktype_id")
    bsn = filters.CharFilter(field_name="rollen__inp_bsn", distinct=True)
    statustype = filters.UUIDFilter(field_name="status__statustype_id")
    archiefactiedatum__lt = filters.DateFilter(field_name="archiefactiedatum", lookup_expr="lt")

    class Meta:
        model = Zaak
        fields = ("archiefactiedatum",)


def record(resource: str, made: Any, zaak: Any, data: Any) -> None:
    """An audit record and an event, as the register keeps them."""
    about = {"hoofd": zaak, "object": made.pk, "resource": resource, "path": f"/{resource}/"}
    Audit.objects.create(**about, weergave=str(made.pk), toelichting="", nieuw=dict(data))
    Event.objects.create(**about)


class PlainZaken(viewsets.ModelViewSet):
    queryset = Zaak.objects.order_by("-uuid")
    serializer_class = ZaakSerializer
    filterset_class = ZaakFilter

    @transaction.atomic
    def create(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        return super().create(request, *args, **kwargs)

    def perform_create(self, serializer: Any) -> None:
        uuid = uuid4()
        zaak = serializer.save(uuid=uuid, identificatie=f"DRF-{uuid}")
        record("zaak", zaak, zaak.pk, serializer.data)

    @action(methods=["post"], detail=False)
    def zoek(self, request: Any) -> Response:
        class Search(serializers.Serializer):
            uuid__in = serializers.ListField(child=serializers.UUIDField())

        search = Search(data=request.data)
        search.is_valid(raise_exception=True)
        page = self.paginate_queryset(self.get_queryset().filter(**search.validated_data))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)


class TunedZaken(PlainZaken):
    queryset = Zaak.objects.order_by("-uuid").prefetch_related(*_MANY)


class PlainExpandedZaken(PlainZaken):
    serializer_class = ExpandedZaakSerializer


class TunedExpandedZaken(PlainZaken):
    queryset = (
        Zaak.objects.order_by("-uuid")
        .select_related("zaaktype", "status__statustype", "resultaat")
        .prefetch_related(*_MANY)
    )
    serializer_class = ExpandedZaakSerializer


class Statussen(viewsets.ModelViewSet):
    queryset = Status.objects.all()
    serializer_class = StatusSerializer

    @transaction.atomic
    def perform_create(self, serializer: Any) -> None:
        status = serializer.save()
        zaak = Zaak.objects.select_for_update().get(pk=status.zaak_id)
        zaak.status = status
        zaak.save(update_fields=["status"])
        record("status", status, zaak.pk, serializer.data)


class DocumentSerializer(serializers.HyperlinkedModelSerializer):
    inhoud = serializers.CharField(write_only=True)

    class Meta:
        model = Document
        exclude = ("bestand",)
        read_only_fields = ("bestandsomvang",)

    def validate_inhoud(self, text: str) -> bytes:
        try:
            return base64.b64decode(text, validate=True)
        except binascii.Error as error:
            raise serializers.ValidationError("no base64") from error

    def create(self, validated_data: dict[str, Any]) -> Document:
        inhoud = validated_data.pop("inhoud")
        file = ContentFile(inhoud, name=validated_data["bestandsnaam"])
        return super().create({**validated_data, "bestand": file, "bestandsomvang": len(inhoud)})


class Documenten(viewsets.ModelViewSet):
    queryset = Document.objects.all()
    serializer_class = DocumentSerializer

    @transaction.atomic
    def perform_create(self, serializer: Any) -> None:
        document = serializer.save()
        record("document", document, document.pk, serializer.data)

    @action(detail=True)
    def download(self, request: Any, pk: str) -> FileResponse:
        return FileResponse(self.get_object().bestand.open())


class Only(viewsets.ReadOnlyModelViewSet):
    """For the names of the URLs; nobody calls it."""

    queryset = Rol.objects.all()
    serializer_class = serializers.Serializer


_router = routers.SimpleRouter()
_router.register("zaken", PlainZaken, basename="zaak")
_router.register("tuned/zaken", TunedZaken, basename="tuned")
_router.register("expanded/zaken", PlainExpandedZaken, basename="expanded")
_router.register("tuned/expanded/zaken", TunedExpandedZaken, basename="tuned-expanded")
_router.register("statussen", Statussen, basename="status")
_router.register("documenten", Documenten, basename="document")
for _model in (Zaaktype, Statustype, Resultaat, Rol, Zaakeigenschap, Zaakinformatieobject):
    _router.register(f"{_model.__name__.lower()}en", Only, basename=_model.__name__.lower())
urlpatterns = _router.urls
