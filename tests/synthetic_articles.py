"""Articles about people, gangs and handovers that do not exist, with hubs as coverage has.

As long, and with as many claims to the thousand characters, as the article that the project started from
(53 claims in 3,580 characters).

The same number always gives the same article, so that a benchmark can be run again.
"""

from __future__ import annotations

import itertools
import json
import random
from pathlib import Path

_GIVEN = (
    "Ana",
    "Luis",
    "Eva",
    "Raúl",
    "Iris",
    "Hugo",
    "Sara",
    "Noé",
    "Lidia",
    "Tomás",
    "Alma",
    "Saúl",
    "Celia",
    "Iván",
)
_SURNAMES = (
    *("Mora", "Paz", "Gil", "Cano", "Ríos", "Vega", "Luna", "Soto", "Rey", "Cruz"),
    *("Prado", "Lara", "Nava", "Olmo", "Peña", "Roca", "Sanz", "Tejo", "Urrea", "Vidal"),
)
_PLACES = (
    "Houston",
    "Dallas",
    "Phoenix",
    "Chicago",
    "Brooklyn",
    "San Diego",
    "San Antonio",
    "Tucson",
    "Miami",
    "Atlanta",
)
_GROUPS = (
    *("Cártel del Cerro Azul", "Cártel de la Laguna Seca", "Los Ejemplos"),
    *("Cartel of the Green Hills", "Los Inventados"),
)
_MONTHS_ES = ("enero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre")
_MONTHS_EN = ("January", "March", "April", "May", "June", "July", "August", "September", "October")
_MONTHS = (1, 3, 4, 5, 6, 7, 8, 9, 10)


_BACKGROUND_EN = (
    "Residents of the capital described an ordinary morning. The roads around the airport were closed for two hours "
    "and reopened before noon, schools kept their doors open, and the market filled as on any other day. Officials "
    "asked the public to rely on their channels alone. Lawmakers of several parties called for a debate, which may "
    "take place after the recess."
)
_BACKGROUND_ES = (
    "Los vecinos de la capital describieron una mañana cualquiera. Las calles en torno al aeropuerto estuvieron "
    "cerradas dos horas y reabrieron antes del mediodía, las escuelas no cerraron y el mercado se llenó como siempre. "
    "Las autoridades pidieron informarse solo por sus canales. Legisladores de varios partidos solicitaron un debate, "
    "que podría celebrarse después del receso."
)


def person(chance: random.Random) -> str:
    """A full name with both surnames."""
    return f"{chance.choice(_GIVEN)} {chance.choice(_GIVEN)} {chance.choice(_SURNAMES)} {chance.choice(_SURNAMES)}"


def article(number: int, characters: int = 4_000) -> tuple[str, dict[str, str]]:
    """Text and metadata of an article; even numbers are English, odd ones Spanish.

    Its people are as many as bring it nearest to that many characters; sentences about nobody fill what is left.
    """
    chance = random.Random(number)
    spanish = number % 2 == 1
    year, month, day = 2030 + number % 5, chance.randrange(len(_MONTHS)), chance.randint(1, 28)
    count = chance.randint(3, 40)
    # A few organizations are in nearly every article, as in real coverage.
    group = _GROUPS[min(int(chance.expovariate(1.0)), len(_GROUPS) - 1)]
    if spanish:
        first = (
            f"El {day} de {_MONTHS_ES[month]} de {year} México entregó a {count} reos a Estados Unidos, informó el "
            f"Gabinete de Seguridad. Los aviones aterrizaron en {chance.choice(_PLACES)} y {chance.choice(_PLACES)}."
        )
    else:
        first = (
            f"On {_MONTHS_EN[month]} {day}, {year}, Mexico extradited {count} prisoners to the United States, the "
            f"Security Cabinet said. The planes landed in {chance.choice(_PLACES)} and {chance.choice(_PLACES)}."
        )
    text, background = first, _BACKGROUND_ES if spanish else _BACKGROUND_EN
    for position in itertools.count(1):
        name, kin, place = person(chance), person(chance), chance.choice(_PLACES)
        nickname = f"El {chance.choice(_SURNAMES)} {chance.randint(1, 9_999)}"
        if spanish:
            more = (
                f"\n\n{name}, alias “{nickname}”, presunto líder del {group}, fue trasladado a {place}. Es hermano "
                f"de {kin}. Está acusado de narcotráfico y lavado de dinero ante una corte federal. Las autoridades no "
                f"dieron más detalles del expediente, que sigue abierto, ni la fecha de la próxima audiencia."
            )
        else:
            more = (
                f"\n\n{name}, alias “{nickname}”, an alleged leader of {group}, was flown to {place}. He is the "
                f"brother of {kin}. He is charged with drug trafficking and money laundering in a federal court. "
                f"Officials gave no further details about the case, which remains open, or about the date of the next "
                f"hearing."
            )
        if position % 3 == 2:
            more += f"\n\n{background}"
        if len(text) + len(more) / 2 > characters:
            break
        text += more
    for sentence in background.split(". "):
        if len(text) + len(sentence) / 2 < characters:
            text += f" {sentence.removesuffix('.')}."
    metadata = {
        "publisher": f"Paper {number % 40}",
        "published": f"{year}-{_MONTHS[month]:02d}-{day:02d}",
        "url": f"https://paper{number % 40}.example/{number}",
        "kind": "newspaper",
    }
    return text, metadata


def write_articles(folder: Path, count: int, first: int = 0) -> None:
    """Write articles with their sidecars into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(first, first + count):
        text, metadata = article(number)
        (folder / f"{number:06d}.txt").write_text(text, "utf-8")
        (folder / f"{number:06d}.meta.json").write_text(json.dumps(metadata), "utf-8")
