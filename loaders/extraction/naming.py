"""Nicknames and further names in a line, and words beside a name that say nothing that is asked."""

from __future__ import annotations

from typing import Any, Final

from graph.claim import QUOTE_LIMIT
from loaders.extraction.attachment import is_dependent
from loaders.extraction.cascade import matches
from loaders.extraction.draft import DraftEntity
from loaders.extraction.line import Line, Node
from loaders.extraction.pattern import captures
from loaders.extraction.reader import Reader

_ROUNDS: Final = 40


class Naming:
    """Gives the quoted names of a document to their bearers."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader

    def read(self, line: Line, language: str) -> bool:
        """Give nicknames to whom they stand beside; a known one stands for its bearer. Whether anything changed."""
        changed = False
        for _ in range(_ROUNDS):
            if not self._next(line, language):
                break
            changed = True
        for index in line.find("Q"):
            node = line.nodes[line.words[index]]
            inner = node.refs[0]
            entity = self.reader.by_alias.get(self.reader.folded[inner[0] : inner[1]])
            if entity is not None and len(node.refs) == 1:
                entity.mentions.add(inner)
                line.put(index, index + 1, Node(line.new_key("P"), node.start, node.end, (entity,)))
        return changed

    def _next(self, line: Line, language: str) -> bool:
        for rule, match in matches(line, language, "alias"):
            first, last = line.indices(match)
            groups = {name: line.nodes[key] for name, key in captures(match).items()}
            quotes = groups["Q"]
            holder = groups.get("P") or groups.get("O")
            if holder is not None:
                if self._beside(line, first, last, holder, quotes, rule.id):
                    return True
                continue
            if "opens" in rule.options and first:
                continue
            owners = self._owners(line, first, rule.options)
            if owners is not None:
                if len(owners) == len(quotes.refs) or (len(owners) == 1 and "topic" in rule.options):
                    for number, inner in enumerate(quotes.refs):
                        self.reader.alias(owners[min(number, len(owners) - 1)], inner, line.span(first, last), rule.id)
                    line.put(first, last, None)
                    return True
                continue
            beside = [w for w in line.words[max(0, first - 2) : first] if w not in (",", "{", "-")]
            if not beside or beside[-1][0] != "P":
                line.put(first, last, self._nameless(line, quotes))
                return True
        return False

    def _owners(self, line: Line, first: int, options: frozenset[str]) -> tuple[Any, ...] | None:
        """Whose the names are where the rule says who: the person spoken of, or the nearest before."""
        if "topic" in options:
            return self.reader.topic
        if "left" in options:
            before = [i for i in line.find("P") if i < first and not is_dependent(line, i)]
            return line.nodes[line.words[before[-1]]].refs if before else ()
        return None

    def _beside(self, line: Line, first: int, last: int, holder: Node, quotes: Node, rule: str) -> bool:
        paired = len(holder.refs) > 1 and len(holder.refs) == len(quotes.refs)
        if len(quotes.refs) > 1 and not paired and _may_be_shared(line, first, last):
            return False
        start, end = line.span(first, last)
        for number, inner in enumerate(quotes.refs):
            owner = holder.refs[number] if paired else holder.refs[-1]
            quote = (max(start, min(holder.start, inner[0])), max(holder.end, inner[1]))
            if inner != (holder.start, holder.end):
                self.reader.alias(owner, inner, quote if quote[1] - quote[0] <= QUOTE_LIMIT else inner, rule)
        key = line.new_key(holder.key[0])
        line.put(first, last, Node(key, holder.start, holder.end, holder.refs, start, end, singles=holder.singles))
        return True

    def _nameless(self, line: Line, quotes: Node) -> Node:
        """People known by a nickname only."""
        entities: list[DraftEntity] = []
        for inner in quotes.refs:
            entity = self.reader.by_alias.get(self.reader.folded[inner[0] : inner[1]])
            if entity is None:
                entity = self.reader.draft.entity("Person")
                self.reader.alias(entity, inner, inner, "alias-only")
            entities.append(entity)
        return Node(line.new_key("P"), quotes.start, quotes.end, tuple(entities))


def _may_be_shared(line: Line, first: int, last: int) -> bool:
    """Whether several nicknames may belong to several people who are not yet one list."""
    if {"respectivamente", "respectively"} & set(line.words[last : last + 2]):
        return True
    before = line.words[max(0, first - 4) : first]
    return first >= 2 and before[-1] not in (";", ":", ".") and any(word[0] == "H" for word in before)


def drop_ages(line: Line) -> None:
    """Take out "P, 44," and "P, de 44 años,": an age tells no more than who is meant."""
    if "year-old" in line.present():
        for index in line.find("P"):
            if line.words[index - 2 : index] == ["-", "year-old"] and line.words[index - 3].isdigit():
                _is_of_age(line.nodes[line.words[index]], int(line.words[index - 3]))
    if "," not in line.words:
        return
    for index in reversed(line.find("P")):
        person = line.nodes[line.words[index]]
        number = line.node(index + 1)
        apart = line.words[index + 2 : index + 3] in ([","], ["."], [])
        if number is not None and number.key[0] == "N" and 15 < number.refs[0] < 100 and apart:
            _is_of_age(person, number.refs[0])
            line.put(index + 1, index + 2, None)
            continue
        for age in (("N",), ("de", "N", "anos"), ("de", "N"), ("aged", "N")):
            stop = index + 2 + len(age)
            shape = tuple("N" if word[0] == "N" else word for word in line.words[index + 2 : stop])
            apart = line.words[index + 1 : index + 2] in ([","], [":"]) and line.words[stop : stop + 1] in (
                [","],
                ["."],
                [],
            )
            if shape == age and apart:
                _is_of_age(person, next(line.nodes[w].refs[0] for w in line.words[index + 2 : stop] if w[0] == "N"))
                line.put(index + 1, stop, None)
                break


def _is_of_age(person: Node, age: int) -> None:
    if len(person.refs) == 1:
        person.refs[0].age = person.refs[0].age or age


def drop_states(line: Line) -> None:
    """Of "San Antonio, Texas" keep the city: the state only says which one."""
    if not line.find("L"):
        return
    index = 0
    while index + 2 < len(line.words):
        here, there = line.node(index), line.node(index + 2)
        after = line.words[index + 3] if index + 3 < len(line.words) else "."
        if (
            here is not None
            and there is not None
            and (here.key[0], line.words[index + 1]) == ("L", ",")
            and there.key[0] in "LK"
            and len(here.refs) == 1
            and here.refs[0].description in ("City", "Airport", None)
            and there.refs[0].description in ("State", "Country")
            and after not in ("and", "y", "e")
        ):
            line.put(index, index + (4 if after == "," else 3), Node(here.key, here.start, here.end, here.refs))
        else:
            index += 1
