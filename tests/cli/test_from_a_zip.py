"""critmin in a zip on the path says in one line to unpack it."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import critmin

ROOT = Path(critmin.__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def zipped(tmp_path_factory) -> Path:
    """All modules of an installation in a zip, with its lists of tables."""
    path = tmp_path_factory.mktemp("zip") / "critmin.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for top, inside in (("critmin", "critmin"), ("cli", "critmin/cli")):
            for one in sorted((ROOT / top).rglob("*")):
                if one.suffix in {".py", ".md", ".csv", ".html"}:
                    archive.write(one, f"{inside}/{one.relative_to(ROOT / top)}")
        for one in sorted((ROOT / "datasets").glob("*.csv")):
            archive.write(one, f"critmin/datasets/{one.name}")
    return path


@pytest.mark.parametrize(
    "arguments",
    [
        *(["share", "lithium"], ["--version"], ["brief", "japan"], ["sources"], ["tables"]),
        *(
            ["help", "output"],
            ["lithium"],
            ["export", "x.sqlite"],
            ["report", "japan", "-o", "x.html"],
        ),
        *(["share", "lithum"], ["controls", "gallium"], ["share", "lithium", "-o", "x.csv"]),
    ],
)
def test_a_zip_is_to_be_unpacked(zipped, arguments, tmp_path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "critmin", *arguments],
        cwd=tmp_path,
        env={"PYTHONPATH": str(zipped), "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert line == (
        f"error: critmin does not run from a zip: unpack {zipped}, and put the folder in its place"
    )
    assert [*tmp_path.iterdir()] == []
