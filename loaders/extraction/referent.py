"""Who was spoken of, and who of them a description can mean."""

from __future__ import annotations

from functools import cache
from typing import Final

from loaders.extraction import gender
from loaders.extraction.description import FEW, Description
from loaders.extraction.draft import DraftEntity
from loaders.extraction.lexicon import countries
from loaders.extraction.line import Line
from loaders.extraction.reader import Reader

_FAR: Final = 4
"""How many people back one may be spoken of who is not spoken of now."""

Group = tuple[DraftEntity, ...]


class Referents:
    """The people of a document in the order in which it spoke of them, and its lists of people.

    Attributes:
        recent: whom sentences were about, one a time, the latest last.
        lists: several people named together, the latest last.
        paragraph: whom the sentences of this paragraph were about.
        spoke: who is in the text to say something.
        handed_over: how many the text says were handed over together.
    """

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.recent: list[DraftEntity] = []
        self.lists: list[Group] = []
        self.paragraph: list[DraftEntity] = []
        self.spoke: set[int] = set()
        self.named: Group = ()
        self.handed_over: set[int] = set()

    def note(self, line: Line, topic: Group) -> None:
        """Keep in mind of whom a sentence spoke."""
        self.paragraph.extend(person for person in topic if person not in self.paragraph)
        if len(topic) == 1 and self.recent[-1:] != [topic[0]]:
            self.recent.append(topic[0])
        people = [node for node in line.nodes.values() if node.key[0] == "P" and node.refs and not node.pronoun]
        lists = [node.refs for node in people if len(node.refs) > 1 and not any(ref.official for ref in node.refs)]
        if lists:
            longest = max(lists, key=len)
            self.lists = [known for known in self.lists if set(known) != set(longest)]
            self.lists.append(longest)
        self.named = tuple(dict.fromkeys(ref for node in people for ref in node.refs if not self.only_speaks(ref)))

    def only_speaks(self, person: DraftEntity) -> bool:
        """Whether somebody is in the text to say something: officials, counsel, speakers of whom nothing is said."""
        return person.official or (id(person) in self.spoke and id(person) not in self.reader.draft.accused)

    def is_accused(self, person: DraftEntity) -> bool:
        """Whether the text has said of somebody what is said of the accused."""
        return id(person) in self.reader.draft.accused

    def one(self, meant: Description, before: Group) -> Group:
        """The one whom a description means, nobody where that cannot be told.

        Args:
            meant: the description.
            before: whom the sentence names before it.
        """
        topic: Group = before or self.reader.topic
        if meant.which is not None:
            return self._one_of(meant, topic)
        if meant.age is not None:
            aged = [person for person in self._people() if person.age == meant.age and self.fits(meant, person)]
            if aged:
                return (aged[0],) if len(aged) == 1 else ()
        fitting = tuple(person for person in topic if self.fits(meant, person) and not person.official)
        if len(topic) > 1:
            sure = [person for person in fitting if meant.gender and gender_of(person) == meant.gender]
            return tuple(sure) if len(sure) == 1 else self._accused(meant)
        if fitting and (self.is_accused(fitting[0]) or not meant.weak):
            rivals = [p for p in self.named if p not in fitting and self.is_accused(p) and self.fits(meant, p)]
            return fitting if self.is_accused(fitting[0]) or not rivals else ()
        return self._accused(meant) or fitting

    def _one_of(self, meant: Description, topic: Group) -> Group:
        """The first, second or last of those just spoken of."""
        group = topic if len(topic) > 1 else self.named
        if meant.which is None or len(group) < 2 or (meant.which == -1 and len(group) > 2 and len(topic) < 2):
            return ()
        chosen = group[meant.which : meant.which + 1 or None]
        sure = chosen and (not meant.gender or gender_of(chosen[0]) == meant.gender)
        return chosen if sure else ()

    def _people(self) -> list[DraftEntity]:
        return [e for e in self.reader.draft.entities if e.type == "Person" and e.merged_into is None]

    def _accused(self, meant: Description) -> Group:
        """The only one of the accused whom it can mean, or the one of those spoken of of late."""
        fits = [p for p in self._people() if self.is_accused(p) and not p.official and self.fits(meant, p)]
        if len(fits) == 1:
            return tuple(fits)
        late = [p for p in self.recent[-_FAR:] if p in fits and (meant.gender and gender_of(p) == meant.gender)]
        return (late[-1],) if len(set(map(id, late))) == 1 else ()

    def fits(self, meant: Description, person: DraftEntity) -> bool:
        """Whether nothing that is known of somebody is against a description."""
        if meant.gender and gender_of(person) not in (meant.gender, ""):
            return False
        if meant.age is not None and person.age is not None and person.age != meant.age:
            return False
        states = self.reader.draft.nationalities.get(id(person))
        return meant.state is None or not states or _english(meant.state) in states

    def group(self, meant: Description) -> Group:
        """The people whom a plural means: those spoken of, or the last list of so many; nobody where none is."""
        many = meant.many
        if many > FEW:
            return ()
        topic: Group = self.reader.topic
        groups = [topic, tuple(self.paragraph), *reversed(self.lists)]
        if not many and meant.weak:
            groups = [topic, self.lists[-1] if self.lists and set(self.lists[-1]) <= set(self.paragraph) else ()]
            groups += self.lists if len(self.lists) == 1 else []
        if meant.weak and not many and self.handed_over:
            groups = [group for group in groups if len(group) in self.handed_over]
        for group in groups:
            if len(group) > 1 and len(group) == (many or len(group)) and self._fits_all(meant, group):
                return group
        accused = tuple(p for p in self._people() if self.is_accused(p) and not p.official)
        return accused if many and len(accused) == many and self._fits_all(meant, accused) else ()

    def _fits_all(self, meant: Description, group: Group) -> bool:
        if meant.siblings and not _share_surname(group):
            return False
        return all(self.fits(meant, person) and not self.only_speaks(person) for person in group)


def gender_of(person: DraftEntity) -> gender.Gender:
    """Of somebody by the given name; of one who has none by the description that he goes by."""
    return person.gender or gender.of_name(next(iter(person.names), ""))


@cache
def _english(state: str) -> str:
    """The name by which a state is known, of one in either language."""
    return next((country.en for country in countries() if state in (country.en, country.es)), state)


def _share_surname(group: Group) -> bool:
    """Whether a word other than the given name is in the names of all, as brothers' names are."""
    words = [{word for name in person.names for word in name.split()[1:]} for person in group]
    return bool(set.intersection(*words)) if words else False
