"""Reading a document: a text file, an HTML file or an address becomes a `Source`.

What is known about it beside the text comes from options, else from its sidecar, else from the page itself;
`Source.origins` says for each field where it came from.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from pathlib import Path

from graph.canonical_url import canonical_url
from graph.claim import Source
from loaders.item import is_address
from loaders.reading.decoding import SIZE_LIMIT, decode
from loaders.reading.error import DocumentError
from loaders.reading.fetching import fetch
from loaders.reading.metadata import SIDECAR_SUFFIX, Metadata, Origin, merge, parse_metadata, read_sidecar
from loaders.reading.web_page import is_html, read_page

TEXT_READER = "text 1"


@dataclass(frozen=True, slots=True)
class Overrides:
    """What the user says about a document; it overrides the sidecar, which overrides what is detected.

    Attributes:
        published: ISO date, as precise as it is known.
        publisher: who published it.
        language: two-letter code.
        kind: one of `terms.KINDS`.
        title: its title.
        url: its address.
    """

    published: str | None = None
    publisher: str | None = None
    language: str | None = None
    kind: str | None = None
    title: str | None = None
    url: str | None = None


NO_OVERRIDES = Overrides()


@dataclass(frozen=True, slots=True)
class _Read:
    text: str
    encoding: str | None
    reader: str
    layers: list[tuple[Origin, Metadata]]


def read(location: str | Path, overrides: Overrides = NO_OVERRIDES) -> Source:
    """Read one document.

    Args:
        location: a text or HTML file, or an http(s) address.
        overrides: what the user says about it.

    Raises:
        DocumentError: it cannot be read; the message names the file or address, the field, and what to do.
        UrlError: the location is an address that cannot be used.
    """
    options = parse_metadata(asdict(overrides), f"{location}: option")
    if is_address(location):
        fetched = fetch(str(location))
        label, data = canonical_url(str(location)), fetched.data
        found = Metadata(url=fetched.address)
        if fetched.content_type == "text/plain":
            decoded = decode(data, label, fetched.charset)
            result = _Read(decoded.text, decoded.encoding, TEXT_READER, [("detected", found)])
        else:
            page = read_page(data, label, fetched.address, fetched.charset)
            result = _Read(page.text, page.encoding, page.reader, [("html", page.metadata), ("detected", found)])
    else:
        path = Path(location)
        if "://" in str(location):
            raise DocumentError(f"{location}: only http and https addresses are read; fetch it, and give the file")
        label, data = path.stem, _read_file(path)
        sidecar = read_sidecar(path)
        if is_html(data, path.name):
            page = read_page(data, str(path))
            result = _Read(page.text, page.encoding, page.reader, [("sidecar", sidecar), ("html", page.metadata)])
        else:
            decoded = decode(data, str(path))
            result = _Read(decoded.text, decoded.encoding, TEXT_READER, [("sidecar", sidecar)])
    fields, origins = merge([("option", options), *result.layers])
    if result.encoding:
        origins["encoding"] = result.encoding
    return Source(
        label=label,
        text=result.text,
        origins=origins,
        reader=result.reader,
        sha256_of_bytes=hashlib.sha256(data).hexdigest(),
        **fields,
    )


def _read_file(path: Path) -> bytes:
    if path.name.endswith(SIDECAR_SUFFIX):
        raise DocumentError(f"{path}: describes a document and is none; give the text beside it")
    if path.suffix.lower() == ".csv":
        raise DocumentError(f"{path}: is a table; give its folder, with a datapackage.json that describes it")
    try:
        if path.is_dir():
            raise DocumentError(
                f"{path}: the folder holds no .txt or .html file; a dataset of tables needs its datapackage.json"
            )
        with path.open("rb") as file:
            # One byte more than the limit is enough to refuse a file of any size.
            return file.read(SIZE_LIMIT + 1)
    except FileNotFoundError as error:
        raise DocumentError(f"{path}: does not exist; check the name") from error
    except OSError as error:
        raise DocumentError(f"{path}: cannot be read ({error.strerror}); check its permissions") from error
