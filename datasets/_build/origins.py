"""Origin records: where each original comes from, and whether it is the file recorded."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tables import DATASETS, BuildError, csv_bytes

Origin = Mapping[str, Any]
REQUIRED = (
    "id",
    "edition",
    "producer",
    "title",
    "citation",
    "licence",
    "licence_stated",
    "url",
    "published",
    "obtained",
    "how_obtained",
    "recipe",
)
PUBLISHED_TOTAL = {"iea"}  # the IEA divides by its printed total; others round theirs
OWN_SOURCE = "critmin@2026-11"
OWN_LICENCE = "CC0-1.0"
OWN_TITLE = "Vocabularies and own tables of critmin"
OWN_RECORD = {
    "id": OWN_SOURCE,
    "origin": "critmin",
    "edition": "2026-11",
    "producer": "The critmin developers",
    "title": OWN_TITLE,
    "citation": f"The critmin developers (2026), {OWN_TITLE}",
    "licence": OWN_LICENCE,
    "published": "2026-11",
    "obtained": "2026-11-24",
    "default_total": "listed",
}
COLUMNS = (
    "id",
    "origin",
    "edition",
    "producer",
    "title",
    "citation",
    "licence",
    "url",
    "published",
    "obtained",
    "default_total",
    "period",
)


def read_origins() -> dict[str, Origin]:
    """Records of origins.toml by ``id@edition``; a missing field stops the build."""
    found: dict[str, Origin] = {}
    text = (DATASETS / "origins.toml").read_text("utf-8")
    for record in tomllib.loads(text)["origin"]:
        absent = [name for name in REQUIRED if not record.get(name)]
        key = f"{record.get('id')}@{record.get('edition')}"
        if absent or not record.get("file"):
            raise BuildError(f"origins.toml {key}: missing {', '.join(absent) or 'file'}")
        found[key] = record
    return found


def check_originals(records: Mapping[str, Origin], sources: Path) -> None:
    """Stop at an original that is missing or is not the file recorded."""
    for key, record in records.items():
        for entry in record["file"]:
            path = sources / entry["path"]
            if not path.is_file():
                raise BuildError(f"{key}: original {entry['path']} is not in {sources.name}")
            if hashlib.sha256(path.read_bytes()).hexdigest() != entry["sha256"]:
                raise BuildError(f"{key}: {entry['path']} is not the file origins.toml records")


def sources_csv(records: Mapping[str, Origin]) -> bytes:
    """sources.csv: the origin records as the program reads them."""
    lines = [OWN_RECORD]
    for key, record in records.items():
        total = "published" if record["id"] in PUBLISHED_TOTAL else "listed"
        lines.append({**record, "id": key, "origin": record["id"], "default_total": total})
    return csv_bytes(COLUMNS, sorted([line.get(name, "") for name in COLUMNS] for line in lines))
