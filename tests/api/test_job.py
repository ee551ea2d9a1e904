from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path

import psutil
import pytest
from builders import handover
from serving import Home, named, running

from api.change import Change, DocumentText, Load, Minority, PairJudgement, Retraction
from api.job import Job, Jobs
from api.job_runner import run
from api.settings import Settings
from graph.change import changing
from graph.erasure import erase
from graph.home import ended_jobs_path, ledger_path
from graph.judgement import judgements
from graph.ledger import Ledger
from ontology.error import NotFoundError


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    home.publish(handover(label="handover"), named("Ana Ruiz", "B"))
    return home


def taken_on(jobs: Jobs, *changes: Change) -> list[Job]:
    """Jobs that nobody makes yet."""
    jobs.home.joinpath("jobs").mkdir(exist_ok=True)
    lock = jobs.lock()
    assert lock is not None
    found = [jobs.submit(change, by="desk") for change in changes]
    os.close(lock)
    return found


def interrupted(jobs: Jobs, change: Change, attempts: int) -> Job:
    """A job whose process was killed while it ran."""
    (job,) = taken_on(jobs, change)
    job.state, job.attempts = "running", attempts
    jobs.note(job)
    return job


def runner(home: Home) -> psutil.Process | None:
    """The process that makes the home's jobs."""
    for process in psutil.Process().children():
        with contextlib.suppress(psutil.NoSuchProcess):
            if {"api.job_runner", str(home.path)} <= set(process.cmdline()):
                return process
    return None


def test_jobs_are_made_in_the_order_in_which_they_came(home: Home) -> None:
    jobs = Jobs(home.path)
    changes = [Retraction(document="handover", restore=bool(number % 2)) for number in range(4)]
    came = [job.id for job in taken_on(jobs, *changes)]
    assert jobs.unfinished() == came
    run(jobs, jobs.lock())
    assert jobs.unfinished() == []
    ended = {job.id: job.ended_at or "" for job in jobs.all()}
    assert sorted(came, key=lambda id_: ended[id_]) == came


@pytest.mark.slow
def test_a_load_whose_process_was_killed_goes_on_when_somebody_asks_and_loads_everything_once(home: Home) -> None:
    jobs = Jobs(home.path)
    text = "Beto Cano Mora, an alleged leader of the Sinaloa Cartel, was arrested in Culiacán. Number {}."
    documents = [DocumentText(text=text.format(n), url=f"https://example.org/{n}") for n in range(150)]
    job = jobs.submit(Load(documents=documents), by="desk")
    deadline = time.monotonic() + 60
    while jobs.get(job.id).done == 0 and time.monotonic() < deadline:
        time.sleep(0.02)
    process = runner(home)
    assert process is not None
    process.kill()
    while runner(home) is not None:
        time.sleep(0.02)
    assert jobs.get(job.id).state == "running"
    while not jobs.get(job.id).ended and time.monotonic() < deadline:
        jobs.make_sure_they_are_made()
        time.sleep(0.05)
    ended = jobs.get(job.id)
    assert (ended.state, ended.attempts) == ("done", 2)
    assert ended.made is not None
    assert len(set(ended.made.documents)) == 150
    assert 0 < ended.made.added + ended.made.unchanged == 150
    with Ledger(ledger_path(home.path)) as ledger:
        (count,) = ledger.connection.execute("SELECT count(*) FROM document WHERE url LIKE '%.org/%'").fetchone()
    assert count == 150


def test_what_an_earlier_service_took_on_is_made_when_the_next_one_starts(home: Home) -> None:
    jobs = Jobs(home.path)
    job = interrupted(jobs, Retraction(document="handover"), attempts=1)
    with running(Settings(home=home.path, sparql_workers=1), home):
        deadline = time.monotonic() + 30
        while not jobs.get(job.id).ended and time.monotonic() < deadline:
            time.sleep(0.05)
    assert jobs.get(job.id).state == "done"


def test_a_judgement_that_was_interrupted_is_not_made_twice_and_says_so(home: Home) -> None:
    jobs = Jobs(home.path)
    job = interrupted(jobs, Minority(verdict="minor", person="Ana Ruiz", reason="x"), attempts=1)
    run(jobs, jobs.lock())
    ended = jobs.get(job.id)
    assert ended.state == "failed"
    assert ended.problem is not None
    assert "Look what was done" in ended.problem.detail
    with Ledger(ledger_path(home.path)) as ledger:
        assert judgements(ledger) == []


def test_a_job_whose_process_was_killed_when_it_had_ended_is_not_made_again(home: Home) -> None:
    jobs = Jobs(home.path)
    job = interrupted(jobs, Minority(verdict="minor", person="Ana Ruiz", reason="x"), attempts=1)
    state = home.path / "jobs" / job.id / "job.json"
    state.write_text(job.model_copy(update={"state": "done"}).model_dump_json())
    run(jobs, jobs.lock())
    assert jobs.get(job.id).state == "done"
    assert jobs.unfinished() == []
    with Ledger(ledger_path(home.path)) as ledger:
        assert judgements(ledger) == []


def test_a_job_whose_process_ends_again_and_again_is_given_up(home: Home) -> None:
    jobs = Jobs(home.path)
    job = interrupted(jobs, Retraction(document="handover"), attempts=2)
    run(jobs, jobs.lock())
    assert jobs.get(job.id).state == "done"
    job = interrupted(jobs, Retraction(document="handover"), attempts=3)
    run(jobs, jobs.lock())
    assert jobs.get(job.id).state == "failed"


def test_a_job_that_cannot_be_read_any_more_fails_and_the_next_is_made(home: Home) -> None:
    jobs = Jobs(home.path)
    spoilt, good = taken_on(jobs, Retraction(document="handover"), Retraction(document="handover"))
    (home.path / "jobs" / spoilt.id / "change.json").write_text('{"from": "another version"}')
    os.utime(home.path / "jobs" / spoilt.id / "change.json", (0, 0))
    run(jobs, jobs.lock())
    assert (jobs.get(spoilt.id).state, jobs.get(good.id).state) == ("failed", "done")


def test_the_same_documents_are_the_same_job_and_other_changes_are_not(home: Home) -> None:
    jobs = Jobs(home.path)
    load = Load(documents=[DocumentText(text="Some words.")])
    judgement = PairJudgement(verdict="same", left="Ana Ruiz", right="Ana Ruiz Soto", reason="x")
    found = taken_on(jobs, load, load, judgement, judgement)
    assert len({job.id for job in found}) == 3


@pytest.mark.parametrize("id_", ["", "ended", "lock", "../service.sqlite3", "0" * 23, "0" * 24, "a" * 5000, "é" * 24])
def test_what_is_no_job_is_not_found(home: Home, id_: str) -> None:
    jobs = Jobs(home.path)
    taken_on(jobs)
    with pytest.raises(NotFoundError):
        jobs.get(id_)


def test_erasing_somebody_takes_what_came_of_jobs_with_it(home: Home) -> None:
    jobs = Jobs(home.path)
    taken_on(jobs, Minority(verdict="minor", person="Cartel of the Example Hills", reason="x"))
    run(jobs, jobs.lock())
    assert list(ended_jobs_path(home.path).iterdir())
    with changing(home.path) as ledger:
        erase(ledger, "Ana Ruiz Soto", by="tester")
    assert not ended_jobs_path(home.path).exists()
    assert jobs.all() == []
