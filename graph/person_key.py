"""The keys of one mention of a person, from its names and from what its document says. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

from graph.name import (
    Name,
    alias_key,
    fold,
    has_pet_name,
    is_alias_form,
    is_frequent_alias,
    is_monogram,
    is_telling_alias,
    is_withheld,
    monogram,
    name_parts,
    proper_names,
    reads_like_alias,
)
from graph.name_likeness import is_cut, is_initial
from graph.name_shortening import (
    clan_names,
    framing_names,
    initialed,
    initialed_surname,
    is_frequent,
    is_of_thousands,
    rarer_shortenings,
    shortenings,
)
from graph.sketch import LOOSE, SHARED, Sketch

_STEM = 5
"""Two nicknames that begin with as many letters are one, beside one name."""
_WIDE = "organization:"
"""A setting of so many people that a name of thousands tells nobody from another there."""


def person_keys(
    forms: Iterable[str], aliases: Iterable[str], settings: set[str], *, meets: bool
) -> tuple[set[str], Sketch]:
    """The keys of a person, and what must not contradict.

    Args:
        forms: as the document prints the name.
        aliases: what it says he is called besides.
        settings: `case:…`, `organization:…` and the like: within what a short name tells one person from another.
        meets: whether the names are sure enough to meet anybody; with a surname withheld they never are.
    """
    forms, aliases = list(forms), list(aliases)
    nicknames = {form: alias_key(form) for form in (*aliases, *filter(is_alias_form, forms)) if not is_monogram(form)}
    nicknames = {form: key for form, key in nicknames.items() if key}
    proper = proper_names(forms, aliases)
    said = {*nicknames.values(), *_named_after(proper, nicknames.values())}
    sketch = Sketch(names=tuple(proper), nicknames=tuple(sorted(said)))
    if not meets or any(map(is_withheld, forms)):
        return set(), sketch
    telling = {setting for setting in settings if not setting.startswith(_WIDE)}
    keys: set[str] = set()
    for name in proper:
        keys |= _keys_of_name(name, settings, telling, nicknames.values())
    keys |= _keys_of_nicknames(forms, nicknames, proper, settings, telling)
    keys |= _at((f"~{nickname}" for nickname in _named_after(proper, nicknames.values())), settings)
    return keys, sketch


def _keys_of_name(name: Name, settings: set[str], telling: set[str], nicknames: Iterable[str]) -> set[str]:
    short = shortenings(name)
    rare_nicknames = {nickname for nickname in nicknames if not is_frequent_alias(nickname)}
    nicknamed = {f"alias:{nickname}" for nickname in rare_nicknames}
    stems = {f"stem:{nickname[:_STEM]}" for nickname in rare_nicknames if len(nickname) >= _STEM}
    wide = settings - telling
    with_both = {form for form in short if form.count("|") > 1}
    keys = {f"{LOOSE}Person:{form}" for form in short if form not in with_both}
    if len(name) > 2 and not any(map(is_initial, name)) and not is_of_thousands(name):
        keys.add(f"name:Person:{_cycle(name)}")
    rare = {form for form in short if not is_frequent(form)}
    # A form makes keys in those settings only where no other of its forms tells the person already.
    keys |= _at(rare - with_both, settings | stems) | _at(set(short) - rare - with_both, telling | nicknamed)
    keys |= _at(rarer_shortenings(name), telling)
    unsure = is_of_thousands(name) or any(map(is_cut, name))
    keys |= _at(rare & with_both, wide if unsure else wide | {"surnames"})
    keys |= _at((f"?{part}" for part in clan_names(name)), telling | nicknamed)
    keys |= _at((f"+{frame}" for frame in framing_names(name)), wide)
    if rare == set(short):
        keys |= _at(initialed(name), wide)
    keys |= _at(initialed_surname(name), {setting for setting in telling if setting.startswith("case:")} | nicknamed)
    return keys


def _keys_of_nicknames(
    forms: list[str], nicknames: dict[str, str], proper: list[Name], settings: set[str], telling: set[str]
) -> set[str]:
    """By a nickname alone; what one text prints as a name may be another's nickname."""
    printed = {"".join(name) for name in proper if len(name) <= 2 and not any(map(is_frequent, shortenings(name)))}
    keys: set[str] = set()
    for nickname in {*nicknames.values(), *printed}:
        keys |= _at([f"~{nickname}"], telling if is_frequent_alias(nickname) else settings)
    keys |= {f"{LOOSE}Person:~{nickname}" for nickname in nicknames.values()}
    # In the same words: "Kiki Torres" is no frequent name, though Enrique Torres is.
    words = {" ".join(name_parts(form)) for form in (*nicknames, *filter(has_pet_name, forms))}
    keys |= _at((f"={said}" for said in words if " " in said), settings - telling)
    alone = {key for form, key in nicknames.items() if is_telling_alias(form)}
    alone |= {alias_key(form) for form in forms if reads_like_alias(form)}
    keys |= _at((f"~{nickname}" for nickname in alone), {"nickname"})
    initials = {fold(form).replace(" ", "") for form in forms if is_monogram(form)}
    initials |= {monogram(parts) for parts in map(name_parts, forms) if len(parts) > 2}
    return keys | _at((f"#{letters}" for letters in initials), {s for s in telling if not s.startswith("kin:")})


def _named_after(proper: list[Name], nicknames: Iterable[str]) -> set[str]:
    """What he is called by nickname and surname, as a given name is: "Chapo Guzmán"."""
    surnames = {
        surname for name in proper for surname in (name[1:] if len(name) < 3 else (name[-2], "".join(name[-2:])))
    }
    return {nickname + surname for nickname, surname in product(nicknames, surnames) if nickname.isalpha()}


def _at(forms: Iterable[str], settings: Iterable[str]) -> set[str]:
    return {f"{SHARED}Person:{form}@{setting}" for form, setting in product(forms, settings)}


def _cycle(name: Name) -> str:
    """A full name, whether its given names or its surnames stand first, and however it is parted."""
    return "".join(min(name[start:] + name[:start] for start in range(len(name))))
