"""Texts that are hard for a regular expression, made of what the expression itself looks for, and how long it takes."""

from __future__ import annotations

import ast
import contextlib
import importlib
import inspect
import pkgutil
import random
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from re import _parser  # type: ignore[attr-defined]
from types import ModuleType
from typing import Any, Final

import loaders.extraction
from loaders.extraction.lexicon import LANGUAGES
from loaders.extraction.pattern import patterns

MOST_REPEATS: Final = 3
LONG: Final = 0.2
"""Seconds that need no second look."""
_CLASSES: Final = {"word": "aA1é", "space": " ", "digit": "17"}
_ALPHABET: Final = "aeoznALZ1 .,;-'\"“”()é\n"
_REPEATS: Final = ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")


@dataclass(frozen=True)
class Found:
    """A regular expression of the extractor, and where it stands."""

    where: str
    regex: re.Pattern[str]


def expressions() -> list[Found]:
    """Every regular expression that the extractor can use, each once."""
    found = [Found(f"rule {rule.id}", pattern.regex) for language in LANGUAGES for rule, pattern in patterns(language)]
    for info in pkgutil.iter_modules(loaders.extraction.__path__):
        module = importlib.import_module(f"loaders.extraction.{info.name}")
        found += [Found(f"{info.name}.{name}", regex) for name, regex in _of_module(module)]
    return list({(each.regex.pattern, each.regex.flags): each for each in found}.values())


def _of_module(module: ModuleType) -> Iterator[tuple[str, re.Pattern[str]]]:
    """What its constants hold, what its cached functions give, and what is written where it is used."""
    nodes = list(ast.walk(ast.parse(inspect.getsource(module))))
    written = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    for name, value in vars(module).items():
        if hasattr(value, "cache_info") and "Pattern[" in str(inspect.signature(value).return_annotation):
            asked = [()] if not inspect.signature(value).parameters else [(text,) for text in (*LANGUAGES, *written)]
            for arguments in asked:
                with contextlib.suppress(KeyError):
                    yield from ((f"{name}{arguments}", regex) for regex in _inside(value(*arguments)))
        else:
            yield from ((name, regex) for regex in _inside(value))
    for node in nodes:
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("re.") and node.args:
            pattern = node.args[0]
            if isinstance(pattern, ast.Constant) and isinstance(pattern.value, str):
                yield f"line {node.lineno}", re.compile(pattern.value)


def _inside(value: object) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        yield from (regex for each in value.values() for regex in _inside(each))
    elif isinstance(value, (list, tuple)):
        yield from (regex for each in value for regex in _inside(each))


def hard_units(regex: re.Pattern[str], seed: int = 0) -> list[str]:
    """Stretches that, repeated, come as near to a match as can be without one, or match over and over."""
    chance = random.Random(seed)
    tree = _parser.parse(regex.pattern, regex.flags & (re.VERBOSE | re.IGNORECASE))
    matches = {_sample(tree, chance) for _ in range(3)}
    units = {unit for match in matches for unit in (match, match[:-1], match[: len(match) // 2], match + "!")}
    units |= {_sample(body, chance) for body in _repeated(tree)}
    return sorted(unit for unit in units if unit)


def _repeated(tree: Any) -> Iterator[Any]:
    """What stands under a quantifier, anywhere in an expression."""
    for operator, argument in tree:
        if str(operator) in _REPEATS:
            yield argument[2]
        for inner in _bodies(str(operator), argument):
            yield from _repeated(inner)


def _bodies(operator: str, argument: Any) -> list[Any]:
    if operator in _REPEATS:
        return [argument[2]]
    if operator == "SUBPATTERN":
        return [argument[3]]
    if operator == "BRANCH":
        return list(argument[1])
    if operator in ("ASSERT", "ATOMIC_GROUP"):
        return [argument[1] if operator == "ASSERT" else argument]
    return []


def _sample(tree: Any, chance: random.Random) -> str:
    """Something that an expression matches, but for what it wants to stand around it."""
    return "".join(_of_node(str(operator), argument, chance) for operator, argument in tree)


def _of_node(operator: str, argument: Any, chance: random.Random) -> str:
    if operator == "LITERAL":
        return chr(argument)
    if operator == "IN":
        return _of_class(argument, chance)
    if operator in ("NOT_LITERAL", "ANY"):
        return "a" if argument != ord("a") else "z"
    if operator in _REPEATS:
        least, most, body = argument
        times = chance.randint(least, max(least, min(int(most), MOST_REPEATS)))
        return "".join(_sample(body, chance) for _ in range(times))
    if operator == "BRANCH":
        return _sample(chance.choice(argument[1]), chance)
    if operator in ("SUBPATTERN", "ATOMIC_GROUP"):
        return _sample(_bodies(operator, argument)[0], chance)
    if operator == "ASSERT" and argument[0] > 0:
        return _sample(argument[1], chance)
    return ""


def _of_class(members: Any, chance: random.Random) -> str:
    if str(members[0][0]) == "NEGATE":
        out = {c for c in _ALPHABET for member in members[1:] if c in _letters(member)}
        return chance.choice([c for c in _ALPHABET if c not in out] or ["€"])
    return chance.choice(_letters(chance.choice(members)))


def _letters(member: Any) -> str:
    operator, argument = str(member[0]), member[1]
    if operator == "LITERAL":
        return chr(argument)
    if operator == "RANGE":
        return "".join(map(chr, range(argument[0], min(argument[1], argument[0] + 200) + 1)))
    name = str(argument).lower()
    inner = _CLASSES[name.removeprefix("category_").removeprefix("not_")]
    return "".join(c for c in _ALPHABET if c not in inner) if "not_" in name else inner


def seconds(regex: re.Pattern[str], text: str, times: int = 1) -> float:
    """Processor time of finding all matches; the best of some, of one where it is long."""

    def once() -> float:
        start = time.process_time()
        for _ in regex.finditer(text):
            pass
        return time.process_time() - start

    first = once()
    return first if first > LONG else min([first, *(once() for _ in range(times - 1))])


def of_length(unit: str, length: int) -> str:
    """A unit repeated up to a length."""
    return (unit * (length // len(unit) + 1))[:length]
