"""The sentence of each rule, in French. Instants come as the wall clock of the school."""

from collections.abc import Sequence
from datetime import date, timedelta

from etablissements.ecriture import JOURS, duree, enumerer, jour_long, minuscule, periode, plage_horaire, pluriel
from salles.moteur.ouvertures import Fermeture, Horaires, Porteur
from salles.moteur.profil import Regles
from salles.moteur.raisons import Raison
from socle.typographie import BLANC

DU_PORTEUR = {
    Porteur.SALLE: "de la salle",
    Porteur.ETABLISSEMENT: "de l’établissement",
    Porteur.COLLECTIVITE: "de la collectivité",
}


def regle_ouverture(jour: date, horaires: Horaires) -> str:
    nom = f"{JOURS[jour.weekday()]} {horaires.quand}".rstrip()
    if not horaires.heures:
        return f"La salle n’ouvre pas le {nom}."
    return f"Le {nom}, la salle est ouverte {enumerer([plage_horaire(debut, fin) for debut, fin in horaires.heures])}."


def libelle_fermeture(fermeture: Fermeture) -> str:
    quand = periode(fermeture.premier_jour, fermeture.dernier_jour)
    return f"Fermeture {quand} : {fermeture.motif}"


def regle_fermeture(fermeture: Fermeture) -> str:
    return f"Une fermeture {DU_PORTEUR[fermeture.porteur]} l’emporte sur les heures d’ouverture."


def regle_tampon(tampon: timedelta) -> str:
    return f"L’établissement garde {duree(tampon)} entre deux occupations, pour le ménage et les clés."


def regle_tampon_d_avant(tampon: timedelta) -> str:
    return f"L’occupation d’avant garde {duree(tampon)} derrière elle, pour le ménage et les clés."


def regle_delai(regles: Regles, premier_possible: date) -> str:
    jours = pluriel(regles.delai_jours, "jour")
    return f"On demande au moins {jours} de classe avant : dès le {jour_long(premier_possible)}."


def regle_horizon(regles: Regles, dernier_possible: date) -> str:
    jours = pluriel(regles.horizon_jours, "jour")
    return f"On demande au plus {jours} avant : jusqu’au {jour_long(dernier_possible)}."


def regle_duree(regles: Regles) -> str:
    if not regles.duree_min:
        return f"Une occupation dure {duree(regles.duree_max)} au plus."
    return f"Une occupation dure de {duree(regles.duree_min)} à {duree(regles.duree_max)}."


def regle_pas(regles: Regles) -> str:
    return f"Une occupation commence à un multiple de {duree(regles.pas)} après minuit."


def regle_effectif(effectif_max: int) -> str:
    return f"La salle reçoit {pluriel(effectif_max, 'personne')} au plus, public compris."


def regle_gn6(types_erp: Sequence[str]) -> str:
    admis = f"La salle est du type {' ou '.join(types_erp)}" if types_erp else "La salle n’a pas de type ERP"
    return f"{admis} ; un autre usage demande une autorisation du maire (règlement de sécurité, GN{BLANC}6)."


def regle_option(quand: str, echeance: date) -> str:
    return f"Une option tient la salle {quand} jusqu’au {jour_long(echeance)} ; sans accord d’ici là, elle tombe."


def regle_materiel(nom: str, reste: int, quantite: int, *, apres_d_autres: bool) -> str:
    servies = ", une fois servies les autres dates de la demande" if apres_d_autres else ""
    return f"{nom} : il en reste {max(reste, 0)} sur {quantite} à cette heure{servies}."


def libelle_memes_murs(autre: str) -> str:
    return f"Les mêmes murs qu’une autre date de cette demande ({autre}) : donnez l’une ou l’autre"


def libelle_trop_pres(autre: str) -> str:
    return f"Trop près d’une autre date de cette demande ({autre})"


def regle_tampon_entre_soi(tampon: timedelta) -> str:
    return (
        "Ces deux salles ont une partie en commun, et l’une d’elles garde du temps même entre deux créneaux d’une "
        f"association : {duree(tampon)}."
    )


def qui_peut(raisons: Sequence[Raison]) -> str:
    """Say who may change what stands in the way: once where it is the same for all reasons, else reason by reason."""
    par_acteur: dict[str, list[str]] = {}
    for raison in raisons:
        par_acteur.setdefault(minuscule(raison.qui_peut), []).append(minuscule(raison.libelle))
    if len(par_acteur) == 1:
        return f"{next(iter(par_acteur))}."
    dits = [f"{acteur} ({enumerer(libelles)})" for acteur, libelles in par_acteur.items()]
    return f"{' ; '.join(dits)}."
