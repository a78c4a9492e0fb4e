"""The next step of a convention: what to write down, in one sentence and one form."""

from dataclasses import dataclass
from typing import Any

from conventions.deroule import Deroule, Partie, nom_de_la_partie
from conventions.models import Convention
from conventions.phrases import de_l_instance, majuscule
from etablissements.ecriture import jour_mois

Statut = Convention.Statut


@dataclass(frozen=True, slots=True)
class Prochaine:
    """What comes next: `statut` names the form, `partie` whose signature it is."""

    statut: str
    titre: str
    phrase: str
    bouton: str
    partie: str | None = None


def prochaine_etape(deroule: Deroule) -> Prochaine | None:
    """Return what may be written down next; None where nothing may: time, an insurance, or nobody moves it further."""
    convention = deroule.convention
    instance = de_l_instance(convention.demande.etablissement)
    if partie := deroule.partie_attendue:
        return _signature(deroule, partie)
    match convention.statut:
        case Statut.REDACTION:
            return Prochaine(
                Statut.A_DELIBERER,
                f"Inscrire la convention à l’ordre du jour {instance}",
                "Le texte est alors arrêté : Préau garde ce document-là, et plus rien ne le change.",
                "Arrêter le texte",
            )
        case Statut.A_DELIBERER:
            return Prochaine(
                Statut.DELIBEREE,
                f"Consigner l’accord {instance}",
                "Une fois la convention votée, sur papier ou dans votre outil.",
                "Consigner le vote favorable",
            )
        case Statut.DELIBEREE:
            return Prochaine(
                Statut.TRANSMISE,
                "Consigner la transmission de la délibération",
                "Le délai après lequel le vote est exécutoire court de ce jour.",
                "Consigner la transmission",
            )
        case _:
            return None


def ce_qui_manque(convention: Convention) -> str:
    """Say in a few words what a convention on its way waits for. Expects `demande__etablissement`."""
    match convention.statut:
        case Statut.REDACTION:
            return "à mettre à l’ordre du jour"
        case Statut.A_DELIBERER:
            return "vote à consigner"
        case Statut.DELIBEREE if convention.se_transmet:
            return "délibération à transmettre"
        case Statut.SIGNEE:
            return "signée, assurance attendue"
        case _:
            return "signatures attendues"


def _signature(deroule: Deroule, partie: Partie) -> Prochaine:
    convention = deroule.convention
    phrase = f"Pour {nom_de_la_partie(convention, partie)}, sur l’exemplaire papier ou dans votre outil."
    if partie == Partie.ETABLISSEMENT and (executoire := convention.executoire_le):
        phrase = f"Pas avant le {jour_mois(executoire)} {executoire.year}, quand le vote est exécutoire."
    return Prochaine(
        Statut.A_SIGNER,
        f"Consigner la signature de {partie.label}",
        phrase,
        "Consigner la signature",
        partie,
    )


def initiales(deroule: Deroule, etape: Prochaine) -> dict[str, Any]:
    """Return what the form of a step shows at first: the day of the session, who is likely to sign."""
    demande = deroule.convention.demande
    match etape.partie:
        case None:
            seance = deroule.le(Statut.A_DELIBERER)
            return {"votee_le": seance} if seance else {}
        case Partie.ETABLISSEMENT:
            accord = demande.decisions.en_vigueur().select_related("auteur").get()
            return {"partie": etape.partie, "nom": str(accord.auteur), "qualite": majuscule(accord.qualite)}
        case _:
            return {"partie": etape.partie}
