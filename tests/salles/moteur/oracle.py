"""The other implementation of the rules, minute by minute and naive on purpose. It shares no code with the engine."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from salles.moteur import Contexte, Creneau, Demandeur, Faits, Plage

MINUTE = timedelta(minutes=1)


def est_libre(faits: Faits, creneau: Creneau, contexte: Contexte, groupe: int | None = None) -> bool:
    """Tell whether the slot may be had, by looking at each of its minutes."""
    fuseau = ZoneInfo(faits.profil.cadre.fuseau)
    minutes = []
    instant = creneau.debut
    while instant < creneau.fin:
        minutes.append(instant)
        instant += MINUTE
    return (
        all(_minute_ouverte(faits, minute.astimezone(fuseau)) for minute in minutes)
        and _regles_tenues(faits, creneau, contexte, fuseau)
        and not any(_gene(faits, creneau, occupant, contexte, groupe) for occupant in faits.occupants)
        and _convient(faits, contexte)
    )


def libres_pour(faits: Faits, creneaux: list[Creneau], contexte: Contexte, demandeur: Demandeur) -> list[bool]:
    """Tell of each slot of a wish whether it may be had once the free ones before it are."""
    return libres_ensemble([(faits, creneau) for creneau in creneaux], contexte, demandeur)


def libres_ensemble(
    voulus: list[tuple[Faits, Creneau]],
    contexte: Contexte,
    demandeur: Demandeur,
    murs: Mapping[int, Collection[int]] | None = None,
) -> list[bool]:
    """Tell of each slot, each in its room of one school, whether it may be had once the free ones before it are.

    `murs`: the parts of each room.
    """
    creneaux = [creneau for _, creneau in voulus]
    jours = [un.debut.astimezone(ZoneInfo(faits.profil.cadre.fuseau)).date() for faits, un in voulus]
    libres: list[bool] = []
    for rang, (faits, creneau) in enumerate(voulus):
        avant = [creneaux[n] for n in range(rang) if libres[n]]
        libre = est_libre(faits, creneau, contexte, _groupe(faits, demandeur))
        libre &= _stocks_tenus(faits, creneau, avant, contexte)
        libre &= not any(_se_touchent(voulus[n], voulus[rang], murs or {}) for n in range(rang) if libres[n])
        for quota in demandeur.regles:
            ensemble = [
                creneaux[n].fin - creneaux[n].debut
                for n in range(rang)
                if libres[n] and _periode(quota.periode, jours[n]) == _periode(quota.periode, jours[rang])
            ]
            deja = demandeur.heures_deja.get(_periode(quota.periode, jours[rang]), timedelta(0))
            libre &= sum(ensemble, deja + creneau.fin - creneau.debut) <= quota.plafond
        libres.append(libre)
    return libres


def _groupe(faits: Faits, demandeur: Demandeur) -> int | None:
    if demandeur.association and faits.profil.regles.tampon_leve_pour_soi:
        return -demandeur.association
    return -(2**40) - demandeur.depot if demandeur.depot else None


def _se_touchent(un: tuple[Faits, Creneau], autre: tuple[Faits, Creneau], murs: Mapping[int, Collection[int]]) -> bool:
    """Tell whether two dates of one act want a wall at one minute, or one room its buffer where the other has none."""
    (ici, une), (la, suivante) = sorted((un, autre), key=lambda voulu: voulu[1])
    if not set(murs.get(ici.salle, ())) & set(murs.get(la.salle, ())):
        return False
    if ici.profil.regles.tampon_leve_pour_soi == la.profil.regles.tampon_leve_pour_soi:
        return suivante.debut < une.fin
    return suivante.debut < _fin_tampon(ici, une)


def _stocks_tenus(faits: Faits, creneau: Creneau, avant: list[Creneau], contexte: Contexte) -> bool:
    """Tell whether at no minute of the slot more leaves the stock than it holds, what goes with `avant` included."""
    instant = creneau.debut
    while instant < creneau.fin:
        for materiel, quantite in contexte.besoins:
            stock = faits.stocks[materiel]
            dehors = [un.quantite for un in stock.emprunts if un.creneau.debut <= instant < un.creneau.fin]
            dehors += [quantite for autre in avant if autre.debut <= instant < autre.fin]
            if sum(dehors, quantite) > stock.quantite:
                return False
        instant += MINUTE
    return True


def _periode(periode: str, jour: date) -> str:
    if periode == "semaine":
        annee, semaine, _ = jour.isocalendar()
        return f"{annee}-W{semaine:02}"
    if periode == "mois":
        return jour.isoformat()[:7]
    depuis = jour.year - (jour < date(jour.year, 9, 1))
    return f"{depuis}-{depuis + 1}"


def _minute_ouverte(faits: Faits, local: datetime) -> bool:
    jour = local.date()
    if any(f.premier_jour <= jour <= f.dernier_jour for f in faits.fermetures):
        return False
    return any(_couvre(faits, plage, local, jour) for plage in faits.profil.plages)


def _couvre(faits: Faits, plage: Plage, local: datetime, jour: date) -> bool:
    debut = plage.debut.hour * 60 + plage.debut.minute
    fin = plage.fin.hour * 60 + plage.fin.minute or 24 * 60
    paire = int(f"{jour:%V}") % 2 == 0
    lettre = "a" if paire is faits.profil.cadre.semaine_a_paire else "b"
    ce_jour = faits.calendrier.jour(jour)
    return (
        plage.jour_iso == jour.weekday() + 1
        and debut <= local.hour * 60 + local.minute < fin
        and str(plage.semaine) in ("toutes", lettre)
        and not (plage.premier_jour and jour < plage.premier_jour)
        and not (plage.dernier_jour and jour > plage.dernier_jour)
        and not (str(plage.applicabilite) == "scolaire" and ce_jour.vacances)
        and not (str(plage.applicabilite) == "vacances" and not ce_jour.vacances)
        and not (ce_jour.ferie and not plage.feries)
    )


def _regles_tenues(faits: Faits, creneau: Creneau, contexte: Contexte, fuseau: ZoneInfo) -> bool:
    regles = faits.profil.regles
    debut, aujourdhui = creneau.debut.astimezone(fuseau), contexte.maintenant.astimezone(fuseau).date()
    jours_de_classe = faits.calendrier.jours_scolaires_entre(aujourdhui, debut.date())
    duree = (creneau.fin - creneau.debut).total_seconds()
    return (
        creneau.debut >= contexte.maintenant
        and jours_de_classe >= regles.delai_jours
        and (debut.date() - aujourdhui).days <= regles.horizon_jours
        and regles.duree_min.total_seconds() <= duree <= regles.duree_max.total_seconds()
        and (debut.hour * 3600 + debut.minute * 60) % int(regles.pas.total_seconds()) == 0
    )


def _gene(faits: Faits, creneau: Creneau, occupant, contexte: Contexte, groupe: int | None) -> bool:
    if occupant.option_jusqu_au and occupant.option_jusqu_au <= contexte.maintenant:
        return False
    if max(creneau.debut, occupant.debut) < min(creneau.fin, occupant.fin):
        return True
    fin_tampon = _fin_tampon(faits, creneau)
    return occupant.groupe != groupe and max(creneau.debut, occupant.debut) < min(fin_tampon, occupant.fin_tampon)


def _fin_tampon(faits: Faits, creneau: Creneau) -> datetime:
    fuseau = ZoneInfo(faits.profil.cadre.fuseau)
    fin = creneau.fin
    while fin < creneau.fin + faits.profil.regles.tampon and fin.astimezone(fuseau).time() != datetime.min.time():
        fin += MINUTE
    return fin


def _convient(faits: Faits, contexte: Contexte) -> bool:
    if contexte.effectif and contexte.effectif > faits.effectif_max:
        return False
    if contexte.types_erp_activite is None:
        return True
    if contexte.types_erp_activite == ():
        return False
    return faits.gn6_autorise_le is not None or any(t in faits.types_erp for t in contexte.types_erp_activite)
