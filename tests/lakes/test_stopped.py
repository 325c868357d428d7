"""A lake after a stop: whole files or none, whoever writes beside, whatever is full."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

pytest.importorskip("duckdb")

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from critmin.lakes.adding import add
from critmin.lakes.engine import connect
from critmin.lakes.managing import lake_check, lake_list, lake_remove
from critmin.lakes.store import open_lake

ROOT = Path(__file__).resolve().parents[2]
HEADER = "period,importer,exporter,code,value\n"
CODES = range(100000, 103000)


def big(folder: Path, number: int, rows: int = 3000) -> Path:
    path = folder / f"{number}.csv"
    lines = (f"20{number:02d}-01,JPN,CHN,{code},{code}.5\n" for code in CODES[:rows])
    path.write_text(HEADER + "".join(lines), "utf-8")
    return path


def started(lake: Path, files: list[Path], before: str = "") -> subprocess.Popen[str]:
    command = (
        f"{before}\nimport sys\nfrom critmin.lakes.adding import add\n"
        "try:\n    add(sys.argv[2:], reader='table', lake=sys.argv[1])\n"
        "except Exception as error:\n    sys.exit(f'{type(error).__name__}: {error}')\n"
    )
    return subprocess.Popen(
        [sys.executable, "-c", command, str(lake), *map(str, files)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def whole(lake: Path) -> int:
    """Number of files of a lake that holds nothing else."""
    assert lake_check(lake=lake).rows == ()
    for one in open_lake(lake).added:
        assert one.rows_used == len(CODES)
    return len(open_lake(lake).added)


# Where a run is killed: just before the second call, in the second of three files.
PLACES = {
    "no record": "critmin.lakes.below.write_whole",
    "rows written, not moved": "critmin.lakes.below.Below.put",
    "rows moved, no record": "critmin.lakes.below.Below.move",
    "after the unpacking": "critmin.lakes.staging.staged",
}


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL")
@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES.keys())
def test_a_killed_run_leaves_whole_files_or_none(tmp_path: Path, place: str) -> None:
    lake, files = tmp_path / "lake", [big(tmp_path, n) for n in range(3)]
    add(files[:1], reader="table", lake=lake)
    module, name = place.rsplit(".", 1)
    owner, _, inner = module.rpartition(".") if module.endswith(".Below") else (module, "", "")
    target = f"getattr({owner}, {inner!r})" if inner else module
    kill = (
        f"import os, signal, {owner}\n"
        f"old, calls = {target}.{name}, []\n"
        "def new(*given, **more):\n"
        "    calls.append(1)\n"
        "    if len(calls) == 2:\n        os.kill(os.getpid(), signal.SIGKILL)\n"
        "    return old(*given, **more)\n"
        f"{target}.{name} = new\n"
    )
    run = started(lake, files[1:], kill)
    run.communicate(timeout=60)
    assert run.returncode == -signal.SIGKILL
    records = len(open_lake(lake).added)
    assert records in (1, 2)
    rerun = add(files, reader="table", lake=lake)
    assert [one.status for one in rerun].count("already there") == records
    assert whole(lake) == 3
    assert not list(lake.glob(".adding-*"))


def test_two_runs_at_once_add_every_file_once(tmp_path: Path) -> None:
    lake, files = tmp_path / "lake", [big(tmp_path, n) for n in range(4)]
    runs = [started(lake, files), started(lake, files[::-1]), started(lake, files[1:])]
    for run in runs:
        _out, said = run.communicate(timeout=120)
        assert run.returncode == 0, said
    assert whole(lake) == 4
    assert not list(lake.glob(".adding-*"))


@pytest.mark.skipif(os.name == "nt", reason="no limit of the size of files")
def test_a_full_disk_is_one_line_and_nothing_is_half_there(tmp_path: Path) -> None:
    lake, files = tmp_path / "lake", [big(tmp_path, n) for n in range(2)]
    add(files[:1], reader="table", lake=lake)
    full = (
        "import resource, signal\nsignal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "import critmin.lakes.adding as a\nmade = a._work_folder\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (2048, 2048))\n"
    )
    run = started(lake, files[1:], full)
    _out, said = run.communicate(timeout=60)
    assert run.returncode == 1
    assert said.startswith("OutputError: ")
    assert len(said.strip().splitlines()) == 1
    assert whole(lake) == 1
    assert not list(lake.glob(".adding-*"))
    add(files, reader="table", lake=lake)
    assert whole(lake) == 2


def test_progress_is_told_up_to_the_whole(tmp_path: Path) -> None:
    told: list[tuple[str, float, float]] = []
    add(
        [big(tmp_path, 1)],
        reader="table",
        lake=tmp_path / "lake",
        watch=lambda *said: told.append(said),
    )
    assert told[-1][:2] == ("1.csv", 1)
    assert told[-1][2] > 0


def test_what_was_changed_or_is_missing_is_named(tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    add([big(tmp_path, n, 10) for n in range(3)], reader="table", lake=lake)
    first, second, _third = (lake / part.path for part in open_lake(lake).parts())
    first.unlink()
    second.write_bytes(second.read_bytes() + b"x")
    (lake / "flows" / "stray.parquet").write_bytes(b"x")
    found = {(row[1], row[2]) for row in lake_check(lake=lake).rows}
    assert found == {("0.csv", "missing"), ("1.csv", "changed"), (None, "stray")}


def test_what_is_removed_is_gone_and_the_rest_stays(tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    add([big(tmp_path, 1, 5)], reader="table", lake=lake, source="mine", edition="a")
    add([big(tmp_path, 2, 5)], reader="table", lake=lake, source="mine", edition="b")
    gone = lake_remove("mine@a", lake=lake)
    assert [row[0] for row in gone.rows] == ["1.csv"]
    assert [row[0] for row in lake_list(lake=lake).rows] == ["2.csv"]
    assert not list(lake.glob("flows/source=mine/edition=a*"))
    assert lake_check(lake=lake).rows == ()


AMOUNTS = st.decimals(0, 10**12, places=3, allow_nan=False)
FLOWS = st.dictionaries(
    st.tuples(
        st.sampled_from(["2023", "2024-01", "2024-02"]),
        st.sampled_from(["JPN", "USA", "COD"]),
        st.sampled_from(["CHN", "AUS", ""]),
        st.sampled_from(["250410", "282520", "010121"]),
    ),
    st.tuples(AMOUNTS, st.none() | AMOUNTS),
    min_size=1,
    max_size=30,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(FLOWS)
def test_what_is_read_back_is_what_was_written(
    tmp_path_factory: pytest.TempPathFactory,
    flows: dict[tuple[str, ...], tuple[Decimal, Decimal | None]],
) -> None:
    folder = tmp_path_factory.mktemp("lake")
    file = folder / "flows.csv"
    lines = [
        ",".join((*key, str(value), "" if weight is None else str(weight)))
        for key, (value, weight) in flows.items()
    ]
    file.write_text(
        "period,importer,exporter,code,value,weight_kg\n" + "\n".join(lines) + "\n", "utf-8"
    )
    add([file], reader="table", lake=folder / "lake")
    engine = connect()
    table = engine.flows(open_lake(folder / "lake"))
    found = {
        (row["period"], row["importer"], row["exporter"] or "", row["code"]): (
            row["value"],
            row["weight_kg"],
        )
        for row in engine.fetch(table).to_pylist()
    }
    assert found == flows
    total = sum(value for value, _weight in flows.values())
    assert open_lake(folder / "lake").added[0].about["value"] == str(total)
    assert json.loads(next((folder / "lake" / "files").glob("*.json")).read_text())[
        "rows_in"
    ] == len(flows)


def test_a_run_that_cannot_be_looked_at_stops_no_other(tmp_path, monkeypatch) -> None:
    """Another user's: only that user may look into its folder."""
    add([big(tmp_path, 1)], reader="table", lake=tmp_path / "lake")
    (tmp_path / "lake" / ".adding-x").mkdir()
    (tmp_path / "lake" / ".adding-y").mkdir()
    (tmp_path / "lake" / ".adding-y" / ".lock").touch()
    exists = Path.exists

    def refused(path: Path, **how) -> bool:
        if path.parent.name == ".adding-x":
            raise PermissionError(13, "Permission denied", str(path))
        return exists(path, **how)

    monkeypatch.setattr(Path, "exists", refused)
    add([big(tmp_path, 2)], reader="table", lake=tmp_path / "lake")
    assert [path.name for path in (tmp_path / "lake").glob(".adding-*")] == [".adding-x"]
    assert len(open_lake(tmp_path / "lake").added) == 2
