"""A single bit that flips in any file of a lake: it is refused, or no answer is another.

``FLIPS=3000`` in the environment tries as many of each reader.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("duckdb")

from lake_attacks import outcome, those_of

from critmin import dependency, exposure, screen
from critmin.core.errors import CritminError
from critmin.lakes.adding import add
from critmin.lakes.engine import connect
from critmin.lakes.managing import lake_list
from critmin.trade import lake_source

HEADER = "period,reporter,importer,exporter,flow,code,value,weight_kg\n"
PLACES = ("CHN", "MOZ", "MDG", "DEU")
CODES = ("250410", "250490", "282520", "810520")


def made(folder: Path, own: bool) -> Path:
    """A lake of years and months, of two files; an old one has no checksums."""
    draw = random.Random(19)
    for buyer, periods in (
        ("JPN", ("2022", "2023", "2024")),
        ("KOR", tuple(f"2024-{month:02}" for month in range(1, 13))),
    ):
        lines = [
            f"{period},{buyer},{buyer},{exporter},import,{code},{draw.randrange(10**6)},"
            f"{draw.randrange(10**5)}\n"
            for period in periods
            for exporter in PLACES
            for code in CODES
        ]
        file = folder / f"{buyer}.csv"
        file.write_text(HEADER + "".join(lines), "utf-8")
        add([file], reader="table", lake=folder / "lake", source=buyer.lower())
    if not own:
        without_checksums(folder / "lake")
    return folder / "lake"


def without_checksums(lake: Path) -> None:
    import json

    for path in (lake / "files").glob("*.json"):
        cells = json.loads(path.read_text("utf-8"))
        cells.pop("checksum", None)
        path.write_text(json.dumps(cells), "utf-8")


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("flips"), own=True)


@pytest.fixture(scope="module")
def engine() -> Iterator[Any]:
    with connect() as found:
        yield found


def cells_of(table: Any) -> list[Any]:
    return [table.rows, table.sources]


READERS: dict[str, tuple[int, Callable[[Path, Any], Any]]] = {
    "rows": (150, lambda lake, engine: those_of(lake, engine)),
    "rows at an address": (30, lambda lake, engine: those_of(f"file://{lake}", engine)),
    "list": (60, lambda lake, _engine: cells_of(lake_list(lake=lake))),
    "dependency": (
        12,
        lambda lake, _engine: cells_of(
            dependency("JPN", "graphite", year="2022:2024", measure="value", trade=lake)
        ),
    ),
    "dependency of months": (
        12,
        lambda lake, _engine: cells_of(
            dependency("KOR", "graphite", year="2024-03", measure="weight", trade=lake)
        ),
    ),
    "exposure": (
        8,
        lambda lake, _engine: cells_of(
            exposure("JPN", "graphite", supplier="CHN", year=2024, trade=lake)
        ),
    ),
    "screen": (
        8,
        lambda lake, _engine: cells_of(screen("JPN", trade=str(lake), rule="geodep", source="jpn")),
    ),
}


def flipped(path: Path, bit: int) -> None:
    content = bytearray(path.read_bytes())
    content[bit // 8] ^= 1 << bit % 8
    path.write_bytes(content)


@pytest.mark.parametrize("reader", READERS)
def test_no_flipped_bit_changes_an_answer_silently(lake: Path, engine: Any, reader: str) -> None:
    number, ask = READERS[reader]
    number = int(os.environ.get("FLIPS", number))
    lake_source._kept.clear()
    right = ask(lake, engine)
    files = sorted(path for path in lake.rglob("*") if path.is_file() and path.stat().st_size)
    draw = random.Random(f"flips {reader}")
    silent = refused = 0
    for _ in range(number):
        path = draw.choice(files)
        content = path.read_bytes()
        bit = draw.randrange(8 * len(content))
        flipped(path, bit)
        lake_source._kept.clear()
        try:
            if ask(lake, engine) != right:
                silent += 1
                print(f"{path.relative_to(lake)}: bit {bit}")
        except CritminError as error:
            assert "\n" not in str(error)
            refused += 1
        finally:
            path.write_bytes(content)
    lake_source._kept.clear()
    assert not silent
    assert refused  # or the reader opens none of these files
    assert ask(lake, engine) == right


def test_no_flipped_bit_of_a_record_without_checksum_changes_rows(
    tmp_path: Path, engine: Any
) -> None:
    """What answers are computed from is compared with the rows; names and days cannot be."""
    lake = made(tmp_path, own=False)
    right = those_of(lake, engine)
    draw = random.Random("old")
    for _ in range(60):
        path = draw.choice(sorted((lake / "files").glob("*.json")))
        content = path.read_bytes()
        flipped(path, draw.randrange(8 * len(content)))
        found: list[Any] = []
        outcome(lambda found=found: found.extend(those_of(lake, engine)))
        assert found in ([], right)
        path.write_bytes(content)
