from __future__ import annotations

from pathlib import Path

from loaders.item import Item, expand


def names(folder: Path, *arguments: str | Path) -> list[tuple[str, str]]:
    return [
        (item.kind, str(item.location.relative_to(folder)) if isinstance(item.location, Path) else item.location)
        for item in expand(arguments)
    ]


def test_a_folder_is_walked_in_order_and_a_dataset_in_it_is_one_item(tmp_path: Path) -> None:
    for name in (
        "b.txt",
        "d.PDF",
        "a.html",
        "a.meta.json",
        "notes.md",
        "table.csv",
        ".hidden.txt",
        "c/z.htm",
        "c/.git/x.txt",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "bb").mkdir()
    (tmp_path / "bb" / "datapackage.json").touch()
    (tmp_path / "bb" / "README.txt").touch()
    assert names(tmp_path, tmp_path) == [
        ("document", "a.html"),
        ("document", "b.txt"),
        ("dataset", "bb"),
        ("document", "c/z.htm"),
        ("document", "d.PDF"),
    ]
    assert names(tmp_path, tmp_path / "bb" / "datapackage.json", str(tmp_path / "bb")) == [("dataset", "bb")]


def test_arguments_keep_their_order_and_come_once(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).touch()
    url = "https://faro.example/a"
    assert names(tmp_path, tmp_path / "b.txt", url, tmp_path, url, str(tmp_path / "b.txt")) == [
        ("document", "b.txt"),
        ("document", url),
        ("document", "a.txt"),
    ]


def test_what_is_named_outright_is_an_item_even_if_it_cannot_be_read(tmp_path: Path) -> None:
    missing = tmp_path / "missing.pdf"
    assert list(expand([missing, tmp_path])) == [Item("document", missing), Item("document", tmp_path)]
