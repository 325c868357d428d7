"""Briefs written as pages from the command line."""

from __future__ import annotations

import pytest

import critmin

DAY = "2026-11-24"


@pytest.mark.parametrize("suffix", ["html", "pdf"])
def test_the_command_writes_a_page_beside_and_renames(run, tmp_path, suffix) -> None:
    if suffix == "pdf":
        pytest.importorskip("reportlab")
    target = tmp_path / f"japan.{suffix}"
    got = run("brief", "japan", "--as-of", DAY, "-o", target, "-q")
    assert (got.code, got.out) == (0, "")
    assert [path.name for path in tmp_path.iterdir()] == [target.name]
    written = critmin.brief("japan", as_of=DAY).writers[suffix]()
    assert target.read_bytes() == (written if isinstance(written, bytes) else written.encode())


def test_the_command_does_not_write_where_it_cannot(run, tmp_path) -> None:
    assert run("brief", "japan", "-o", tmp_path / "none" / "a.html").refused(1)
    assert "no format has the suffix" in run("brief", "japan", "-o", tmp_path / "a.doc").refused(2)
