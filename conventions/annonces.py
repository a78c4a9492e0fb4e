"""What each message says first. The decision page shows these very words before anything is sent."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from conventions.echeances import jour_du_depot, repondre_avant
from conventions.models import Demande
from conventions.phrases import Moment, au, citer, combien, du, le, les_dates, majuscule, vote_attendu
from etablissements.ecriture import enumerer, jour_long, jour_mois, pluriel
from etablissements.models import Etablissement
from salles.regles import cadre_de

RESTE_OUVERTE = "Votre demande reste ouverte ; si la salle se libère, l’établissement pourra vous la donner."


def accord(etablissement: Etablissement, accordees: Sequence[Moment], refusees: Sequence[Moment]) -> str:
    """Say the accord, what it does not cover, and what remains to be done before the first session."""
    reste = f" Il ne peut pas donner {citer([perdue.jour for perdue in refusees])}." if refusees else ""
    return (
        f"{majuscule(le(etablissement))} donne son accord pour {les_dates(accordees)}.{reste} "
        f"{'La date est tenue' if len(accordees) == 1 else 'Les dates sont tenues'}, "
        "sous réserve de la convention signée : "
        f"restent {vote_attendu(etablissement)}, puis les signatures."
    )


def refus(etablissement: Etablissement, motif: str) -> str:
    return f"{majuscule(le(etablissement))} ne peut pas donner suite à votre demande : {motif}."


def option(etablissement: Etablissement, tenues: Sequence[Moment], jusqu_au: date) -> str:
    return (
        f"{majuscule(le(etablissement))} vous garde {les_dates(tenues)}, jusqu’au {jour_long(jusqu_au)}. "
        "C’est une option, pas encore un accord : sans accord d’ici là, elle tombe seule."
    )


def pieces(etablissement: Etablissement, types: Sequence[str], dernier_jour: date) -> str:
    manquantes = " ; ".join(types)
    return (
        f"{majuscule(le(etablissement))} a besoin de pièces pour vous répondre : {manquantes}. "
        f"Donnez-les au plus tard le {jour_long(dernier_jour)} ; sans elles, la demande se fermera."
    )


def pieces_jamais_venues(etablissement: Etablissement, types: Sequence[str], dernier_jour: date) -> str:
    """Say why a request is over, and that nothing forbids to ask again."""
    return (
        f"{majuscule(le(etablissement))} attendait jusqu’au {jour_long(dernier_jour)} : {' ; '.join(types)}. "
        "Ces pièces ne sont pas venues : la demande est close, sans décision de sa part. "
        "Vous pouvez la déposer de nouveau, avec ses pièces."
    )


def relance(demande: Demande, maintenant: datetime) -> str:
    """Say since when a request waits and until when its answer is, or was, awaited."""
    depot, echeance = jour_du_depot(demande), repondre_avant(demande)
    debut = f"La demande est là depuis le {jour_mois(depot)} {depot.year}"
    if echeance is None:
        return f"{debut}."
    passee = echeance < cadre_de(demande.etablissement).jour(maintenant)
    return (
        f"{debut} ; la réponse {'était' if passee else 'est'} attendue avant le {jour_mois(echeance)} {echeance.year}."
    )


def silence(refus: date, aujourdhui: date) -> str:
    """Say from when silence is a refusal, and that an answer stays possible."""
    le_jour = f"le {jour_mois(refus)} {refus.year}"
    if refus <= aujourdhui:
        return f"La demande est réputée refusée depuis {le_jour} ; une réponse expresse reste possible."
    return f"Sans réponse avant {le_jour}, la demande sera réputée refusée ; une réponse expresse restera possible."


def personne_pour_repondre(etablissement: Etablissement) -> str:
    """Tell who asked that nobody can answer yet, and who was told."""
    return (
        f"{majuscule(au(etablissement))}, personne n’est encore nommé pour vous répondre : la collectivité "
        f"({etablissement.collectivite}) est prévenue, et votre demande garde sa date."
    )


def sans_chef(etablissement: Etablissement) -> str:
    """Tell an authority why a request comes to it."""
    return (
        f"Personne n’est chef d’établissement {au(etablissement)} dans Préau, et lui seul donne l’accord : "
        "la demande restera sans réponse tant que personne n’est nommé."
    )


def dates_perdues(etablissement: Etablissement, perdues: Sequence[date], *, option_tombee: bool) -> str:
    """Tell a rival what an accord to somebody else takes away, without naming anybody."""
    quoi = combien(perdues)
    debut = (
        f"L’option que {le(etablissement)} vous gardait pour {quoi} prend fin : "
        if option_tombee
        else f"Pour {quoi}, {le(etablissement)} a donné la salle à une autre demande : "
    )
    if option_tombee:
        suite = "cette date est donnée" if len(perdues) == 1 else "ces dates sont données"
        suite = f"{suite} à une autre demande"
    else:
        suite = _plus_libres(perdues)
    return f"{debut}{suite}. {RESTE_OUVERTE}"


def dates_perdues_a_cote(perdues: Sequence[date]) -> str:
    """Tell a rival what an accord of another school of the site takes away: not which school, nor for whom."""
    return (
        f"Pour {combien(perdues)}, un autre établissement du site a donné la place : {_plus_libres(perdues)}. "
        f"{RESTE_OUVERTE}"
    )


def _plus_libres(perdues: Sequence[date]) -> str:
    return "cette date n’est plus libre" if len(perdues) == 1 else "ces dates ne sont plus libres"


def calendrier_paru(chomees: Sequence[date]) -> str:
    """Say which dates fall in the holidays, now that the official calendar is known."""
    tombent = "tombe" if len(chomees) == 1 else "tombent"
    quand = "pendant les vacances ou un jour férié"
    return f"Le calendrier scolaire officiel est paru : {combien(chomees)} {tombent} {quand}."


def ecole_fermee(etablissement: Etablissement, dates: Sequence[Moment], *, a_decider: bool) -> str:
    """Say that the directory announces a school closed, and what becomes of the dates given or awaited there."""
    debut = f"L’annuaire de l’éducation annonce la fermeture {du(etablissement)}"
    if a_decider:
        return f"{debut}. Tant qu’il le dit, votre demande pour {les_dates(dates)} ne peut plus y recevoir d’accord."
    return f"{debut}, où vous avez {les_dates(dates)}. L’accord tient toujours : rien n’est annulé."


def ecoles_fermees(fermees: Sequence[Etablissement]) -> str:
    """Say to their authority which schools the directory announces closed."""
    if len(fermees) == 1:
        return f"L’annuaire de l’éducation annonce la fermeture {du(fermees[0])}."
    return f"L’annuaire de l’éducation annonce la fermeture de {len(fermees)} établissements de votre collectivité."


def ce_qui_tenait_a(etablissement: Etablissement, demandes: Mapping[Demande, int]) -> str:
    """Count the dates to come that a closed school has given, and the requests that await its answer."""
    attendent = sum(demande.est_pendante for demande in demandes)
    donnees = sum(dates for demande, dates in demandes.items() if not demande.est_pendante)
    dites = []
    if donnees:
        dites.append(pluriel(donnees, "date accordée", "dates accordées"))
    if attendent:
        dites.append(pluriel(attendent, "demande sans réponse", "demandes sans réponse"))
    return f"{etablissement.nom} : {enumerer(dites) or 'rien d’accordé ni de demandé'}."


def dates_liberees(etablissement: Etablissement, liberees: Sequence[Moment], *, a_decider: bool) -> str:
    """Say that dates which could not be had are free again, and whose turn it is."""
    debut = f"{majuscule(au(etablissement))}, la salle est de nouveau libre : {les_dates(liberees)}."
    if a_decider:
        return f"{debut} Votre demande reste ouverte : l’établissement peut vous donner ce que vous vouliez."
    return f"{debut} Votre demande a déjà sa réponse : demandez-le d’un geste, avant que la place soit reprise."
