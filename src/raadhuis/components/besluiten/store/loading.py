"""The besluiten of another provider as rows here: which field goes into which column."""

from __future__ import annotations

from raadhuis.components.besluiten.store import sql
from raadhuis.kernel.loading import Kind
from raadhuis.kernel.loading_fields import fields

KINDS: dict[str, Kind] = {
    "besluiten": Kind(
        bron="brc",
        resource="besluit",
        path=sql.PATH,
        hoofd_path=sql.PATH,
        table="besluiten_besluit",
        weergave="identificatie",
        fields=fields("""
            verantwoordelijke_organisatie text:9 !
            identificatie text:50 !
            besluittype ref:catalogi/besluittypen !
            zaak ref:zaken/zaken ?
            datum date !
            toelichting text
            bestuursorgaan text:50
            ingangsdatum date !
            vervaldatum date ?
            vervalreden text:30
            publicatiedatum date ?
            verzenddatum date ?
            uiterlijke_reactiedatum date ?"""),
    ),
    "besluitinformatieobjecten": Kind(
        bron="brc",
        resource="besluitinformatieobject",
        path=sql.BIO_PATH,
        hoofd_path=sql.PATH,
        table="besluiten_besluitinformatieobject",
        hoofd="besluit_id",
        tables={"besluit_id": "besluiten_besluit"},
        fields=fields("""
            besluit_id=besluit id:besluiten/besluiten !
            informatieobject ref:documenten/enkelvoudiginformatieobjecten !"""),
    ),
}
