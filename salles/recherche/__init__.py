"""The one search: which published rooms near here are free on these dates, and on how many of them.

Five steps, and the same number of queries whatever the rooms and dates:
1. SQL narrows the candidates: place, type, headcount, equipment, access, activity.
2. The wish becomes slots once per local frame (time zone, holidays, bank holidays, week parity).
3. The engine judges those slots once per distinct profile, and the closures once each; a set of dates is an integer,
   one bit per date of the wish.
4. SQL meets the slots with Occupation, under the constraints' own predicates, in one ordered pass per room over the
   index `occupation_recherche`.
5. With a requester, the engine takes off the dates that exceed a quota, once per school and set of dates.
Nothing here decides a rule: `salles.moteur` does. Reasons are told for what is displayed, by `salles.disponibilites`.
"""

from salles.recherche.question import Dates, Ordre, QuiDemande, Recherche, Resultat
from salles.recherche.reponse import chercher

__all__ = ["Dates", "Ordre", "QuiDemande", "Recherche", "Resultat", "chercher"]
