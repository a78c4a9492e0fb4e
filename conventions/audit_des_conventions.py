"""An independent look at what is recorded of conventions: states that go together, signatures, and the very files.

Its own queries and its own words, in the manner of `conventions.audit`.
"""

import hashlib
from collections.abc import Iterator

from django.core.files.storage import default_storage
from django.db import connection

from salles.audit import Controle

VIVANTE = "('active', 'suspendue', 'avenant_en_cours', 'denonciation_en_cours')"
SIGNEE_PAR_TOUS = "('signee', 'active', 'echue')"

CONTROLES = [
    Controle(
        "convention_et_demande",
        "La demande {0} est « {1} », mais sa convention est « {2} ».",
        f"""
        SELECT d.numero, d.statut, v.statut FROM conventions_convention v
        JOIN conventions_demande d ON d.id = v.demande_id
        WHERE (d.statut = 'conventionnee') <> (v.statut IN {VIVANTE})
            OR (d.statut = 'close') <> (v.statut = 'echue')
            OR (d.statut = 'annulee') <> (v.statut IN ('abandonnee', 'resiliee'))
        """,  # noqa: S608 -- our own words
    ),
    Controle(
        "signature_manquante",
        "La convention {0} est « {1} », mais la signature de {2} manque, ou est de trop.",
        # the mayor signs where it is he who lends
        f"""
        SELECT v.numero, v.statut, voulue.partie FROM conventions_convention v,
            unnest(ARRAY['organisateur', 'etablissement', 'collectivite', 'commune']) AS voulue (partie)
        WHERE (v.statut IN {SIGNEE_PAR_TOUS} AND (voulue.partie <> 'commune' OR v.base_legale = 'L212-15')
                AND NOT EXISTS (SELECT 1 FROM conventions_signature s
                    WHERE s.convention_id = v.id AND s.partie = voulue.partie AND s.reprise_le IS NULL))
            OR (v.statut IN ('redaction', 'a_deliberer', 'deliberee', 'transmise') AND EXISTS (
                SELECT 1 FROM conventions_signature s
                WHERE s.convention_id = v.id AND s.partie = voulue.partie AND s.reprise_le IS NULL))
        """,  # noqa: S608 -- our own words
    ),
    Controle(
        "signature_avant_le_vote",
        "La convention {0} est signée pour {1} le {2}, avant que le vote l’ait permis.",
        """
        SELECT v.numero, s.partie, s.signee_le FROM conventions_signature s
        JOIN conventions_convention v ON v.id = s.convention_id
        LEFT JOIN conventions_etape e ON e.convention_id = v.id AND e.statut = 'deliberee' AND e.reprise_le IS NULL
        WHERE s.reprise_le IS NULL AND (e.id IS NULL OR s.signee_le < e.fait_le
            OR (s.partie = 'etablissement' AND s.signee_le < v.executoire_le))
        """,
    ),
    Controle(
        "texte_manquant",
        "La convention {0} est « {1} », mais son texte n’est pas gardé ; ou il l’est, et c’est un projet.",
        """
        SELECT numero, statut FROM conventions_convention
        WHERE (statut = 'redaction' AND texte <> '')
            OR (statut NOT IN ('redaction', 'abandonnee') AND (texte = '' OR empreinte = '' OR annexe = '{}'))
        """,
    ),
]


def textes_alteres() -> Iterator[str]:
    """Yield, as `anomalies` does, the conventions whose file is gone, or is not the one that was put to the vote."""
    with connection.cursor() as curseur:
        curseur.execute("SELECT numero, texte, empreinte FROM conventions_convention WHERE texte <> '' ORDER BY numero")
        for numero, texte, empreinte in curseur.fetchall():
            if not default_storage.exists(texte):
                yield f"texte_perdu : Le texte de la convention {numero} n’est plus dans les fichiers."
            elif _empreinte(texte) != empreinte:
                yield f"texte_altere : Le texte de la convention {numero} n’est plus celui qui fut soumis au vote."


def _empreinte(nom: str) -> str:
    with default_storage.open(nom, "rb") as fichier:
        return hashlib.file_digest(fichier, "sha256").hexdigest()
