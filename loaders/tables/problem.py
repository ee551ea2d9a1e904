"""Everything that is wrong with a dataset, listed at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ontology.error import InputError


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault: file, line (0 where there is none), column (empty where there is none), and what to do."""

    file: str
    line: int
    column: str
    what: str

    def __str__(self) -> str:
        line = f":{self.line}" if self.line else ""
        column = f": {self.column}" if self.column else ""
        return f"{self.file}{line}{column}: {self.what}"


class DatasetError(InputError):
    """A dataset that is refused whole; `problems` holds all its faults, the message lists them."""

    def __init__(self, folder: str, problems: Sequence[Problem]) -> None:
        """List the problems of the dataset in a folder."""
        self.problems = tuple(sorted(problems))
        count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        lines = "\n".join(f"  {problem}" for problem in self.problems)
        super().__init__(f"{folder}: {count}, so nothing of this dataset was loaded:\n{lines}")
