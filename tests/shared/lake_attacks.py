"""What tests of a stranger's lake share: lakes, changes of them, and what is then answered."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from critmin.core.errors import CritminError

Record = dict[str, Any]
HEADER = "period,reporter,importer,exporter,flow,code,value,weight_kg\n"
ROWS = "2023,JPN,JPN,CHN,import,250410,114,7\n2024,JPN,JPN,CHN,import,250410,5,3\n"
OTHER = "2022,KOR,KOR,CHN,import,250410,9,1\n"
KEY_OF_NONE = "0123456789abcdef"


def csv_of(path: Path, rows: str) -> Path:
    """A table of flows."""
    path.write_text(HEADER + rows, "utf-8")
    return path


def record_file(lake: Path) -> Path:
    """The only record of a lake."""
    (found,) = (lake / "files").glob("*.json")
    return found


def sealed(cells: Record) -> Record:
    """A record with the checksum that it should have, as whoever means harm writes it."""
    rest = {name: cell for name, cell in cells.items() if name != "checksum"}
    if "checksum" not in cells:
        return rest
    text = json.dumps(rest, sort_keys=True)
    return {**rest, "checksum": hashlib.sha256(text.encode()).hexdigest()}


def changed_record(lake: Path, change: Callable[[Record], None]) -> None:
    """Change the record of a lake, and seal it anew."""
    path = record_file(lake)
    cells = json.loads(path.read_text("utf-8"))
    change(cells)
    path.write_text(json.dumps(sealed(cells)), "utf-8")


def snapshot(folder: Path, but: Path) -> dict[str, bytes | None]:
    """All that is below a folder but for another one; nothing is followed."""
    return {
        str(path): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
        if not path.is_relative_to(but)
    }


def outcome(action: Callable[[], Any]) -> str:
    """What an action says if it is refused; empty where it is done. No other error is right."""
    try:
        action()
    except CritminError as error:
        assert len(str(error)) < 1200
        return str(error)
    return ""


def refused(action: Callable[[], Any]) -> str:
    """What an action says, which must be refused."""
    said = outcome(action)
    assert said
    return said


def those_of(lake: Path | str, engine: Any = None) -> list[tuple[Any, ...]]:
    """All rows of a lake, in order."""
    from critmin.lakes.engine import connect
    from critmin.lakes.store import open_lake

    found = engine or connect()
    try:
        rows = found.fetch(found.flows(open_lake(lake))).to_pylist()
    finally:
        if engine is None:
            found.close()
    return sorted((tuple(row.values()) for row in rows), key=repr)
