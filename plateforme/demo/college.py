"""The story of one collège, near Voiron: what its head, its gestionnaire, its lodge and two associations see.

Each episode is a request that somebody could have filed; together they show every line of the inbox.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time

from associations.models import Association, Piece
from conventions.models import Convention, Decision, Demande
from conventions.services.accord import accepter
from conventions.services.option import poser_option
from conventions.services.pieces import demander_pieces, poursuivre
from conventions.services.refus import refuser
from conventions.services.retrait import annuler_demande, retirer
from conventions.services.suivi import suivre
from etablissements.models import Etablissement
from plateforme.demo.associations import activite_de, departement_de
from plateforme.demo.conteur import UN_JOUR, Conteur, Episode, Voeu, salles_pour
from plateforme.demo.conventions import mener_la_convention
from plateforme.demo.materiels import CHAISES, GRILLES, PROJECTEUR, SONO, TABLES
from plateforme.demo.offres import proposer_autre_chose
from plateforme.demo.photos import photographier
from plateforme.demo.reperes import UAI_DU_CHEF
from salles.models import Equipement, Salle
from salles.moteur import Souhait
from salles.regles import cadre_de
from salles.services.prets import preter_seul
from salles.services.publication import copier_salle, decrire_salle, ouvrir_salle, publier
from salles.services.publication import retirer as retirer_salle

JEUDI, VENDREDI, SAMEDI, DIMANCHE = range(4, 8)  # ISO weekdays
Motif = Decision.Motif


def episodes_du_college(conteur: Conteur, associations: Sequence[Association]) -> list[Episode]:
    """Return every episode of the school year so far, each with the instant at which its request is filed."""
    recit = _Recit(conteur, associations)
    il_y_a = conteur.il_y_a
    return [
        (il_y_a(300), recit.salle_retiree),
        (il_y_a(1), recit.salle_a_finir),
        (conteur.rentree_derniere, recit.an_dernier),
        (conteur.rentree_derniere, recit.faute_de_pieces),
        (conteur.rentree_derniere, recit.convention_de_l_an_dernier),
        (il_y_a(56), recit.en_cours_ce_soir),
        (il_y_a(50), recit.troupe_en_seances),
        (il_y_a(32), recit.assurance_attendue),
        (il_y_a(31), recit.accord_a_signer),
        (il_y_a(25), recit.accord_partiel),
        (il_y_a(12), recit.accord_a_voter),
        (il_y_a(18), recit.jour_ferie),
        (recit.option_posee_le - UN_JOUR, recit.premiere_rivale),
        (il_y_a(6), recit.deuxieme_rivale),
        (il_y_a(5), recit.troisieme_rivale),
        (il_y_a(9), recit.assurance_perimee),
        (il_y_a(14), recit.fete_avec_materiel),
        (il_y_a(3), recit.grilles_a_la_mairie),
        (il_y_a(4), recit.pendant_les_travaux),
        (il_y_a(1), recit.toute_neuve),
        (il_y_a(7), recit.autre_chose),
        (il_y_a(20), recit.refus_a_la_troupe),
        (il_y_a(21), recit.refus_faute_d_agent),
        (il_y_a(15), recit.retrait),
        (il_y_a(26), recit.annulation),
    ]


class _Recit:
    """One school, its head, and who asks there: the association that has an account, its rival, and neighbours."""

    def __init__(self, conteur: Conteur, associations: Sequence[Association]):
        self.conteur = conteur
        self.ecole = Etablissement.objects.get(uai=UAI_DU_CHEF)
        self.chef = conteur.chef(self.ecole)
        self.troupe, self.danse = associations[:2]
        voisines = [une for une in associations[2:] if departement_de(une) == self.ecole.departement]
        self.voisines: Mapping[str, Association] = {activite_de(une): une for une in reversed(voisines)}
        self.jour = conteur.maintenant.date()
        self.option_posee_le = conteur.maintenant - self.ecole.collectivite.duree_option + 2 * UN_JOUR
        self.convoitee = self._trouver("theatre", le=self.option_posee_le - UN_JOUR, du=self.jour + 12 * UN_JOUR)

    # -- rooms that are not offered ---------------------------------------------------

    def salle_a_finir(self, le: datetime) -> None:
        """A draft that the gestionnaire began on a telephone and has still to finish."""
        salle = ouvrir_salle(etablissement=self.ecole, nom="Salle de danse", type_de_salle=Salle.Type.SALLE_POLYVALENTE)
        decrire_salle(
            salle=salle,
            equipements=Equipement.objects.filter(code__in=("miroirs", "sonorisation")),
            nom=salle.nom,
            description="Parquet de danse, un mur de miroirs, barres amovibles.",
            effectif_max=25,
            surface_m2=85,
            acces_detail="Par l’escalier du hall, au premier étage.",
            maintenant=le,
        )

    def salle_retiree(self, le: datetime) -> None:
        """A room that was offered and is no more."""
        modele = self._salle(Salle.Type.SALLE_DE_CLASSE)
        salle = copier_salle(modele=modele, nom="Préfabriqué B")
        decrire_salle(
            salle=salle,
            equipements=list(modele.equipements.all()),
            nom=salle.nom,
            description="Bâtiment démontable, retiré de l’offre avant sa démolition.",
            maintenant=le,
        )
        photographier([salle])
        publier(salle=salle, planning_a_jour=True, maintenant=le)
        retirer_salle(salle=salle)

    # -- what is over or under way ----------------------------------------------------

    def an_dernier(self, le: datetime) -> None:
        """Last year's workshop of the theatre, which it took elsewhere."""
        if demande := self._demander(self.troupe, le=le, au=date(self.conteur.annee, 6, 20)):
            retirer(demande=demande, maintenant=le + 4 * UN_JOUR)

    def faute_de_pieces(self, le: datetime) -> None:
        """Last year's choir, which never gave the paper that it was asked for."""
        if demande := self._demander(self.voisines["chorale"], le=le, au=date(self.conteur.annee, 6, 20)):
            demander_pieces(demande=demande, par=self.chef, types=[Piece.Type.AGREMENT], maintenant=le + 2 * UN_JOUR)
            poursuivre(demande=demande, maintenant=le + 60 * UN_JOUR)

    def en_cours_ce_soir(self, le: datetime) -> None:
        """A club of which the lodge expects the people today, if the school is open."""
        jour = self.jour.isoweekday()
        soirs = [(jour, heure) for heure in ((10, 14) if jour in (SAMEDI, DIMANCHE) else (19, 18, 20))]
        if demande := self._demander(self.voisines["badminton"], le=le, du=self.jour - 28 * UN_JOUR, soirs=soirs):
            self._convenir(demande, le + 4 * UN_JOUR, Convention.Statut.ACTIVE)

    def troupe_en_seances(self, le: datetime) -> None:
        """This year's workshop of the theatre, under way."""
        if demande := self._demander(self.troupe, le=le, du=self.jour - 21 * UN_JOUR):
            self._convenir(demande, le + 5 * UN_JOUR, Convention.Statut.ACTIVE)

    def convention_de_l_an_dernier(self, le: datetime) -> None:
        """Last year's gymnastics: signed, active, over since."""
        association = self.voisines["gymnastique"]
        au = date(self.conteur.annee, 6, 20)
        if demande := self._demander(association, le=le, du=le.date() + 30 * UN_JOUR, au=au):
            convention = self._convenir(demande, le + 2 * UN_JOUR, Convention.Statut.ACTIVE)
            suivre(convention=convention, maintenant=self.conteur.il_y_a(1))

    def assurance_attendue(self, le: datetime) -> None:
        """All have signed, but the certificate in the wallet is that of last year."""
        if demande := self._demander(self.danse, le=le, du=self.jour + 10 * UN_JOUR):
            self._convenir(demande, le + 3 * UN_JOUR, Convention.Statut.SIGNEE)

    def accord_a_signer(self, le: datetime) -> None:
        """Voted, signed by the association and the head: the authority's turn."""
        if demande := self._demander(self.voisines["musique"], le=le, du=self.jour + 9 * UN_JOUR):
            self._convenir(demande, le + 2 * UN_JOUR, Convention.Statut.A_SIGNER)

    def _convenir(self, demande: Demande, le: datetime, jusqu_a: str) -> Convention:
        """Give the accord, and lead its convention."""
        accepter(demande=demande, par=self.chef, maintenant=le)
        return mener_la_convention(demande, jusqu_a=jusqu_a, par=self.chef, le=le)

    def accord_partiel(self, le: datetime) -> None:
        """A second evening for the theatre, given until the spring only."""
        objet = "Répétitions supplémentaires avant le spectacle de juin."
        demande = self._demander(self.troupe, le=le, du=self.jour + 7 * UN_JOUR, objet=objet)
        if not demande:
            return
        dates = [creneau.pk for creneau in demande.creneaux.filter(raisons=[])]
        accepter(
            demande=demande,
            par=self.chef,
            maintenant=le + 3 * UN_JOUR,
            creneaux=dates[: max(1, len(dates) * 2 // 3)],
            message="Le collège reprend la salle au printemps pour les répétitions de sa chorale.",
        )
        mener_la_convention(demande, jusqu_a=Convention.Statut.DELIBEREE, par=self.chef, le=le + 3 * UN_JOUR)

    def accord_a_voter(self, le: datetime) -> None:
        """An accord of last week, with a projector: the text is fixed, the council has still to vote it."""
        projecteur = self._materiel({PROJECTEUR: 1})
        if demande := self._demander(self.voisines["langues"], le=le, materiel=projecteur):
            self._convenir(demande, le + 4 * UN_JOUR, Convention.Statut.A_DELIBERER)

    def jour_ferie(self, le: datetime) -> None:
        """A concert on a bank holiday, given by waiving the rule."""
        ferie, salle = self._prochain_ferie(), self._salle(Salle.Type.SALLE_POLYVALENTE)
        if not ferie:
            return
        voeu = Voeu(salle, Souhait.aux_dates((ferie,), time(18), time(20)))
        if self.conteur.raisons(voeu, le) != {"jour_ferie"}:
            return
        objet = "Concert de la chorale, entrée libre."
        demande = self.conteur.deposer(voeu, self.voisines["chorale"], le=le, effectif=60, objet=objet)
        accepter(
            demande=demande,
            par=self.chef,
            maintenant=le + 2 * UN_JOUR,
            derogations={"jour_ferie": "Le collège ouvre ce jour férié pour le concert, un agent est volontaire."},
        )

    # -- what waits for the head ------------------------------------------------------

    def premiere_rivale(self, le: datetime) -> None:
        """The first of three that want one evening; an option on its first dates lapses in two days."""
        if not self.convoitee:
            return
        demande = self.conteur.deposer(self.convoitee, self.danse, le=le)
        dates = [creneau.pk for creneau in demande.creneaux.filter(raisons=[])]
        poser_option(demande=demande, maintenant=self.option_posee_le, creneaux=dates[: max(1, len(dates) // 3)])

    def deuxieme_rivale(self, le: datetime) -> None:
        if self.convoitee:
            objet = "Théâtre d’improvisation, nouveau groupe."
            self.conteur.deposer(self.convoitee, self.troupe, le=le, objet=objet)

    def troisieme_rivale(self, le: datetime) -> None:
        if self.convoitee:
            self.conteur.deposer(self.convoitee, self.voisines["chorale"], le=le)

    def assurance_perimee(self, le: datetime) -> None:
        """A request that waits for a paper: the certificate given last year is outdated."""
        soirs = [(SAMEDI, 14), (SAMEDI, 10), (JEUDI, 18)]
        demande = self._demander(self.danse, le=le, soirs=soirs, types=(Salle.Type.GYMNASE,))
        if demande:
            demander_pieces(
                demande=demande,
                par=self.chef,
                maintenant=le + 2 * UN_JOUR,
                types=[Piece.Type.ATTESTATION_RC],
                message="L’attestation déposée s’arrête au 31 août. Il nous faut celle de cette année.",
            )

    def fete_avec_materiel(self, le: datetime) -> None:
        """One evening with many people, who also ask for chairs, tables and sound."""
        calendrier = self.conteur.calendrier(self.ecole)
        jours = (self.jour + n * UN_JOUR for n in range(21, 120))
        vendredi = next(jour for jour in jours if jour.isoweekday() == VENDREDI and calendrier.est_scolaire(jour))
        self.conteur.deposer(
            Voeu(self._salle(Salle.Type.REFECTOIRE), Souhait.aux_dates((vendredi,), time(18), time(21))),
            self.voisines["langues"],
            le=le,
            activite="repas",
            objet="Repas de fin de trimestre et assemblée générale, familles comprises.",
            effectif=90,
            materiel=self._materiel({CHAISES: 60, TABLES: 12, SONO: 1, PROJECTEUR: 1}),
        )

    def grilles_a_la_mairie(self, le: datetime) -> None:
        """Display panels that are out since yesterday for an exhibition, without any room."""
        grilles, instant = self.ecole.materiels.get(nom=GRILLES), cadre_de(self.ecole).instant
        preter_seul(
            materiel=grilles,
            quantite=grilles.quantite // 2,
            a_qui="Mairie de démonstration, exposition de photos",
            debut=instant(self.jour - UN_JOUR, time(17), champ="debut"),
            fin=instant(self.jour + 3 * UN_JOUR, time(8), champ="fin"),
            maintenant=le,
        )

    def pendant_les_travaux(self, le: datetime) -> None:
        """A year of judo in the third of the gym that works close for three weeks."""
        fermees = self.ecole.salles.publiees().filter(fermetures__isnull=False, type=Salle.Type.GYMNASE)
        tiers = fermees.select_related("etablissement__collectivite").order_by("effectif_max", "pk")
        du, au = self.jour + 14 * UN_JOUR, self.conteur.juin
        if voeu := self.conteur.soir_libre(tiers, le=le, premier_jour=du, dernier_jour=au):
            self.conteur.deposer(voeu, self.voisines["arts_martiaux"], le=le)

    def autre_chose(self, le: datetime) -> None:
        """A third evening for the theatre, to which the head offered another classroom: the answer is awaited."""
        objet, types = "Ateliers du jeune public, deux heures par semaine.", (Salle.Type.SALLE_DE_CLASSE,)
        if demande := self._demander(self.troupe, le=le, objet=objet, types=types):
            proposer_autre_chose(demande, par=self.chef, le=le + 3 * UN_JOUR)

    def toute_neuve(self, le: datetime) -> None:
        """Filed yesterday, with all its papers."""
        self._demander(self.voisines["musique"], le=le)

    # -- how others ended -------------------------------------------------------------

    def refus_a_la_troupe(self, le: datetime) -> None:
        """A rehearsal in a classroom that pupils use in the evening."""
        phrase = "Les élèves y tiennent leurs ateliers du soir."
        self._refuser(self.troupe, le, Motif.BESOIN_ETABLISSEMENT, phrase, types=(Salle.Type.SALLE_DE_CLASSE,))

    def refus_faute_d_agent(self, le: datetime) -> None:
        phrase = "Le technicien qui surveille la salle informatique n’est pas présent le soir."
        self._refuser(self.voisines["informatique"], le, Motif.PERSONNEL, phrase)

    def _refuser(self, association: Association, le: datetime, motif: str, phrase: str, **choix) -> None:
        if demande := self._demander(association, le=le, **choix):
            refuser(demande=demande, par=self.chef, motif=motif, message=phrase, maintenant=le + 3 * UN_JOUR)

    def retrait(self, le: datetime) -> None:
        if demande := self._demander(self.voisines["badminton"], le=le):
            retirer(demande=demande, maintenant=le + 2 * UN_JOUR)

    def annulation(self, le: datetime) -> None:
        if demande := self._demander(self.voisines["gymnastique"], le=le):
            accepter(demande=demande, par=self.chef, maintenant=le + 2 * UN_JOUR)
            annuler_demande(demande=demande, maintenant=le + 6 * UN_JOUR)

    # -- finding and filing -------------------------------------------------------------

    def _salle(self, type_de_salle: str) -> Salle:
        salles = self.ecole.salles.publiees().filter(type=type_de_salle)
        return salles.select_related("etablissement__collectivite").order_by("pk")[0]

    def _materiel(self, voulu: Mapping[str, int]) -> dict[int, int]:
        """Return a quantity by id of what the school lends under these names."""
        stock = dict(self.ecole.materiels.values_list("nom", "pk"))
        return {stock[nom]: quantite for nom, quantite in voulu.items() if nom in stock}

    def _trouver(
        self, activite: str, *, le: datetime, du: date | None = None, au: date | None = None, types=(), **choix
    ):
        salles = [salle for salle in salles_pour(self.ecole, activite) if not types or salle.type in types]
        premier_jour = du or le.date() + 14 * UN_JOUR
        return self.conteur.soir_libre(
            salles, le=le, premier_jour=premier_jour, dernier_jour=au or self.conteur.juin, **choix
        )

    def _demander(
        self,
        association: Association,
        *,
        le: datetime,
        objet: str = "",
        materiel: Mapping[int, int] | None = None,
        **choix,
    ) -> Demande | None:
        """File a request for an evening that is mostly free; None where there is none."""
        voeu = self._trouver(activite_de(association), le=le, **choix)
        return self.conteur.deposer(voeu, association, le=le, objet=objet, materiel=materiel) if voeu else None

    def _prochain_ferie(self) -> date | None:
        """Return the next bank holiday on a weekday of the school year, far enough to be prepared."""
        calendrier = self.conteur.calendrier(self.ecole)
        jours = (self.jour + n * UN_JOUR for n in range(20, 300))
        return next(
            (
                jour
                for jour in jours
                if calendrier.jour(jour).ferie and not calendrier.periode(jour) and jour.isoweekday() in (1, 2, 4, 5)
            ),
            None,
        )
