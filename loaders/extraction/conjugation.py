"""The forms of a verb, English and Spanish, third person, folded: a rule names a tense and means every verb of a class.

`lexicon/LANGUAGE.toml` lists the verbs of a class under `[verb]`, each a line: the principal parts with a slash
between, regular ones left out, and the words that belong to the verb ("take/took/taken charge of", "se unir a"). Of
`lead = […]` the classes `lead_now`, `lead_then`, `lead_maybe`, `lead_doing` and `lead_done` come to be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

TENSES: Final = ("now", "then", "maybe", "doing", "done")
"""It goes on; it was; it is said to be (a mood of Spanish); what follows "of" and "to"; what follows "was … by"."""

_VOWELS: Final = frozenset("aeiou")
_CONTRACTED: Final = {"a": "al", "de": "del"}


def conjugate(language: str, verbs: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The forms of all verbs of a class by tense."""
    forms: dict[str, dict[str, None]] = {tense: {} for tense in TENSES}
    inflect: Callable[[list[str]], Iterator[tuple[str, str]]] = _english if language == "en" else _spanish
    for verb in verbs:
        before, parts, after = _parsed(verb)
        for tense, form in inflect(parts):
            if before and tense == "doing":
                first, _, rest = form.partition(" ")
                form = f"{first}se {rest}".rstrip()
            forms[tense].update(dict.fromkeys(_phrases(before if tense != "doing" else "", form, after)))
    return {tense: tuple(found) for tense, found in forms.items()}


def _parsed(verb: str) -> tuple[str, list[str], str]:
    before, _, rest = verb.partition("se ") if verb.startswith("se ") else ("", "", verb)
    head, _, after = rest.partition(" ")
    return "se " if rest != verb else before, head.split("/"), f" {after}" if after else ""


def _phrases(before: str, form: str, after: str) -> Iterator[str]:
    yield f"{before}{form}{after}"
    last = after.rpartition(" ")[2]
    if last in _CONTRACTED:
        yield f"{before}{form}{after.removesuffix(last)}{_CONTRACTED[last]}"


def _english(parts: list[str]) -> Iterator[tuple[str, str]]:
    base = parts[0]
    past = parts[1] if len(parts) > 1 else _with_ed(base)
    done = parts[2] if len(parts) > 2 else past
    doing = _with_ing(base)
    presents, pasts = ((_with_s(base), base), (past,)) if base != "be" else (("is", "are"), ("was", "were"))
    for form in presents:
        yield "now", form
    for be in ("is", "are", "has been", "have been") if base != "be" else ():
        yield "now", f"{be} {doing}"
    for form in (*pasts, f"had {done}", f"has {done}", f"have {done}", f"used to {base}", f"went on to {base}"):
        yield "then", form
    for form in (f"came to {base}", f"rose to {base}", f"was {doing}", f"were {doing}", f"had been {doing}"):
        yield "then", form
    for form in (doing, f"having {done}", f"to {base}", f"to have {done}", f"to be {doing}", f"to have been {doing}"):
        yield "doing", form
    yield "done", done


def _with_s(base: str) -> str:
    if base.endswith(("s", "sh", "ch", "x", "o")):
        return f"{base}es"
    return f"{base[:-1]}ies" if base.endswith("y") and base[-2] not in _VOWELS else f"{base}s"


def _with_ed(base: str) -> str:
    if base.endswith("e"):
        return f"{base}d"
    if base.endswith("trol"):
        return f"{base}led"
    return f"{base[:-1]}ied" if base.endswith("y") and base[-2] not in _VOWELS else f"{base}ed"


def _with_ing(base: str) -> str:
    if base.endswith("e") and not base.endswith(("ee", "oe")) and base != "be":
        return f"{base[:-1]}ing"
    doubled = len(base) == 3 and base[-1] in "nptg" and base[-2] in _VOWELS and base[-3] not in _VOWELS
    doubled = doubled or base.endswith("trol")
    return f"{base}{base[-1] if doubled else ''}ing"


def _spanish(parts: list[str]) -> Iterator[tuple[str, str]]:
    infinitive = parts[0]
    stem, first = infinitive[:-2], infinitive.endswith("ar")
    present = parts[1] if len(parts) > 1 else f"{stem}{'a' if first else 'e'}"
    past = parts[2] if len(parts) > 2 else f"{stem}{'o' if first else 'io'}"
    was = parts[3] if len(parts) > 3 else f"{stem}{'aba' if first else 'ia'}"
    done = parts[4] if len(parts) > 4 else f"{stem}{'ado' if first else 'ido'}"
    going = f"{stem}{'ando' if first else 'iendo'}"
    for form in (present, f"{present}n", *(f"{be} {going}" for be in ("esta", "estan", "viene", "sigue", "siguen"))):
        yield "now", form
    for form in (past, _they(past), was, f"{was}n", *(f"{has} {done}" for has in ("ha", "han", "habia", "habian"))):
        yield "then", form
    for form in (
        *(f"{be} {going}" for be in ("estaba", "estuvo")),
        f"llego a {infinitive}",
        f"llegaron a {infinitive}",
    ):
        yield "then", form
    for form in (f"paso a {infinitive}", f"pasaron a {infinitive}"):
        yield "then", form
    for form in (f"{infinitive}ia", f"{infinitive}ian", f"habria {done}", f"habrian {done}", f"estaria {going}"):
        yield "maybe", form
    for form in (infinitive, f"haber {done}", f"estar {going}"):
        yield "doing", form
    for ending in ("o", "a", "os", "as"):
        yield "done", f"{done[:-1]}{ending}"


def _they(past: str) -> str:
    """The plural of a preterite: lideró, lideraron; tuvo, tuvieron; hizo, hicieron; fue, fueron."""
    if past.endswith("io"):
        return f"{past[:-2]}ieron"
    if past.endswith(("uvo", "uso", "izo")):
        return f"{past[:-1].replace('z', 'c')}ieron"
    return f"{past}ron" if past.endswith("e") else f"{past[:-1]}aron"
