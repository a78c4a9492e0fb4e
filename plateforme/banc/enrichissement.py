"""The rich variant of the workload: what real schools do, and the floors leave out.

Fifty weeks of openings, gyms that are lent whole or by thirds, buffers, one use in ten only an option and half of
these dead, two time zones with their calendars, blocks of three whole days. Every choice follows from the numbers of
the plain workload, so that two runs ask the same of the same world.
"""

from datetime import date, time

from django.db import connection

from etablissements.models import JourFerie, PeriodeVacances, Territoire, Zone
from plateforme.banc.charge import RENTREE
from plateforme.banc.chargement import MAINTENANT, PAR_LOT, ouvrir_les_salles, reposer, sans_exclusions
from salles.models import Espace, Salle
from salles.moteur import Applicabilite, Plage, Semaine

# Openings, buffer and time zone together make fifty profiles.
PROFILS_METROPOLE, PROFILS_REUNION = 45, 5
# A third of a gym: this, plus three times the number of the gym, plus 0, 1 or 2. The first keeps the Espace of the gym.
TIERS = 10_000_000
SALLES_PAR_BLOC = 20
FERIES = {date(2026, 11, 11): "Armistice", date(2027, 5, 6): "Ascension", date(2027, 5, 17): "Lundi de Pentecôte"}
VACANCES_REUNION = (
    (date(2026, 10, 10), date(2026, 10, 25)),
    (date(2026, 12, 19), date(2027, 1, 24)),
    (date(2027, 3, 6), date(2027, 3, 21)),
    (date(2027, 5, 8), date(2027, 5, 23)),
)
LIEUX = """
UPDATE etablissements_etablissement SET fuseau = 'Indian/Reunion', zone_vacances = 'reunion', territoire = 'reunion'
    WHERE mod(id, 10) = 0;
-- openings, series and uses of the plain workload, and whatever the plain bench has booked
TRUNCATE schedule_event CASCADE
"""
TAMPONS = """
UPDATE salles_salle salle SET tampon = interval '15 minutes'
FROM etablissements_etablissement ecole
WHERE ecole.id = salle.etablissement_id AND ecole.fuseau = 'Europe/Paris' AND mod(salle.id, 3) = 0
"""
USAGES = f"""
CREATE UNLOGGED TABLE plancher.usage AS WITH mural AS (
    SELECT raw.id, raw.room_id, 'association' AS nature,
        CASE WHEN salle.type = 'gymnase' AND mod(raw.id, 2) = 1 THEN {TIERS} + 3 * raw.room_id + mod(raw.id / 2, 3)
            ELSE raw.room_id END AS salle_id,
        raw.starts AT TIME ZONE 'Europe/Paris' AS debut, raw.ends AT TIME ZONE 'Europe/Paris' AS fin,
        CASE mod(raw.id, 20) WHEN 0 THEN %(maintenant)s - interval '1 day'
            WHEN 10 THEN %(maintenant)s + interval '1 month' END AS option_jusqu_au
    FROM plancher.raw JOIN salles_salle salle ON salle.id = raw.room_id
    UNION ALL
    SELECT (SELECT max(id) FROM plancher.raw) + 3 * id + rang, id, 'travaux', id,
        bloc + rang * interval '1 day', bloc + (rang + 1) * interval '1 day', NULL
    FROM salles_salle, generate_series(0, 2) AS rang, LATERAL (SELECT %(rentree)s + mod(id * 7, 290)::int) b(bloc)
    WHERE id < {TIERS} AND mod(id, {SALLES_PAR_BLOC}) = 0
)
SELECT mural.id, mural.salle_id, mural.nature, option_jusqu_au, debut::date AS jour,
    debut AT TIME ZONE ecole.fuseau AS debut, fin AT TIME ZONE ecole.fuseau AS fin,
    -- as a head who waives the buffer before the next use does
    least(fin + coalesce(salle.tampon, '0'), debut::date + interval '1 day', lead(debut) OVER suite)
        AT TIME ZONE ecole.fuseau AS fin_tampon
FROM mural
JOIN salles_salle salle ON salle.id = mural.salle_id
JOIN etablissements_etablissement ecole ON ecole.id = salle.etablissement_id
WHERE mural.nature = 'travaux' OR mod(room_id, {SALLES_PAR_BLOC}) <> 0
    OR debut::date - (%(rentree)s + mod(room_id * 7, 290)::int) NOT BETWEEN 0 AND 2
WINDOW suite AS (PARTITION BY room_id ORDER BY debut);
INSERT INTO salles_reservation(id, salle_id, nature, tenue, libelle, debut, fin, option_jusqu_au)
    SELECT id, salle_id, nature, CASE WHEN option_jusqu_au IS NULL THEN 'ferme' ELSE 'option' END, '', debut, fin,
        option_jusqu_au
    FROM plancher.usage ORDER BY salle_id, debut;
INSERT INTO salles_occupation(reservation_id, espace_id, jour, debut, fin, fin_tampon, groupe, option_jusqu_au)
    SELECT usage.id, espace_id, jour, debut, fin, fin_tampon, usage.id, option_jusqu_au
    FROM plancher.usage JOIN salles_salle_espaces USING (salle_id) ORDER BY espace_id, debut;
SELECT setval(pg_get_serial_sequence('salles_reservation', 'id'), (SELECT max(id) FROM salles_reservation))
"""


def enrichir() -> None:
    """Make the plain workload rich, in place: what was loaded is changed, what was booked meanwhile goes."""
    with connection.cursor() as curseur:
        curseur.execute(LIEUX)
    _ecrire_les_calendriers()
    _diviser_les_gymnases()
    with connection.cursor() as curseur:
        curseur.execute(TAMPONS)
    ouvrir_les_salles(_semaine_de)
    with sans_exclusions(), connection.cursor() as curseur:
        curseur.execute(USAGES, {"maintenant": MAINTENANT, "rentree": RENTREE})
    reposer()


def _semaine_de(salle: Salle) -> list[Plage]:
    if salle.etablissement.territoire == Territoire.REUNION:
        return semaine_type(PROFILS_METROPOLE + salle.pk % PROFILS_REUNION)
    return semaine_type(salle.pk % PROFILS_METROPOLE)


def semaine_type(rang: int) -> list[Plage]:
    """Return one of fifty weeks of openings: five kinds, each with ten hours of closing."""
    genre, quart = divmod(rang, 10)
    fin = time(20 + quart // 4, 15 * (quart % 4))
    soirs = [Plage(iso, time(17, 30), fin) for iso in range(1, 6)]
    samedi = Plage(6, time(8), time(20))
    match genre:
        case 0:
            return [*soirs, samedi]
        case 1:
            return [Plage(iso, time(8), fin, Applicabilite.TOUTES, feries=True) for iso in range(1, 8)]
        case 2:
            une_sur_deux = [Plage(iso, time(17, 30), fin, semaine=Semaine.A) for iso in (2, 4)]
            return [*une_sur_deux, *(soir for soir in soirs if soir.jour_iso not in (2, 4)), samedi]
        case 3:
            hiver = [Plage(iso, time(17, 30), fin, dernier_jour=date(2027, 3, 31)) for iso in range(1, 6)]
            ete = [Plage(iso, time(18), fin, premier_jour=date(2027, 4, 1)) for iso in range(1, 6)]
            return [*hiver, *ete]
        case _:
            vacances = [Plage(iso, time(9), time(18), Applicabilite.VACANCES) for iso in range(1, 6)]
            return [*soirs, *vacances, Plage(3, time(13), time(17, 30)), samedi, Plage(7, time(9), time(13))]


def _ecrire_les_calendriers() -> None:
    PeriodeVacances.objects.bulk_create(
        PeriodeVacances(
            zone=Zone.REUNION, annee_scolaire="2026-2027", nom="Vacances", premier_jour=premier, dernier_jour=dernier
        )
        for premier, dernier in VACANCES_REUNION
    )
    JourFerie.objects.bulk_create(
        JourFerie(territoire=territoire, jour=jour, nom=nom)
        for territoire in (Territoire.METROPOLE, Territoire.REUNION)
        for jour, nom in FERIES.items()
    )


def _diviser_les_gymnases() -> None:
    """Let each gym cover three Espaces, and lend each of them as a room of its own too."""
    gymnases = list(Salle.objects.filter(type=Salle.Type.GYMNASE).select_related("etablissement").order_by("pk"))
    tiers = [(gymnase, rang, TIERS + 3 * gymnase.pk + rang) for gymnase in gymnases for rang in range(3)]
    Espace.objects.bulk_create(
        [
            Espace(pk=numero, site_id=gymnase.etablissement.site_id, nom=f"Tiers {numero}")
            for gymnase, rang, numero in tiers
            if rang
        ],
        batch_size=PAR_LOT,
    )
    Salle.objects.bulk_create(
        [
            Salle(
                pk=numero,
                etablissement=gymnase.etablissement,
                nom=f"Tiers {numero}",
                type=gymnase.type,
                effectif_max=gymnase.effectif_max // 3,
            )
            for gymnase, _, numero in tiers
        ],
        batch_size=PAR_LOT,
    )
    murs = Salle.espaces.through
    murs.objects.bulk_create(
        [murs(salle_id=gymnase.pk, espace_id=numero) for gymnase, rang, numero in tiers if rang]
        + [murs(salle_id=numero, espace_id=numero if rang else gymnase.pk) for gymnase, rang, numero in tiers],
        batch_size=PAR_LOT,
    )
