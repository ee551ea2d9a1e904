from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from builders import Article
from pyoxigraph import Store
from serving import Home

from graph import generation
from graph.age import is_minor
from graph.change import changing
from graph.claim import Value
from graph.entry import Entry
from graph.erasure import erase
from graph.home import jobs_path, ledger_path, own_graphs_path
from graph.judgement import judge_minor, judgements
from graph.ledger import ErasedError, Ledger
from graph.masking import BLOCK, Names
from graph.name import proper_names
from graph.neo4j_connection import Connection
from graph.neo4j_source import LedgerSource
from graph.neo4j_sync import sync
from graph.view import document_view
from graph.withholding import release, withhold
from ontology.error import InputError, NotFoundError

NAME = "Zacarías Quintanilla Ubrique"
SPELLINGS = ("Quintanilla", "QUINTANILLA", "quintanilla", "Ubrique", "ubrique", "Zacar", "zacar")


def about() -> Article:
    """An article about one man, in its title, its address, its text and an alias, and about another."""
    text = (
        f"{NAME}, alias “El Quintanilla”, leads Cartel of the Example Hills. Eva Gil Cano was arrested beside "
        "ZACARIAS QUINTANILLA UBRIQUE. Quintanilla was held, said Eva Gil Cano."
    )
    article = Article(
        text,
        url="https://example.org/2030/zacar%C3%ADas-quintanilla-ubrique-held",
        title="Quintanilla Ubrique was held",
        label="zacarias-quintanilla",
        publisher="A",
    )
    man = article.entity("Person", NAME, "El Quintanilla", part="accused")
    woman = article.entity("Person", "Eva Gil Cano", part="accused")
    group = article.entity("CriminalOrganization", "Cartel of the Example Hills")
    article.claim(man, "leaderOf", group, quote=f"{NAME}, alias “El Quintanilla”, leads Cartel of the Example Hills")
    article.claim(man, "alias", Value("El Quintanilla"), quote="alias “El Quintanilla”")
    article.claim(man, "leaderOf", group, quote="Quintanilla was held", modality="denied")
    article.claim(
        woman,
        "memberOf",
        group,
        quote="Eva Gil Cano was arrested beside ZACARIAS QUINTANILLA UBRIQUE",
        modality="alleged",
    )
    return article


def beside() -> Article:
    """An article that names him, and from which nobody was extracted but another."""
    article = Article(f"Luz Mora Paz wrote to {NAME}, a judge said.", publisher="B", label="beside")
    person = article.entity("Person", "Luz Mora Paz", part="accused")
    article.claim(person, "role", Value("wrote"), quote="Luz Mora Paz wrote")
    return article


def test_in_the_tables_of_a_dataset_that_names_him_his_surnames_alone_are_out_of_sight(home: Home) -> None:
    people = Article(f"{NAME},accused", publisher="Record", label="people", dataset="record", kind="table")
    people.entity("Person", NAME, part="accused", key=f"person/{NAME}")
    other = Article(
        "2030-05-04,Quintanilla Ubrique and others",
        publisher="Record",
        label="transfers",
        dataset="record",
        kind="table",
    )
    transfer = other.entity("Transfer", words="2030-05-04", key="transfer/2030-05-04")
    other.claim(
        transfer,
        "statement",
        Value("Quintanilla Ubrique and others"),
        quote="Quintanilla Ubrique and others",
        cites=("https://paper.example/quintanilla-ubrique-handed-over",),
    )
    home.publish(people, other)
    with changing(home.path) as ledger:
        withhold(ledger, NAME, by="tester", reason="asked for it")
    store = Store.read_only(str(generation.current(home.path).path))
    shown = [line for quad in store for line in [str(quad)] if "handed" in line or "and others" in line]
    assert shown
    assert not [line for line in shown for spelling in SPELLINGS if spelling in line]


def with_his_sister() -> Article:
    """An article that names him as kin, and in a transfer: keys say names as they sound."""
    text = f"On 2030-05-04 Mexico handed over 12 people. Luz Gil Cano is the sister of {NAME}. Both were among them."
    article = Article(text, publisher="C", label="sister", url="https://example.org/sister")
    sister = article.entity("Person", "Luz Gil Cano", part="accused")
    man = article.entity("Person", NAME, part="accused")
    transfer = article.transfer("On 2030-05-04 Mexico handed over 12 people", "2030-05-04", 12)
    article.claim(sister, "siblingOf", man, quote=f"Luz Gil Cano is the sister of {NAME}")
    for person in (sister, man):
        article.claim(person, "transferredIn", transfer, quote="Both were among them")
    return article


def test_a_name_that_was_erased_is_on_the_disk_neither_as_it_is_written_nor_as_it_sounds(home: Home) -> None:
    home.publish(with_his_sister())
    sounds = [part.encode() for name in proper_names([NAME], ()) for part in name]
    files = [path for path in home.path.rglob("*") if path.is_file()]
    assert all(any(sound in path.read_bytes() for path in files) for sound in sounds)
    with changing(home.path) as ledger:
        erase(ledger, NAME, by="tester")
    for path in filter(Path.is_file, home.path.rglob("*")):
        for spelling in (*sounds, *(spelling.encode() for spelling in SPELLINGS)):
            assert spelling not in path.read_bytes(), (path, spelling)
    with Ledger(ledger_path(home.path)) as ledger:
        held = ledger.connection.execute("SELECT key, entity, mentions FROM key_holder ORDER BY 1, 2").fetchall()
        assert (
            held
            == ledger.connection.execute(
                """SELECT key, entity, count(*) FROM mention_key JOIN resolution USING (mention)
               WHERE key NOT GLOB 'ref:*' GROUP BY key, entity ORDER BY 1, 2"""
            ).fetchall()
        )


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    home.publish(about(), beside())
    return home


def in_neo4j(home: Home) -> str:
    with Ledger(ledger_path(home.path)) as ledger:
        source = LedgerSource(ledger)
        return "\n".join(map(str, source.parts(source.listing()[1])))


def in_sparql(home: Home) -> str:
    store = Store.read_only(str(generation.current(home.path).path))
    return "\n".join(map(str, store))


def unchanged(view: str) -> str:
    """A view but for when what changed."""
    return re.sub(r"'(changed|sequence)\w*': [^,}]+", "", view)


def on_disk(home: Home, *but: str) -> list[str]:
    """Files of the home that have a spelling of the name, also in their own names."""
    return [
        str(path)
        for path in home.path.rglob("*")
        if path.is_file() and path.name not in but
        if any(s.encode() in path.read_bytes() or s in str(path) for s in SPELLINGS)
    ]


def test_a_withheld_man_is_named_nowhere_and_comes_back(home: Home) -> None:
    before = in_sparql(home), in_neo4j(home)
    assert all(NAME in view for view in before)
    with changing(home.path) as ledger:
        withhold(ledger, NAME, by="tester", reason="asked for it")
    for view in (in_sparql(home), in_neo4j(home)):
        assert not [spelling for spelling in SPELLINGS if spelling in view]
        assert "Eva Gil Cano was arrested beside " + BLOCK * len(NAME) in view
    assert on_disk(home, "ledger.sqlite3", "ledger.sqlite3-wal", "ledger.sqlite3-shm") == []
    assert len(list((home.path / "generations").glob("0*"))) == 1
    with changing(home.path) as ledger:
        assert len(judgements(ledger)) == 1
        release(ledger, NAME, by="tester")
    assert NAME in in_sparql(home)
    assert unchanged(in_neo4j(home)) == unchanged(before[1])


def test_a_new_document_about_a_withheld_man_does_not_name_him(home: Home) -> None:
    with changing(home.path) as ledger:
        withhold(ledger, NAME, by="tester", reason="")
    later = Article(f"{NAME} was seen, wrote C.", publisher="C", label="later")
    man = later.entity("Person", NAME, part="accused")
    later.claim(man, "role", Value("seen"), quote=f"{NAME} was seen")
    home.publish(later)
    assert not [s for s in SPELLINGS if s in in_sparql(home) or s in in_neo4j(home)]


@pytest.mark.slow
@pytest.mark.neo4j
def test_a_sync_takes_the_name_of_a_withheld_man_out_of_neo4j(home: Home, neo4j: Connection) -> None:
    def stored() -> str:
        rows = neo4j.read("MATCH (n) OPTIONAL MATCH (n)-[r]->() RETURN properties(n) AS n, properties(r) AS r", {})
        return str(list(rows))

    with Ledger(ledger_path(home.path)) as ledger:
        sync(neo4j, LedgerSource(ledger))
        assert NAME in stored()
    with changing(home.path) as ledger:
        withhold(ledger, NAME, by="tester", reason="")
    with Ledger(ledger_path(home.path)) as ledger:
        sync(neo4j, LedgerSource(ledger))
        assert not [spelling for spelling in SPELLINGS if spelling in stored()]


def test_a_withheld_document_leaves_every_view(home: Home) -> None:
    with changing(home.path) as ledger:
        withhold(ledger, "beside", by="tester", reason="")
    assert "Luz Mora Paz" not in in_sparql(home) + in_neo4j(home)
    with changing(home.path) as ledger:
        release(ledger, "beside", by="tester")
    assert "Luz Mora Paz" in in_sparql(home)


def test_an_erased_man_is_nowhere_on_the_disk_and_is_not_loaded_again(home: Home) -> None:
    entity = home.entity("B")
    data = home.path / "neo4j" / "data" / "databases"
    data.mkdir(parents=True)
    (data / "strings").write_text(NAME, "utf-8")
    (home.path / "neo4j" / "password").write_text("secret", "utf-8")
    assert on_disk(home) != []
    with changing(home.path) as ledger:
        erased = erase(ledger, NAME, by="tester")
    assert erased.claims == 3
    assert [path.name for path in (home.path / "neo4j").iterdir()] == ["password"]
    assert on_disk(home) == []
    with Ledger(ledger_path(home.path)) as ledger:
        for (id_,) in ledger.connection.execute("SELECT id FROM document").fetchall():
            view = document_view(ledger, id_)
            assert view is not None
            assert all(view.content[c.start : c.end] == c.quote for c in view.claims)
            assert len(view.content) in (len(about().text), len(beside().text))
        for again in (about(), Article(f"{NAME} is back.", publisher="D", label="back")):
            again.entity("Person", NAME, part="accused")
            with pytest.raises(ErasedError, match="not loaded again"), ledger.transaction():
                ledger.add(Entry.of(again.extraction))
        assert [path for path in ledger.erased_paths() if path.startswith("entities/")] != [f"entities/{entity}"]
    assert generation.current(home.path).erased
    assert "Luz Mora Paz" in in_sparql(home)
    assert "Eva Gil Cano" in in_neo4j(home)


def test_an_erased_document_leaves_only_its_hash(home: Home) -> None:
    with changing(home.path) as ledger:
        erase(ledger, "zacarias-quintanilla", by="tester")
    with Ledger(ledger_path(home.path)) as ledger, pytest.raises(ErasedError), ledger.transaction():
        ledger.add(Entry.of(about().extraction))
    held = [path for path in home.path.rglob("*") if path.is_file() and b"Eva Gil Cano" in path.read_bytes()]
    assert held == []


def test_only_people_and_documents_that_are_there_are_withheld(home: Home) -> None:
    with changing(home.path) as ledger:
        with pytest.raises(NotFoundError):
            withhold(ledger, "Nobody Here Known", by="tester", reason="")
        with pytest.raises(InputError, match="is no person"):
            withhold(ledger, "Cartel of the Example Hills", by="tester", reason="")
        with pytest.raises(NotFoundError, match="is not withheld"):
            release(ledger, NAME, by="tester")


def test_minors_and_victims_are_not_named(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    text = "Iris Paz Luna was killed. Her son Leo Paz Mora, 15, saw it, said Eva Gil Cano. Beto Gil Rey fled."
    article = Article(text, publisher="A", title="Iris Paz Luna was killed", label="iris")
    article.entity("Person", "Iris Paz Luna", part="victim")
    son = article.entity("Person", "Leo Paz Mora", part="relative")
    article.claim(son, "role", Value("son"), quote="Her son Leo Paz Mora, 15, saw it, said Eva Gil Cano")
    boy = article.entity("Person", "Beto Gil Rey", part="accused")
    article.claim(boy, "role", Value("fled"), quote="Beto Gil Rey fled")
    article.entity("Person", "Eva Gil Cano", part="official")
    home.publish(article)
    for view in (in_sparql(home), in_neo4j(home)):
        assert not [name for name in ("Iris", "Luna", "Leo", "Paz Mora") if name in view]
        assert "a minor, not named" in view
        assert "Beto Gil Rey" in view
    with changing(home.path) as ledger:
        judge_minor(ledger, "Beto Gil Rey", by="tester", reason="his birth certificate")
    assert "Beto" not in in_sparql(home) + in_neo4j(home)


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("Ana Ruiz, de 16 años, fue hallada", True),
        ("La menor Ana Ruiz fue hallada", True),
        ("Ana Ruiz, a 17-year-old, was found", True),
        ("Ana Ruiz was sentenced to 15 years", False),
        ("Ana Ruiz, 18, was found", False),
        ("Ana Ruiz, with 12 others, was found", False),
    ],
)
def test_an_age_beside_the_name_makes_a_minor(text: str, minor: bool) -> None:
    start = text.index("Ana Ruiz")
    assert is_minor(text, ((start, start + 8),)) is minor


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("ana ruiz-soto fled", "█████████████ fled"),
        ("Ana\nRuiz Soto fled", "███\n█████████ fled"),
        ("Mariana Ruiz Soto fled", "Mariana Ruiz Soto fled"),
        ("Ana Ruiz Sotomayor fled", "Ana Ruiz Sotomayor fled"),
    ],
)
def test_a_name_is_masked_however_it_is_spelt_and_as_long_as_it_is(text: str, masked: str) -> None:
    assert Names(["Ána Ruiz Soto"]).mask(text) == masked


def test_a_name_of_two_words_is_not_masked_within_one_of_three() -> None:
    names = Names(["Ana Ruiz"], anywhere=True)
    assert names.mask("Ana Ruiz Soto met Ana Ruiz.") == "Ana Ruiz Soto met ████████."


def test_a_purge_that_was_interrupted_is_completed_by_whoever_writes_next(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:

        def die(*_: object, **__: object) -> None:
            raise KeyboardInterrupt

        patched.setattr(generation, "publish", die)
        with pytest.raises(KeyboardInterrupt), changing(home.path) as ledger:
            erase(ledger, NAME, by="tester")
    assert on_disk(home) != []
    with changing(home.path):
        pass
    assert on_disk(home) == []
    assert generation.current(home.path).erased


@pytest.mark.parametrize("where", ["graph", "job"])
def test_who_is_named_outside_the_ledger_is_not_erased_until_nobody_is(home: Home, where: str) -> None:
    if where == "graph":
        held = own_graphs_path(home.path) / "00000001.nq"
        written = '<urn:example:a> <urn:example:note> "Of Zacarias Quintanilla Ubrique." <urn:example:notes> .\n'
    else:
        held = jobs_path(home.path) / "0123456789ab" / "change.json"
        written = json.dumps({"documents": [{"text": f"Word of {NAME}."}]})
    held.parent.mkdir(parents=True)
    held.write_text(written, "utf-8")
    named = "graph <urn:example:notes>" if where == "graph" else "job 0123456789ab"
    with pytest.raises(InputError, match=named), changing(home.path) as ledger:
        erase(ledger, NAME, by="tester")
    assert NAME in in_sparql(home)
    held.unlink()
    with changing(home.path) as ledger:
        assert erase(ledger, NAME, by="tester").claims
