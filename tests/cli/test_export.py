"""The command `export`: what it lists, and what it refuses."""

import sqlite3

import pytest

from critmin.outlets import contents


@pytest.fixture(autouse=True)
def two_tables(monkeypatch):
    """Only a small part of the tables, so that writing takes no time."""
    small = [c for c in contents.contents_alone() if c.name in {"minerals", "warnings"}]
    monkeypatch.setattr(contents, "contents_alone", lambda: tuple(small))
    monkeypatch.setattr("critmin.outlets.views.views", lambda: ())


def test_it_lists_what_it_wrote(tmp_path, run):
    path = tmp_path / "a.sqlite"
    got = run("export", path, "-f", "csv")
    assert got.code == 0, got
    lines = got.out.splitlines()
    assert lines[0] == "table,kind,title,rows,source"
    assert [line.split(",")[:2] for line in lines[1:]] == [
        ["minerals", "table"],
        ["warnings", "table"],
    ]
    assert got.err.startswith("2 tables with ")
    with sqlite3.connect(path) as base:
        assert base.execute("SELECT COUNT(*) FROM warnings").fetchone()[0] > 200
    base.close()


def test_metadata_is_written_beside(tmp_path, run):
    assert run("export", tmp_path / "a.db", "--metadata", tmp_path / "a.json", "-q").code == 0
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.db", "a.json"]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["a.sqlite"], 2, "exists: name another one, or replace it with --overwrite"),
        (["a.xlsx"], 2, "no kind of export has the suffix of 'a.xlsx': use .sqlite"),
        (["b", "--as", "sqlight"], 3, "did you mean sqlite?"),
        (["none/b.sqlite"], 1, "there is no folder none"),
        (["b.sqlite", "--metadata", "a.sqlite"], 2, "a.sqlite exists"),
        (["b.sqlite", "--metadata", "b.sqlite"], 2, "name another file for --metadata"),
        ([".", "--overwrite"], 2, "other files"),
    ],
)
def test_what_it_refuses(tmp_path, run, monkeypatch, words, code, said):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.sqlite").write_text("mine")
    assert said in run("export", *words).refused(code)
    assert [one.name for one in tmp_path.iterdir()] == ["a.sqlite"]
    assert (tmp_path / "a.sqlite").read_text() == "mine"


def test_an_existing_file_is_replaced_when_it_may_be(tmp_path, run):
    path = tmp_path / "a.sqlite"
    path.write_text("earlier")
    assert run("export", path, "--overwrite", "-q").code == 0
    assert path.read_bytes().startswith(b"SQLite format 3")
