"""Proposals against a search of all possibilities, over small random worlds."""

from datetime import timedelta
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from salles.moteur.reparation import Place, Proposition, Strategie, proposer

DATES = 6
TOUTES = (1 << DATES) - 1
DEMI_HEURE = timedelta(minutes=30)
ICI = Place(salle=1, etablissement=1)
PLUS_TARD = Place(salle=1, etablissement=1, decalage=DEMI_HEURE)
A_COTE = Place(salle=2, etablissement=1)
VOISINE = Place(salle=3, etablissement=2, distance_km=2.1)
LOINTAINE = Place(salle=4, etablissement=3, distance_km=9.0)

ECOLES = {1: (1, 0.0), 2: (1, 0.0), 3: (2, 2.0), 4: (2, 2.0), 5: (3, 7.5)}
PLACES = st.builds(
    lambda salle, decalage, autre_type: Place(
        salle=salle,
        etablissement=ECOLES[salle][0],
        distance_km=ECOLES[salle][1],
        decalage=decalage * DEMI_HEURE,
        autre_type=autre_type and salle != 1,
    ),
    st.sampled_from(sorted(ECOLES)),
    st.integers(-2, 2),
    st.booleans(),
)


@st.composite
def mondes(tirer) -> tuple[dict[Place, int], int, int]:
    """Draw what is free, the wanted dates and those that stay."""
    voulues = tirer(st.integers(1, TOUTES))
    libres = tirer(st.dictionaries(PLACES, st.integers(0, TOUTES), max_size=8))
    gardees = voulues & tirer(st.integers(0, TOUTES))
    return libres, voulues, gardees


def proposees(libres, voulues: int, gardees: int) -> dict[Strategie, Proposition]:
    return {proposition.strategie: proposition for proposition in proposer(libres, voulues, gardees, ICI)}


def union(libres: dict[Place, int]) -> int:
    toutes = 0
    for bits in libres.values():
        toutes |= bits
    return toutes


@given(mondes())
def test_une_proposition_ne_place_que_ce_qui_est_libre_et_chaque_date_une_fois(monde):
    libres, voulues, gardees = monde
    for proposition in proposer(libres, voulues, gardees, ICI):
        placees = 0
        for place, bits in proposition.lignes:
            libre_la = libres.get(place, 0) | (gardees if place == ICI else 0)
            assert bits & ~libre_la == 0
            assert bits & placees == 0
            placees |= bits
        assert placees | proposition.restantes == voulues
        assert placees & proposition.restantes == 0
        assert len({place for place, _ in proposition.lignes}) == len(proposition.lignes)


@given(mondes())
def test_tout_ce_qui_peut_etre_place_l_est_sans_deplacer_ce_qui_est_libre(monde):
    libres, voulues, gardees = monde
    possibles = voulues & (gardees | union(libres))
    toutes = proposees(libres, voulues, gardees)
    for strategie in (Strategie.MOINS_DE_CHANGEMENTS, Strategie.AU_PLUS_PRES):
        assert (strategie in toutes) == (possibles != gardees)
        if strategie in toutes:
            assert toutes[strategie].restantes == voulues & ~possibles
            assert dict(toutes[strategie].lignes).get(ICI, 0) & gardees == gardees


@given(mondes())
def test_une_seule_adresse_est_l_ecole_qui_a_le_plus_de_dates(monde):
    libres, voulues, gardees = monde
    comptes = {
        ecole: (
            voulues & union({place: bits for place, bits in libres.items() if place.etablissement == ecole})
            | (gardees if ecole == ICI.etablissement else 0)
        ).bit_count()
        for ecole in (1, 2, 3)
    }
    mieux = max(comptes.values())
    proposition = proposees(libres, voulues, gardees).get(Strategie.UNE_SEULE_ADRESSE)
    assert (proposition is not None) == (mieux > gardees.bit_count())
    if proposition:
        ecoles = {place.etablissement for place, _ in proposition.lignes}
        assert ecoles == {min(ecole for ecole, compte in comptes.items() if compte == mieux)}  # by distance
        assert sum(bits.bit_count() for _, bits in proposition.lignes) == mieux


@given(mondes())
def test_peu_de_places_ne_fait_pas_le_double_du_mieux(monde):
    """One place is found wherever one is enough; over six dates the greedy choice stays under twice the fewest."""
    libres, voulues, gardees = monde
    manquantes = voulues & ~(gardees | libres.get(ICI, 0))
    proposition = proposees(libres, voulues, gardees).get(Strategie.MOINS_DE_CHANGEMENTS)
    if proposition and union(libres) & manquantes:
        prises = [bits & manquantes for _, bits in proposition.lignes if bits & manquantes]
        a_placer = union(libres) & manquantes
        au_mieux = next(
            n
            for n in range(1, DATES + 1)
            for choisies in combinations(libres.values(), n)
            if a_placer & ~union(dict(enumerate(choisies))) == 0
        )
        assert au_mieux <= len(prises) <= 2 * au_mieux - 1
        assert max(prises, key=int.bit_count).bit_count() == max(
            (bits & manquantes).bit_count() for bits in libres.values()
        )


@given(mondes())
def test_au_plus_pres_met_chaque_date_a_la_place_la_plus_proche(monde):
    libres, voulues, gardees = monde
    proposition = proposees(libres, voulues, gardees).get(Strategie.AU_PLUS_PRES)
    for date in range(DATES):
        if proposition and voulues & ~gardees & ~proposition.restantes & 1 << date:
            [place] = [place for place, bits in proposition.lignes if bits >> date & 1]
            possibles = [autre for autre, bits in libres.items() if bits >> date & 1]
            assert place.distance_km == min(autre.distance_km for autre in possibles)
            memes = [autre for autre in possibles if autre.distance_km == place.distance_km]
            assert (place.salle == ICI.salle) == any(autre.salle == ICI.salle for autre in memes)


@given(mondes())
def test_les_memes_faits_donnent_les_memes_propositions(monde):
    libres, voulues, gardees = monde
    a_l_envers = dict(reversed(libres.items()))
    assert proposer(libres, voulues, gardees, ICI) == proposer(a_l_envers, voulues, gardees, ICI)


def test_rien_de_libre_ailleurs_ne_propose_rien():
    assert proposer({}, 0b1111, 0b0111, ICI) == []
    assert proposer({VOISINE: 0b0111}, 0b1111, 0b0111, ICI) == []


def test_les_trois_strategies_d_une_salle_prise_trois_fois():
    libres = {PLUS_TARD: 0b000011, A_COTE: 0b000100, VOISINE: 0b000111, LOINTAINE: 0b111111}
    lignes = {
        strategie: dict(proposition.lignes) for strategie, proposition in proposees(libres, TOUTES, 0b111000).items()
    }
    assert lignes == {
        Strategie.UNE_SEULE_ADRESSE: {ICI: 0b111000, PLUS_TARD: 0b000011, A_COTE: 0b000100},
        Strategie.MOINS_DE_CHANGEMENTS: {ICI: 0b111000, VOISINE: 0b000111},
        Strategie.AU_PLUS_PRES: {ICI: 0b111000, PLUS_TARD: 0b000011, A_COTE: 0b000100},
    }


def test_une_autre_ecole_prend_tout_quand_la_sienne_ne_le_peut_pas():
    [adresse, peu, _] = proposer({VOISINE: 0b000001, LOINTAINE: TOUTES}, TOUTES, 0b111000, ICI)
    assert adresse == Proposition(Strategie.UNE_SEULE_ADRESSE, ((LOINTAINE, TOUTES),), 0)
    assert peu == Proposition(Strategie.MOINS_DE_CHANGEMENTS, ((ICI, 0b111000), (LOINTAINE, 0b000111)), 0)


def test_une_salle_qui_vient_d_etre_liberee_reprend_sa_date():
    [adresse, peu, pres] = proposer({ICI: 0b000001, VOISINE: 0b000011}, 0b000011, 0b000010, ICI)
    assert adresse.lignes == pres.lignes == ((ICI, 0b000011),)
    assert peu.lignes == ((ICI, 0b000011),)


def test_une_date_qui_s_est_liberee_reste_a_son_heure():
    for proposition in proposer({ICI: 0b01, PLUS_TARD: 0b11}, 0b11, 0, ICI):
        assert proposition.lignes == ((ICI, 0b01), (PLUS_TARD, 0b10))
