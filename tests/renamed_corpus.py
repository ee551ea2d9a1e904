"""Annotated texts in which every person, criminal organization and city is called otherwise, in text and annotation.

Names are frequent ones of the same language, written down without a look at what the extractor knows, and so are
nicknames and the proper words of gangs; a gang or city that the reference data know becomes another one that they
know. Within one document a word is always replaced by the same word, so that short forms stay short forms of
their names. What is called by a common word stays ("la columna"), as do countries, authorities, prisons and courts.
"""

from __future__ import annotations

import json
import random
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from loaders.extraction.lexicon import name_set, word_set
from loaders.extraction.registry import CONNECTORS
from loaders.extraction.text import fold
from ontology.reference import ReferenceEntry, all_names, load_reference, names

_MEN = {
    "en": "James Robert John Michael William David Richard Joseph Thomas Charles Christopher Daniel Matthew Anthony "
    "Mark Donald Steven Paul Andrew Joshua Kenneth Kevin Brian George Edward Ronald Timothy Jason Jeffrey Ryan",
    "es": "Antonio José Manuel Francisco Juan Javier Carlos Miguel Rafael Pedro Ángel Alejandro Fernando Luis Sergio "
    "Jorge Alberto Álvaro Diego Adrián Raúl Enrique Ramón Vicente Andrés Eduardo Roberto Ricardo Arturo Mario",
}
_WOMEN = {
    "en": "Patricia Jennifer Linda Elizabeth Barbara Susan Jessica Sarah Karen Lisa Nancy Sandra Ashley Emily "
    "Kimberly Margaret Donna Michelle Carol Amanda Melissa Deborah Stephanie Rebecca Laura Helen Sharon Cynthia",
    "es": "María Carmen Josefa Isabel Ana Pilar Cristina Laura Marta Lucía Elena Rosa Raquel Patricia Sara Silvia "
    "Julia Teresa Alicia Beatriz Gloria Leticia Verónica Gabriela Claudia Norma Adriana Margarita Alejandra Daniela",
}
_SURNAMES = {
    "en": "Smith Johnson Williams Brown Jones Davis Miller Wilson Anderson Taylor Moore Jackson Lee Thompson White "
    "Harris Clark Lewis Robinson Walker Allen Wright Scott Hill Nelson Adams Baker Hall Campbell Mitchell Carter "
    "Roberts Phillips Evans Turner Parker Collins Edwards Stewart Morris Murphy Cook Rogers Peterson Cooper Reed "
    "Bailey Kelly Howard Ward Watson Brooks Bennett Gray Hughes Myers Foster Sanders Ross Powell Sullivan",
    "es": "García Rodríguez González Fernández López Martínez Sánchez Pérez Gómez Martín Jiménez Ruiz Hernández Díaz "
    "Moreno Muñoz Álvarez Romero Alonso Gutiérrez Navarro Torres Domínguez Vázquez Ramos Gil Ramírez Serrano Blanco "
    "Molina Morales Suárez Ortega Delgado Castro Ortiz Rubio Marín Sanz Núñez Iglesias Medina Garrido Cortés Castillo "
    "Santos Lozano Guerrero Cano Prieto Méndez Cruz Flores Herrera Peña León Márquez Cabrera Gallego Calvo Vidal "
    "Campos Reyes Vega Fuentes Carrasco Aguilar Caballero Nieto Santana Vargas Pascual Giménez Herrero Hidalgo Montero "
    "Lorenzo Santiago Benítez Durán Ibáñez Arias Mora Ferrer Carmona Vicente Rojas Soto Crespo Román Pastor Velasco",
}
_NICKNAMES = {
    "en": "Badger Copper Duke Falcon Ghost Hammer Lucky Mouse Needle Pepper Rooster Shadow Slim Spider Tiny Whistler",
    "es": "Alacrán Barbas Bombero Búho Carnicero Cuervo Flaco Gavilán Grillo Güero Halcón Lobo Mago Oso Pantera Pelón "
    "Pintor Rana Tigre Toro Venado Zorro",
}
_GANG_WORDS = {
    "en": "Ashford Blackwater Calder Dunmore Eastfield Fairview Greyfriars Harlow Kestrel Lowmoor Mapleton Northgate "
    "Orchard Redstone Silverdale Thornhill Westbrook",
    "es": "Alamar Bermejo Cañaveral Dorado Encinar Farallón Guayabal Hondonada Jaral Laurel Mezquite Naranjal Olivar "
    "Palmar Quebrada Robledal Sauzal Tamarindo Vallejuelo Zarzal",
}
_GANG_PLURALS = {
    "en": "Hawks Jackals Lanterns Mariners Ravens Stags Tigers Wolves",
    "es": "Alacranes Cuervos Delfines Faroleros Gemelos Halcones Jabalíes Leñadores Navajas Panteras Tejones Zorros",
}
_GANG_NOUNS = "boys brothers company cell celula frente tren union fraccion sierra linea human smuggling crime"
_TITLES = "don dona comandante tia tio nina capitan doctor dr mr mrs"
_MEN_IN_A = "garza luca joshua cha"
_WOMEN_NOT_IN_A = (
    "yusbelis candice aoife noemi joanne mags inez bernadette maribel marjorie carmen delmy mercedes nancy rosmery "
    "elizabeth grainne ashlyn beatrice marguerite trudy ivonne belen hannah ngaire guadalupe jennifer ellie isabel "
    "raquel pilar ines beatriz luz heidy marisol genesis wendy nataly rosario encarnacion "
    "iris rosalind denise zully maybelin"
)
_NO_NAMES = frozenset({*CONNECTORS, *_TITLES.split(), "el", "the", "os", "les"})
_WORD = re.compile(r"[^\W\d_]+|\d+")
_HARD_SPACE = "\u00a0"
_INNER = re.compile(r"[“\"‘'(«][^”\"’')»]+[”\"’')»]")


def cities_known() -> dict[str, ReferenceEntry]:
    """The cities of the reference data by every form that means them alone."""
    return {fold(name): row for row in load_reference() if row.kind == "City" for name in names(row)}


def gangs_known() -> dict[str, ReferenceEntry]:
    """The criminal organizations of the reference data by every form."""
    rows = [row for row in load_reference() if row.type == "CriminalOrganization"]
    return {fold(name): row for row in rows for name in all_names(row)}


def without_article(name: str) -> tuple[str, str]:
    """A name as its leading article, with the space, and the rest."""
    article = re.match(r"(?:the|los|las|el|la) ", name, re.IGNORECASE)
    return (article.group(), name[article.end() :]) if article else ("", name)


@dataclass
class Renaming:
    """What the names of one document become.

    Attributes:
        language: of the document.
        names: new forms by old ones.
        words: new words of persons' names by old ones, wherever they stand with a capital.
        kept: forms that stay, though they may hold words that change.
    """

    language: str
    chance: random.Random
    names: dict[str, str] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    kept: set[str] = field(default_factory=set)
    _pools: dict[str, list[str]] = field(default_factory=dict)
    _cities: set[str] = field(default_factory=set)
    _gangs: set[str] = field(default_factory=set)

    def fresh(self, words: str) -> str:
        """One of some words that this document has not had, as long as there is one."""
        pool = self._pools.setdefault(words, [])
        if not pool:
            pool.extend(words.split())
            self.chance.shuffle(pool)
        return pool.pop()

    def person(self, forms: list[str], aliases: set[str], woman: bool) -> None:
        """Rename somebody: the words of the full name, and those of the nicknames."""
        full = _WORD.findall(_INNER.sub(" ", forms[0]))
        full = [w for w in full if w[0].isupper() and len(w) > 1 and fold(w) not in _NO_NAMES]
        nickname = without_article(forms[0])[0] or (len(full) == 1 and fold(full[0]) not in name_set("given_names"))
        language = self._language_of(full)
        given = self._given(full, language)
        if forms[0] not in aliases and not nickname:
            for position, word in enumerate(full):
                pool = (_WOMEN if woman else _MEN) if position < given else _SURNAMES
                self.words.setdefault(word, self.fresh(pool[language]))
        for form in forms:
            self.names[form] = _each_word(form, self._of_person, form, language)

    def _language_of(self, words: list[str]) -> str:
        spanish = any(not w.isascii() or w.endswith("ez") or w in _SPANISH for w in words)
        return "es" if spanish else self.language

    def _language_of_words(self, form: str) -> str:
        spanish = not form.isascii() or {"el", "los", "las", "la", "de", "del"} & set(fold(form).split())
        return "es" if spanish else self.language

    def _given(self, words: list[str], language: str) -> int:
        if len(words) < 3:
            return 1
        second = fold(words[1]) in name_set("given_names")
        return 2 if len(words) > 3 or second or language == "en" else 1

    def _of_person(self, word: str, form: str, language: str) -> str:
        if word in self.words:
            return self.words[word]
        if word.isdigit():
            return str(int(word) % 90 + 7)
        folded = fold(word)
        if not word[0].isupper() or len(word) == 1 or folded in _NO_NAMES:
            return word
        several = len(_WORD.findall(form)) > 1 and fold(_WORD.findall(form)[0]) in name_set("given_names")
        if several and folded in name_set("given_names"):
            new = self.fresh(_MEN[language])
        elif several:
            new = self.fresh(_SURNAMES[language])
        else:
            new = self.fresh(_NICKNAMES[self._language_of_words(form)])
        return self.words.setdefault(word, new) if several else self.names.setdefault(word, new)

    def gang(self, forms: list[str]) -> None:
        """Rename an organization: a known one as another known one, else the proper words of its names."""
        known = gangs_known()
        entry = next((known[k] for f in forms for k in (fold(f), fold(without_article(f)[1])) if k in known), None)
        if entry is not None:
            self._known_gang(forms, entry)
            return
        new: dict[str, str] = {}
        for form in forms:
            self.names[form] = _each_word(form, self._of_gang, forms[0], new)
        initials = "".join(word[0] for word in _WORD.findall(forms[0]) if word[0].isupper())
        if initials in forms and len(initials) > 1:
            self.names[initials] = "".join(word[0] for word in _WORD.findall(self.names[forms[0]]) if word[0].isupper())

    def _known_gang(self, forms: list[str], entry: ReferenceEntry) -> None:
        def style(row: ReferenceEntry) -> tuple[bool, bool, bool]:
            label = fold(row.label_es)
            return "cartel" in label, label.startswith(("los ", "las ")), any(ch.isdigit() for ch in label)

        others = {row.slug: row for row in gangs_known().values() if row.slug not in {entry.slug, *self._gangs}}
        alike = [row for _, row in sorted(others.items()) if style(row) == style(entry)] or list(others.values())
        other = self.chance.choice([row for row in alike if len(names(row)) >= len(forms)] or alike)
        self._gangs.add(other.slug)
        unused = list(names(other))
        for form in forms:
            article, bare = without_article(form)
            label = self._label(other)
            if fold(bare) in (fold(entry.label_es), fold(without_article(entry.label_es)[1])):
                label = other.label_es
            if label not in unused or bare.isupper():
                label = next((name for name in unused if name.isupper() == bare.isupper()), label)
            unused = [name for name in unused if name != label]
            self.names[form] = article + without_article(label)[1] if article else label

    def _of_gang(self, word: str, full: str, new: dict[str, str]) -> str:
        singular = word.removesuffix("s").removesuffix("S")
        for known, plural in ((word, ""), (singular, "s")):
            if known in self.words:
                return self.words[known] + plural
        folded = fold(word)
        if word.isdigit():
            return str(int(word) % 90 + 7)
        if (
            not word[0].isupper()
            or len(word) == 1
            or folded in _NO_NAMES
            or folded in _GANG_NOUNS.split()
            or not word_set("gang_noun").isdisjoint((folded, folded.removesuffix("s")))
        ):
            return word
        pool = _GANG_PLURALS if folded.endswith("s") else _GANG_WORDS
        if folded in name_set("surnames"):
            pool = _SURNAMES
        return new.setdefault(word, self.fresh(pool[self._language_of_words(full)]))

    def city(self, form: str) -> bool:
        """Rename a city, if the reference data know it and another one of its country."""
        known = cities_known()
        entry = known.get(fold(form))
        if entry is None or form in self.names:
            return entry is not None
        others = {
            row.slug: row
            for row in known.values()
            if row.country == entry.country
            and row.slug != entry.slug
            and row.slug not in self._cities
            and known.get(fold(self._label(row))) is row
        }
        if not others:
            return False
        other = others[self.chance.choice(sorted(others))]
        self._cities.add(other.slug)
        self.names[form] = self._label(other)
        return True

    def _label(self, row: ReferenceEntry) -> str:
        return row.label_en if self.language == "en" else row.label_es

    def apply(self, text: str) -> Renamed:
        """A text with every name replaced."""
        new = {**self.words, **self.names, **{form: form for form in self.kept if form not in self.names}}
        new |= {form.upper(): to.upper() for form, to in new.items() if len(form) > 2 and form.upper() not in new}
        if not new:
            return Renamed(text, text, [])
        longest_first = sorted(new, key=lambda form: (-len(form), form))
        either = "|".join(re.escape(form).replace(r"\ ", f"[ {_HARD_SPACE}]") for form in longest_first)
        pattern = re.compile(rf"(?<![^\Wâœ])(?:{either})(?![^\Wâ])")
        spans: list[tuple[int, int, int, int]] = []
        parts, at, length = [], 0, 0
        for match in pattern.finditer(text):
            printed = match.group()
            to = new[printed.replace(_HARD_SPACE, " ")]
            parts += [text[at : match.start()], to.replace(" ", _HARD_SPACE) if _HARD_SPACE in printed else to]
            length += match.start() - at
            spans.append((*match.span(), length, length + len(parts[-1])))
            length += len(parts[-1])
            at = match.end()
        return Renamed(text, "".join([*parts, text[at:]]), spans)


@dataclass(frozen=True)
class Renamed:
    """A text before and after, and where its names went."""

    before: str
    after: str
    spans: list[tuple[int, int, int, int]]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of the old text stands in the new one, with the whole of a name that it cuts."""
        moved = 0
        first = last = None
        for old_start, old_end, new_start, new_end in self.spans:
            if first is None and start < old_end:
                first = new_start if start > old_start else start + moved
            if last is None and end <= old_start:
                last = end + moved
            moved = new_end - old_end
            if last is None and end <= old_end:
                last = new_end
        return (start + moved if first is None else first), (end + moved if last is None else last)


def _each_word(form: str, new: Callable[..., str], *more: object) -> str:
    """A form with each word replaced, in capitals where it is printed so."""

    def replaced(match: re.Match[str]) -> str:
        word = match.group()
        shouted = word.isupper() and len(word) > 3
        return new(word.capitalize(), *more).upper() if shouted else new(word, *more)

    return _WORD.sub(replaced, form)


_SPANISH = frozenset(" ".join((_MEN["es"], _WOMEN["es"], _SURNAMES["es"])).split())


def renaming(annotation: dict[str, Any], language: str, seed: str) -> Renaming:
    """The new names of one document; the same seed gives the same names."""
    result = Renaming(language, random.Random(seed))
    entities = [entity for entity in annotation["entities"] if entity["names"]]
    aliases: dict[str, set[str]] = {}
    for claim in annotation["claims"]:
        if claim["predicate"] == "alias":
            aliases.setdefault(claim["subject"], set()).add(str(claim["object"]["value"]))
    for entity in entities:
        if entity["type"] == "Person":
            result.person(entity["names"], aliases.get(entity["id"], set()), _is_woman(entity))
    for entity in entities:
        if entity["type"] == "CriminalOrganization":
            result.gang(entity["names"])
    for entity in entities:
        if entity["type"] == "Place":
            found = [form for form in entity["names"] if result.city(form)]
            result.kept |= {f for f in entity["names"] if f not in found and not any(c in f for c in found)}
        elif entity["type"] in ("Authority", "Prison", "Court"):
            result.kept |= set(entity["names"])
    return result


def _is_woman(entity: dict[str, Any]) -> bool:
    first = fold(_WORD.findall(entity["names"][0])[0])
    return (first.endswith("a") and first not in _MEN_IN_A.split()) or first in _WOMEN_NOT_IN_A.split()


def write_renamed(gold: Path, texts: Path, folder: Path, seed: int) -> Path:
    """Write a corpus with its names replaced; the folder of its annotations."""
    (folder / "gold").mkdir(parents=True)
    (folder / "texts").mkdir()
    for path in sorted(gold.glob("*.json")):
        annotation = json.loads(path.read_text("utf-8"))
        name = annotation["document"]["id"]
        text = (texts / f"{name}.txt").read_text("utf-8")
        language = annotation["document"].get("language") or "en"
        made = renaming(annotation, language, f"{seed} {name}")
        renamed = made.apply(text)
        (folder / "texts" / f"{name}.txt").write_text(renamed.after, "utf-8")
        sidecar = texts / f"{name}.meta.json"
        if sidecar.exists():
            shutil.copy(sidecar, folder / "texts")
        (folder / "gold" / path.name).write_text(json.dumps(_annotation(annotation, made, renamed)), "utf-8")
    return folder / "gold"


def _annotation(annotation: dict[str, Any], made: Renaming, renamed: Renamed) -> dict[str, Any]:
    document = {key: value for key, value in annotation["document"].items() if key != "sha256"}
    entities = [
        {**entity, "names": [made.apply(name).after for name in entity["names"]]} for entity in annotation["entities"]
    ]
    claims = []
    for claim in annotation["claims"]:
        start, end = renamed.span(claim["start"], claim["end"])
        target = claim["object"]
        if isinstance(target, dict) and isinstance(target["value"], str):
            target = {"value": made.apply(target["value"]).after}
        claims.append({**claim, "object": target, "start": start, "end": end, "quote": renamed.after[start:end]})
    return {**annotation, "document": document, "entities": entities, "claims": claims}
