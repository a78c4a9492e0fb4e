"""What a clumsy or hostile program sends: calls drawn from the OpenAPI description, right, wrong and nearly right."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from drf_spectacular.generators import SchemaGenerator
from hypothesis import strategies as st

# What has broken programs before, whatever the field.
PIEGES = st.sampled_from(
    [
        None,
        True,
        0,
        -1,
        10**9,
        10**30,
        1.5,
        "",
        " ",
        "\x00",
        "\ud800",
        "25:00",
        "2026-02-31",
        "0001-01-01",
        "9999-12-31T23:59:59+14:00",
        "2027-03-28T02:30",
        "<script>alert(1)</script>",
        "👩‍👩‍👧 🎭",
        "\u202e\ufeff",
        "' OR 1=1 --",
        "../../etc/passwd",
        "a" * 5_000,
        "a" * 1_000_000,
        "9" * 400,
        [],
        {},
        [[[]]],
        ["1"] * 2_000,
        {"a": {"b": "c"}},
    ]
)


@dataclass(frozen=True)
class Appel:
    """One call. `corps` is None when nothing is sent."""

    methode: str
    chemin: str
    parametres: list[tuple[str, str]] = field(default_factory=list)
    corps: Any = None

    @property
    def adresse(self) -> str:
        suite = "&".join(f"{quote(nom)}={quote(valeur, errors='surrogatepass')}" for nom, valeur in self.parametres)
        return f"{self.chemin}?{suite}"


@dataclass(frozen=True)
class Terrain:
    """The description, and what exists: values by the name of a field, `salles_id` for a part of an address."""

    schema: dict[str, Any] = field(repr=False)
    connus: dict[str, list[Any]] = field(repr=False)

    def appel(self, chemin: str, verbe: str) -> dict[str, Any]:
        return self.schema["paths"][chemin][verbe]


def terrain(**connus: list[Any]) -> Terrain:
    """`salles_id` names the identifiers of `salles/{id}/`."""
    return Terrain(SchemaGenerator().get_schema(request=None, public=True), connus)


def appels(ici: Terrain) -> st.SearchStrategy[Appel]:
    """Draw a call among all that the description names: right, or with one or two things wrong."""
    return st.one_of(_appel(ici, chemin, verbe) for chemin, verbes in ici.schema["paths"].items() for verbe in verbes)


@st.composite
def _appel(tirer, ici: Terrain, chemin: str, verbe: str) -> Appel:
    appel = ici.appel(chemin, verbe)
    parametres: dict[str, Any] = {}
    for parametre in appel.get("parameters", ()):
        nom = parametre["name"]
        if parametre["in"] == "path":
            connus = ici.connus[f"{chemin.split('/')[3]}_{nom}"]
            chemin = chemin.replace(f"{{{nom}}}", str(tirer(st.sampled_from([*connus, *connus, 999_999, 10**30]))))
        elif parametre["in"] == "query" and (parametre.get("required") or tirer(st.integers(0, 3)) == 0):
            parametres[nom] = tirer(_juste(ici, parametre["schema"], nom))
    corps = None
    if "requestBody" in appel:
        corps = tirer(_juste(ici, appel["requestBody"]["content"]["application/json"]["schema"], "corps"))
    for _ in range(tirer(st.sampled_from([0, 0, 1, 1, 1, 2]))):
        if corps is None:
            parametres = tirer(_gate(parametres or {"inconnu": "1"}))
        else:
            corps = tirer(_gate(corps))
    return Appel(verbe, chemin, [couple for nom, dit in parametres.items() for couple in _couples(nom, dit)], corps)


def _couples(nom: str, dit: Any) -> list[tuple[str, str]]:
    return [(nom, str(valeur)) for valeur in (dit if isinstance(dit, list) else [dit])]


@st.composite
def _gate(tirer, valeur: Any) -> Any:
    """Spoil one place of a value: a trap, something missing, something more."""
    if isinstance(valeur, dict) and valeur:
        nom = tirer(st.sampled_from([*valeur, "inconnu"]))
        reste = {cle: contenu for cle, contenu in valeur.items() if cle != nom}
        return reste if tirer(st.integers(0, 5)) == 0 else {**reste, nom: tirer(_gate(valeur.get(nom)))}
    if isinstance(valeur, list) and valeur and tirer(st.booleans()):
        rang = tirer(st.integers(0, len(valeur) - 1))
        return [*valeur[:rang], tirer(_gate(valeur[rang])), *valeur[rang + 1 :]]
    return tirer(PIEGES)


def _juste(ici: Terrain, forme: dict[str, Any], nom: str) -> st.SearchStrategy:
    """Draw what the description asks for."""
    if "$ref" in forme:
        return _juste(ici, ici.schema["components"]["schemas"][forme["$ref"].rsplit("/", 1)[1]], nom)
    if "allOf" in forme:
        return _juste(ici, forme["allOf"][0], nom)
    match forme.get("type"):
        case "array":
            return st.lists(_juste(ici, forme["items"], nom), min_size=1, max_size=3, unique_by=str)
        case "object" if "properties" in forme:
            return _objet(ici, forme)
        case "object":
            return st.dictionaries(st.sampled_from(["duree", "occupee", "x"]), st.text(max_size=20), max_size=2)
    if nom in ici.connus and forme.get("format") != "date-time":
        return st.sampled_from(ici.connus[nom])
    if "enum" in forme:
        return st.sampled_from(forme["enum"])
    match forme.get("type"):
        case "integer":
            return st.integers(forme.get("minimum", 1), min(forme.get("maximum", 30), 30))
        case "number":
            return st.floats(forme.get("minimum"), forme.get("maximum"), allow_nan=False)
        case _:
            return _mot(forme)


def _objet(ici: Terrain, forme: dict[str, Any]) -> st.SearchStrategy:
    champs = {nom: _juste(ici, sienne, nom) for nom, sienne in forme["properties"].items()}
    requis = {nom: champs.pop(nom) for nom in forme.get("required", ())}
    return st.fixed_dictionaries(requis, optional=champs)


def _mot(forme: dict[str, Any]) -> st.SearchStrategy[str]:
    if forme.get("format") == "date-time":
        return st.sampled_from(["2026-11-16T18:00", "2026-11-16T20:00:00+01:00", "2026-11-16T21:00:00+01:00"])
    if forme.get("format") == "email":
        return st.just("malik@exemple.fr")
    return st.text(
        st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=min(forme.get("maxLength", 60), 60)
    )
