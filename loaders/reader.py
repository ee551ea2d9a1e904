"""Reading a document: a text, HTML or PDF file or an address becomes a `Source`.

What is known about it beside the text comes from options, else from its sidecar, else from what the document, its
address or its first lines say; `Source.origins` says for each field where it came from.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from pathlib import Path

from graph.canonical_url import canonical_url
from graph.claim import Source
from loaders.item import is_address
from loaders.reading.address import read_address
from loaders.reading.decoding import SIZE_LIMIT
from loaders.reading.error import DocumentError
from loaders.reading.fetching import PDF_TYPE, Fetched, fetch
from loaders.reading.heading import read_heading
from loaders.reading.metadata import SIDECAR_SUFFIX, Metadata, Origin, merge, parse_metadata, read_sidecar
from loaders.reading.page import Page
from loaders.reading.pdf import PDF_SIZE_LIMIT, is_pdf, read_pdf
from loaders.reading.plain_text import read_text
from loaders.reading.web_page import is_html, read_html


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


def read(location: str | Path, overrides: Overrides = NO_OVERRIDES) -> Source:
    """Read one document.

    Args:
        location: a text, HTML or PDF file, or an http(s) address.
        overrides: what the user says about it.

    Raises:
        DocumentError: it cannot be read; the message names the file or address, the field, and what to do.
        UrlError: the location is an address that cannot be used.
    """
    options = parse_metadata(asdict(overrides), f"{location}: option")
    if is_address(location):
        fetched = fetch(str(location))
        label, data = canonical_url(str(location)), fetched.data
        page = _read_fetched(fetched, label)
        layers: list[tuple[Origin, Metadata]] = [*page.layers, ("detected", Metadata(url=fetched.address))]
    else:
        path = Path(location)
        if "://" in str(location):
            raise DocumentError(f"{location}: only http and https addresses are read; fetch it, and give the file")
        label, data = path.stem, _read_file(path)
        sidecar = read_sidecar(path)
        page = _read_page(data, path)
        layers = [("sidecar", sidecar), *page.layers]
    layers = [("option", options), *layers]
    if address := merge(layers)[0].get("url"):
        layers.append(("url", read_address(address)))
    fields, origins = merge([*layers, *read_heading(page.text)])
    if page.encoding:
        origins["encoding"] = page.encoding
    return Source(
        label=label,
        text=page.text,
        origins=origins,
        reader=page.reader,
        sha256_of_bytes=hashlib.sha256(data).hexdigest(),
        **fields,
    )


def _read_fetched(fetched: Fetched, label: str) -> Page:
    if fetched.content_type == PDF_TYPE:
        return read_pdf(fetched.data, label)
    if fetched.content_type == "text/plain":
        return read_text(fetched.data, label, fetched.charset)
    return read_html(fetched.data, label, fetched.address, fetched.charset)


def _read_page(data: bytes, path: Path) -> Page:
    if is_pdf(data, path.name):
        return read_pdf(data, str(path))
    if is_html(data, path.name):
        return read_html(data, str(path))
    return read_text(data, str(path))


def _read_file(path: Path) -> bytes:
    if path.name.endswith(SIDECAR_SUFFIX):
        raise DocumentError(f"{path}: describes a document and is none; give the text beside it")
    if path.suffix.lower() == ".csv":
        raise DocumentError(f"{path}: is a table; give its folder, with a datapackage.json that describes it")
    try:
        if path.is_dir():
            raise DocumentError(
                f"{path}: the folder holds no .txt, .html or .pdf file; a dataset of tables needs its datapackage.json"
            )
        with path.open("rb") as file:
            head = file.read(5)
            # One byte more than the limit is enough to refuse a file of any size.
            return head + file.read((PDF_SIZE_LIMIT if is_pdf(head, path.name) else SIZE_LIMIT) + 1 - len(head))
    except FileNotFoundError as error:
        raise DocumentError(f"{path}: does not exist; check the name") from error
    except OSError as error:
        raise DocumentError(f"{path}: cannot be read ({error.strerror}); check its permissions") from error
