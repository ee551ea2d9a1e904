# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Who was sent where, according to whom
#
# This notebook loads documents, asks three questions and draws the answers. It is for people who
# write about the transfers, and who will be asked how they know.
#
# Three things to keep in mind while reading:
#
# - **Everything here is something that a source says.** The column `strength` says how: *reported* (a document
#   states it as fact), *attributed* (a document states it, and says who told it), *alleged*, *charged*, *convicted* …
#   Nobody is guilty because a row says *alleged* or *charged*.
# - **`origins` counts independent texts**, not documents: ten papers that print one wire text are one origin.
# - **Whoever is not named is not said to have been absent.** The sources name fewer people than they count.
#
# Set `TRASLADO_HOME` to ask about documents that you loaded yourself. Otherwise the bundled samples are loaded into a
# folder that is thrown away.

# %%
import os
import tempfile
from collections import defaultdict
from pathlib import Path

import matplotlib.pyplot as plt
import networkx as nx
from pyoxigraph import Store

from graph import generation
from graph.question import Answer, ask
from graph.sparql_question import SparqlBackend
from loaders.pipeline import load
from loaders.reader import Overrides
from loaders.samples import sample_paths

own_home = os.environ.get("TRASLADO_HOME")
temporary = None if own_home else tempfile.TemporaryDirectory()
home = Path(own_home or temporary.name)
if not own_home:
    report = load(home, sample_paths(), Overrides())
    print(f"{report.added} documents loaded, {report.claims} claims, {len(report.refused)} refused")

store = Store.read_only(str(generation.current(home).path))
backend = SparqlBackend(store)


def show(answer: Answer, *columns: str, rows: int = 12) -> None:
    """Print the first rows of an answer, the columns that were asked for."""
    print(answer.question.title.en)
    for row in answer.rows[:rows]:
        cells = (row.cells[column] for column in columns)
        print("  " + " | ".join("–" if cell is None else str(cell) for cell in cells))
    if len(answer.rows) > rows:
        print(f"  … and {len(answer.rows) - rows} more rows")


# %% [markdown]
# ## Which transfers are there?
#
# A row is a transfer and *one number of people that is said of it*: where the sources disagree there are several
# rows for one transfer. `named` is how many people the documents name.

# %%
transfers = ask(backend, "transfers", {})
show(transfers, "transferName", "said", "named", "strength", "origins", "disputed")

# %% [markdown]
# ## Which leaders went to which U.S. city?
#
# `basis` says what the place rests on: *flown* there, *appeared* in court there, *held* there, or *charged* in that
# court district. These are four different facts, and they are never merged. There are two strengths in a row:
# `roleStrength` is how surely the person is said to lead, `strength` how surely the person is said to have been there.

# %%
leaders = ask(backend, "leaders_by_city", {})
show(leaders, "personName", "organizationName", "roleStrength", "placeName", "basis", "strength", "origins", rows=20)

# %% [markdown]
# ## In which words is it said?
#
# Every row carries its evidence: the document, its publisher and date, and the words as they stand there. This is the
# evidence of the first row above. Read it before you write.

# %%
for evidence in leaders.rows[0].evidence:
    print(f"{evidence.modality}: “{evidence.quote}”")
    print(f"    {evidence.publisher}, {evidence.published}: {evidence.title}")

# %% [markdown]
# ## To which organizations are the people of a transfer tied?

# %%
ties = ask(backend, "organizations_of_transfer", {})
show(ties, "transferName", "organizationName", "relation", "people", "strength")

# %% [markdown]
# ## Where were they flown?
#
# No question file counts this, so we ask in SPARQL. `tr:Fact` is a statement with its label over all documents.

# %%
FLOWN = """
SELECT ?transfer ?transferName ?place ?placeName ?strength (COUNT(DISTINCT ?person) AS ?people) WHERE {
  ?in rdf:predicate tr:transferredIn ; rdf:subject ?person ; rdf:object ?transfer .
  ?flown rdf:predicate tr:flownTo ; rdf:subject ?person ; rdf:object ?place ; tr:strength/skos:notation ?strength .
  FILTER NOT EXISTS { ?in tr:strength/skos:notation "denied" }
  FILTER (?strength != "denied")
  ?transfer rdfs:label ?transferName .
  ?place rdfs:label ?placeName .
} GROUP BY ?transfer ?transferName ?place ?placeName ?strength ORDER BY ?transferName DESC(?people) ?placeName
"""
PREFIXES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "tr": "https://w3id.org/traslado/ns#",
}
solutions = store.query(FLOWN, prefixes=PREFIXES)
flown = [{name.value: row[name].value for name in solutions.variables} for row in solutions]
for row in flown:
    print(f"  {row['transferName']} | {row['placeName']} | {row['strength']} | {row['people']}")

# %% [markdown]
# ## The drawing
#
# Left the organizations that people of a transfer are tied to, in the middle the transfers, right the places they are
# said to have been flown to. Organizations with a single person are left out to keep it readable.
#
# A line is **solid** only where everything behind it is reported as fact, or rests on a plea, conviction or
# sentence. It is **dashed** where anything behind it is alleged, attributed, charged or only possible. The words on the
# line say which. A line that mixes both is dashed: a drawing must not make anything surer than its weakest part.

# %%
FIRM = {"reported", "pleaded_guilty", "convicted", "sentenced"}
LEAST_PEOPLE = 2

drawing = nx.DiGraph()
names: dict[tuple[str, str], set[str]] = defaultdict(set)
strengths: dict[tuple[str, str], set[str]] = defaultdict(set)
for row in (row.cells for row in ties.rows):
    if row["names"]:  # an organization that is named for the transfer as a whole is tied to nobody
        drawing.add_node(row["organization"], layer=0, label=row["organizationName"])
        drawing.add_node(row["transfer"], layer=1, label=row["transferName"])
        line = row["organization"], row["transfer"]
        names[line] |= set(row["names"])
        strengths[line].add(row["strength"])
        drawing.add_edge(*line, words=f"{len(names[line])}, {' and '.join(sorted(strengths[line]))}")
for row in flown:
    drawing.add_node(row["transfer"], layer=1, label=row["transferName"])
    drawing.add_node(row["place"], layer=2, label=row["placeName"])
    line = row["transfer"], row["place"]
    strengths[line].add(row["strength"])
    before = drawing.edges[line]["words"] + "; " if drawing.has_edge(*line) else ""
    drawing.add_edge(*line, words=f"{before}{row['people']} {row['strength']}")

few = [line for line, people in names.items() if len(people) < LEAST_PEOPLE]
drawing.remove_edges_from(few)
drawing.remove_nodes_from([node for node, degree in list(drawing.degree()) if not degree])

layers = [[node for node, where in drawing.nodes(data="layer") if where == layer] for layer in range(3)]
positions: dict[str, tuple[float, float]] = {}


def place(layer: int, ordered: list[str]) -> None:
    """Put the nodes of a layer one above the other."""
    positions.update({node: (layer, (rank + 0.5) / len(ordered)) for rank, node in enumerate(ordered)})


def mean_height(node: str) -> float:
    """Where the lines of a node come from; columns in this order have fewer lines that cross."""
    return sum(positions[other][1] for other in nx.all_neighbors(drawing, node)) / drawing.degree(node)


place(1, sorted(layers[1], key=lambda node: drawing.nodes[node]["label"]))
for layer in (0, 2):
    place(layer, sorted(layers[layer], key=mean_height))
figure, axes = plt.subplots(figsize=(15, 12))
colours = ["#8c2d04", "#252525", "#08519c"]
for layer, colour in enumerate(colours):
    nx.draw_networkx_nodes(drawing, positions, nodelist=layers[layer], node_color=colour, node_size=60, ax=axes)
for style, firm in (("solid", True), ("dashed", False)):
    edges = [line for line in drawing.edges if (strengths[line] <= FIRM) == firm]
    nx.draw_networkx_edges(drawing, positions, edges, style=style, edge_color="#737373", arrows=False, ax=axes)
for column, near in ((0, 0.25), (2, 0.75)):  # the words stand near the outer end of their line
    words = {
        (a, b): said.replace("_", " ")
        for a, b, said in drawing.edges(data="words")
        if column in (drawing.nodes[a]["layer"], drawing.nodes[b]["layer"])
    }
    nx.draw_networkx_edge_labels(drawing, positions, words, font_size=7, label_pos=near, rotate=False, ax=axes)
for node, (x, y) in positions.items():
    side = {0: "right", 1: "center", 2: "left"}[drawing.nodes[node]["layer"]]
    shift = {"right": (-8, 0), "center": (0, 10), "left": (8, 0)}[side]
    axes.annotate(
        drawing.nodes[node]["label"], (x, y), shift, textcoords="offset points", ha=side, va="center", fontsize=9
    )
axes.plot([], [], color="#737373", label="reported, or a plea, conviction or sentence")
axes.plot(
    [], [], color="#737373", linestyle="dashed", label="alleged, attributed, charged or possible, wholly or in part"
)
axes.legend(loc="upper center", bbox_to_anchor=(0.5, 0.0), ncols=2, frameon=False)
axes.set_title("Said of the people of each transfer: organizations they are tied to, places they were flown to")
axes.margins(x=0.35)
axes.set_axis_off()
plt.show()

# %%
store = backend = None  # the snapshot is let go of before its folder goes
if temporary:
    temporary.cleanup()
