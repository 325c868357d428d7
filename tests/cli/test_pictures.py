"""Pictures and text charts from the command line."""

from __future__ import annotations

import io
import sys

import pytest
from critmin.cli.terminal import shows_blocks

QUESTION = "share lithium --stage refining --source iea@2024"


@pytest.mark.parametrize(
    ("suffix", "start"), [("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF")]
)
def test_the_suffix_decides(run, tmp_path, suffix, start) -> None:
    pytest.importorskip("matplotlib")
    target = tmp_path / f"out.{suffix}"
    got = run(*QUESTION.split(), "-o", str(target))
    assert (got.code, got.out) == (0, "")
    assert "Source: IEA Critical Minerals Data Explorer 2024" in got.err
    assert target.read_bytes().startswith(start)


def test_a_column_is_narrower_than_a_slide(run, tmp_path) -> None:
    Image = pytest.importorskip("PIL.Image")
    across = {}
    for size in ("slide", "column"):
        target = tmp_path / f"{size}.png"
        assert run(*QUESTION.split(), "-o", str(target), "--size", size).code == 0
        with Image.open(target) as image:
            across[size] = image.width
    assert across == {"slide": 2160, "column": 800}


def test_a_size_that_is_none_is_refused_and_nothing_is_written(run, tmp_path) -> None:
    target = tmp_path / "out.svg"
    got = run(*QUESTION.split(), "-o", str(target), "--size", "poster")
    assert got.code == 2
    assert "write slide or column" in got.err
    assert not list(tmp_path.iterdir())


def test_an_answer_without_a_picture_is_one_line(run, tmp_path) -> None:
    got = run("config", "-o", str(tmp_path / "x.svg"))
    assert got.code == 2
    assert got.out == ""
    assert got.err.startswith("error: config has no picture: use csv")
    assert not list(tmp_path.iterdir())


def test_without_matplotlib_the_hint_is_one_line(run, tmp_path, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    got = run(*QUESTION.split(), "-o", str(tmp_path / "x.png"))
    assert got.code == 2
    assert "pip install 'critmin[charts]'" in got.err
    assert len(got.err.splitlines()) == 1


def test_columns_do_not_change_a_picture(run, tmp_path) -> None:
    pytest.importorskip("matplotlib")
    for name, more in (("a", ()), ("b", ("--columns", "country,share"))):
        assert run(*QUESTION.split(), "-o", str(tmp_path / f"{name}.svg"), *more).code == 0
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()


def test_plot_is_as_wide_as_the_terminal(run, monkeypatch) -> None:
    for columns in (50, 100):
        monkeypatch.setenv("COLUMNS", str(columns))
        lines = run(*QUESTION.split(), "--plot", "-q").out.splitlines()
        assert columns - 8 <= max(map(len, lines)) <= columns


@pytest.mark.parametrize(
    ("encoding", "term", "blocks"),
    [
        ("utf-8", "xterm", True),
        ("ascii", "xterm", False),
        ("utf-8", "dumb", False),
        ("no-such", "xterm", False),
    ],
)
def test_blocks_only_where_they_show(monkeypatch, encoding, term, blocks) -> None:
    class Stream(io.StringIO):
        pass

    stream = Stream()
    Stream.encoding = encoding
    monkeypatch.setattr(sys, "stdout", stream)
    monkeypatch.setenv("TERM", term)
    assert shows_blocks() is blocks
