"""Whether a given name, or a Spanish word for a person, is a woman's or a man's, as far as its form tells."""

from __future__ import annotations

from typing import Final, Literal

from loaders.extraction.lexicon import borne_names, name_set

Gender = Literal["f", "m", ""]
_MASCULINE_IN_A: Final = frozenset({"luca", "nikita", "joshua", "borja", "ezra"})
_LEADS_ON: Final = frozenset(
    {"el", "la", "los", "las", "un", "una", "a", "al", "de", "del", "en", "por", "con", "para"}
)
"""What comes after one of these is something else: "manejaba la temida banda"."""
_NOT_FEMININE: Final = frozenset({"cada", "nada", "vida", "ora", "ahora", "hora", "hasta"})
_FEMININE: Final = frozenset({"jefa", "lideresa", "madrina", "matriarca", "patrona", "duena", "socia", "novia"})
_MASCULINE: Final = frozenset({"jefe", "patron", "padrino", "dueno", "socio", "capo", "hombre"})
_OF_EITHER: Final = frozenset({"mano", "cabeza", "figura", "pieza", "ficha", "cara", "persona", "brazo", "cerebro"})
"""Words of one gender for people of both: "la mano derecha de X"."""


def of_name(name: str) -> Gender:
    """Of a folded full name, by its first given name; "" where that does not tell."""
    first = name.split(" ")[0]
    woman, man = first in borne_names("female"), first in borne_names("male")
    if first in name_set("either_names") or first not in borne_names("given"):
        return ""
    if woman != man:
        return "f" if woman else "m"
    if first.endswith("o") or first in _MASCULINE_IN_A:
        return "m"
    return "f" if first.endswith("a") else ""


def of_words(words: tuple[str, ...]) -> Gender:
    """Of whom a Spanish phrase speaks, by its object pronoun, participle or noun: "la detuvieron", "jefa de …"."""
    if words[1:2] and words[1] in _OF_EITHER:
        return ""
    if words and words[0] in ("lo", "la"):
        return "m" if words[0] == "lo" else "f"
    for at, word in enumerate(words[:3]):
        if at and word in _LEADS_ON:
            break
        if word.endswith(("ado", "ido")) or word in _MASCULINE:
            return "m"
        if (word.endswith(("ada", "ida", "ora")) and word not in _NOT_FEMININE) or word in _FEMININE:
            return "f"
    return ""
