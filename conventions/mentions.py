"""What the law wants written: the acknowledgement of receipt, the ways of appeal. Words come from dated texts."""

from collections.abc import Mapping

from conventions.echeances import refus_implicite_le
from conventions.models import Demande
from conventions.phrases import au
from etablissements.ecriture import jour_mois
from etablissements.models import Etablissement, TexteDeReference

Textes = Mapping[str, TexteDeReference]


def adresse_de(etablissement: Etablissement) -> str:
    """Write the postal address of a school on one line. Expects `site__commune`."""
    site = etablissement.site
    ville = f"{site.code_postal} {site.commune.nom if site.commune else ''}".strip()
    return ", ".join(partie for partie in (site.adresse, ville) if partie)


def tribunal_de(etablissement: Etablissement) -> str:
    """Name the court as the end of a sentence."""
    tribunal = etablissement.collectivite.tribunal
    if not tribunal:
        return "le tribunal administratif dont dépend l’établissement"
    if tribunal.lower().startswith("le "):
        return tribunal
    return f"le {tribunal if tribunal[:2].isupper() else tribunal[:1].lower() + tribunal[1:]}"


def service_responsable(etablissement: Etablissement) -> str:
    """Name who handles the request, with address and telephone. Source: CRPA R112-5."""
    telephone = etablissement.telephone or etablissement.collectivite.telephone
    lignes = [etablissement.nom, adresse_de(etablissement)]
    if etablissement.collectivite.service:
        lignes.append(f"pour {etablissement.collectivite.service}")
    service = ", ".join(ligne for ligne in lignes if ligne)
    return f"{service} ; téléphone {telephone}" if telephone else service


def voies_de_recours(etablissement: Etablissement, textes: Textes) -> str:
    """Say how a decision is contested. Sources: the texts `recours_administratif`, `recours_contentieux`."""
    administratif, contentieux = textes["recours_administratif"], textes["recours_contentieux"]
    return (
        f"Vous pouvez, dans les {administratif.mois} mois, demander {au(etablissement)} de revoir sa décision "
        f"({administratif.intitule}), ou, dans les {contentieux.mois} mois, saisir {tribunal_de(etablissement)}, aussi "
        f"par l’application Télérecours citoyens ({contentieux.intitule})."
    )


def accuse_de_reception(demande: Demande, textes: Textes) -> list[str]:
    """Return the mentions of the acknowledgement, one sentence each. Source: CRPA L112-3, R112-5."""
    recours = voies_de_recours(demande.etablissement, textes)
    return [
        (
            f"Accusé de réception au titre de l’{textes['accuse_reception'].intitule} ; "
            f"mentions de l’{textes['mentions_accuse'].intitule}."
        ),
        f"Service responsable : {service_responsable(demande.etablissement)}.",
        _silence(demande, textes),
        recours.replace("Vous pouvez", "Vous pourrez alors", 1),
    ]


def _silence(demande: Demande, textes: Textes) -> str:
    """Say from when silence is a refusal: no day is promised while papers stop the clock. Source: CRPA L114-5."""
    loi, mois = textes["silence_refus"].intitule, textes["silence_refus"].mois
    if demande.statut == Demande.Statut.INCOMPLETE:
        dite = (
            f"Sans réponse écrite dans les {mois} mois, la demande est réputée refusée ({loi}) ; ce délai aussi est "
            "suspendu jusqu’à ce que vous ayez donné les pièces."
        )
    else:
        refus = refus_implicite_le(demande, textes)
        dite = f"Sans réponse écrite avant le {jour_mois(refus)} {refus.year}, la demande est réputée refusée ({loi})."
    return f"{dite} Une décision expresse reste possible ensuite."
