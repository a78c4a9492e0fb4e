"""What the dates of one act leave to each other: each may be had alone, and not all of them together.

Hours add up towards a quota, two rooms at one hour share a stock, walls may have moved since the dates were filed, and
rooms that share a wall may disagree on the buffer between an association's own slots.
Search, explanation, filing, option and accord count here, and nowhere else.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import accumulate, islice

from salles.moteur import phrases
from salles.moteur.creneau import Creneau, se_chevauchent
from salles.moteur.quota import Demandeur, Heures
from salles.moteur.raisons import LIBELLES, Code, QuiPeut, Raison
from salles.moteur.voisinage import dans_le_tampon


@dataclass(frozen=True, slots=True)
class Emprunt:
    """So many of a thing that are away during a slot; `par` is the id of the reservation, if they went with one."""

    creneau: Creneau
    quantite: int
    par: int | None = None


@dataclass(frozen=True, slots=True)
class Stock:
    """A movable thing: how many there are, and what each use takes away."""

    nom: str
    quantite: int
    emprunts: tuple[Emprunt, ...] = ()

    def sans(self, reservations: Collection[int]) -> "Stock":
        """Return the stock as if these reservations had borrowed nothing."""
        return replace(self, emprunts=tuple(un for un in self.emprunts if un.par not in reservations))

    def reste(self, creneau: Creneau, autres: Iterable[Emprunt] = ()) -> int:
        """Return what is left at the worst instant of the slot, these others served."""
        return self.au_pire(creneau, autres)[0]

    def au_pire(self, creneau: Creneau, autres: Iterable[Emprunt] = ()) -> tuple[int, datetime]:
        """Return how few are left, these others served, and when first: the peak of the loans counts, not their sum."""
        mouvements = [(creneau.debut, 0)]
        for un in (*self.emprunts, *autres):
            if un.creneau.chevauche(creneau):
                mouvements += [(max(un.creneau.debut, creneau.debut), -un.quantite), (un.creneau.fin, un.quantite)]
        mouvements.sort(key=lambda mouvement: (mouvement[0], -mouvement[1]))  # what comes back leaves again at once
        restes = accumulate((quantite for _, quantite in mouvements), initial=self.quantite)
        return min(zip(islice(restes, 1, None), (instant for instant, _ in mouvements), strict=True))


@dataclass(frozen=True, slots=True)
class Emploi:
    """One date of an act: its local day and its slot, kept clear until `fin_tampon`.

    `tampon_leve_pour_soi`: what its room says of the buffer between an association's own slots. `espaces`: the parts
    that it takes; none where walls are not in question. `nom`: how a reason calls it. `tenu`: an option of the act's
    own holds it, so it is among what the requester holds already.
    """

    jour: date
    creneau: Creneau
    fin_tampon: datetime
    tampon_leve_pour_soi: bool
    espaces: frozenset[int] = frozenset()
    nom: str = ""
    tenu: bool = False

    @property
    def debut(self) -> datetime:
        return self.creneau.debut

    @property
    def fin(self) -> datetime:
        return self.creneau.fin

    def meme_groupe(self, autre: "Emploi") -> bool:
        """Tell whether an act puts both in one group: see `voisinage.groupe_de`. What is held was given its own."""
        return self.tenu or autre.tenu or self.tampon_leve_pour_soi == autre.tampon_leve_pour_soi


class Ensemble:
    """What an act has taken so far, all of it in one school. `besoins`: what each of its dates borrows, by Materiel."""

    def __init__(
        self,
        demandeur: Demandeur | None = None,
        besoins: Collection[tuple[int, int]] = (),
        stocks: Mapping[int, Stock] | None = None,
    ) -> None:
        self._heures = Heures(demandeur or Demandeur())
        self._besoins = [((stocks or {})[materiel], quantite) for materiel, quantite in besoins]
        self._pris: dict[date, list[Emploi]] = defaultdict(list)

    def oppositions(self, emploi: Emploi) -> list[Raison]:
        """Return what stands in the way of one more date, once those that were taken are."""
        return [*self._des_murs(emploi), *self._du_materiel(emploi), *self._des_heures(emploi)]

    def prendre(self, emploi: Emploi) -> None:
        """Count a date as taken."""
        if not emploi.tenu:
            self._heures.ajouter(emploi.jour, emploi.creneau.duree)
        self._pris[emploi.jour].append(emploi)

    def _des_murs(self, emploi: Emploi) -> Iterator[Raison]:
        for pris in self._pris[emploi.jour]:
            if not emploi.espaces & pris.espaces:
                continue
            if se_chevauchent(emploi, pris):
                yield Raison(
                    Code.PARTIE_OCCUPEE,
                    phrases.libelle_memes_murs(pris.nom),
                    "Une salle, ou une partie de salle, ne se prend jamais deux fois.",
                    derogeable=False,
                    qui_peut=QuiPeut.CHEF,
                )
            elif dans_le_tampon(emploi, pris) and not emploi.meme_groupe(pris):
                premier = min(emploi, pris, key=lambda un: un.debut)
                yield Raison(
                    Code.TAMPON,
                    phrases.libelle_trop_pres(pris.nom),
                    phrases.regle_tampon_entre_soi(premier.fin_tampon - premier.fin),
                    derogeable=True,
                    qui_peut=QuiPeut.CHEF,
                )

    def _du_materiel(self, emploi: Emploi) -> Iterator[Raison]:
        siens = [pris.creneau for pris in self._pris[emploi.jour] if pris.creneau.chevauche(emploi.creneau)]
        for stock, quantite in self._besoins:
            reste = stock.reste(emploi.creneau, [Emprunt(creneau, quantite) for creneau in siens])
            if reste < quantite:
                regle = phrases.regle_materiel(stock.nom, reste, stock.quantite, apres_d_autres=bool(siens))
                yield Raison(Code.MATERIEL, LIBELLES[Code.MATERIEL], regle, derogeable=False, qui_peut=QuiPeut.CHEF)

    def _des_heures(self, emploi: Emploi) -> Iterator[Raison]:
        for quota in () if emploi.tenu else self._heures.depasses(emploi.jour, emploi.creneau.duree):
            yield Raison(Code.QUOTA, LIBELLES[Code.QUOTA], quota.regle, derogeable=True, qui_peut=quota.qui_peut)
