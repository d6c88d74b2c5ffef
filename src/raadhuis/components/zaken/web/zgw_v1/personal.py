"""What reading over this API means for people; lists that name nobody are not logged (`kernel.logboek`)."""

from __future__ import annotations

from raadhuis.components.zaken.api import personen
from raadhuis.kernel.logboek import Personal

_BSN = "betrokkeneIdentificatie__natuurlijkPersoon__inpBsn"
PERSONAL: dict[str, Personal] = {
    "/zaken": Personal(activity=personen.ACTIVITY, name="zaken zoeken op BSN", bsn=(f"rol__{_BSN}",)),
    "/zaken/{uuid}": Personal(
        activity=personen.ACTIVITY, name="zaak lezen", subjects=personen.personen_of_zaken
    ),
    "/rollen": Personal(
        activity=personen.ACTIVITY,
        name="rollen lezen",
        subjects=personen.personen_of_zaken,
        of="zaak",
        bsn=(_BSN,),
    ),
    "/rollen/{uuid}": Personal(
        activity=personen.ACTIVITY, name="rol lezen", subjects=personen.personen_of_rollen
    ),
}
