"""datapackage.json and the generated catalogues say what the files are."""

import csv
import gzip
import hashlib
import io
import json
import tomllib
from pathlib import Path

import pytest

DATASETS = Path(__file__).resolve().parents[2] / "datasets"
PACKAGE = json.loads((DATASETS / "datapackage.json").read_text("utf-8"))
RESOURCES = {resource["path"]: resource for resource in PACKAGE["resources"]}
GENERATED = {"checksums.csv", "index.csv", "sources.csv", "table_warnings.csv", "tables.csv"}


def text(path: str) -> str:
    content = (DATASETS / path).read_bytes()
    return (gzip.decompress(content) if path.endswith(".gz") else content).decode("utf-8")


def rows(path: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text(path), newline="")))


@pytest.mark.parametrize("path", sorted(RESOURCES))
def test_resource_is_the_file(path: str) -> None:
    content = (DATASETS / path).read_bytes()
    resource = RESOURCES[path]
    assert resource["bytes"] == len(content)
    assert resource["hash"] == "sha256:" + hashlib.sha256(content).hexdigest()
    assert resource["rows"] == len(rows(path))
    header = text(path).split("\n", 1)[0].split(",")
    assert [field["name"] for field in resource["schema"]["fields"]] == header
    assert resource["licenses"][0]["name"]


def test_every_table_is_described() -> None:
    present = {str(path.relative_to(DATASETS)) for path in DATASETS.rglob("*.csv*")}
    present = {path for path in present if not path.startswith("_build")}
    assert present - GENERATED == set(RESOURCES)


def test_index_lists_each_supply_table_once() -> None:
    keys = [
        (r["mineral"], r["stage"], r["basis"], r["year"], r["source"]) for r in rows("index.csv")
    ]
    assert len(keys) == len(set(keys))
    assert len(keys) > 1000


def test_every_code_is_of_the_closed_vocabulary() -> None:
    known = {row["code"] for row in rows("warnings.csv")}
    used = {row["code"] for path in ("caveats.csv", "table_warnings.csv") for row in rows(path)}
    assert used <= known


def test_every_basis_is_known() -> None:
    known = {row["basis"] for row in rows("bases.csv")}
    assert {row["basis"] for row in rows("index.csv")} <= known


def test_every_code_in_the_library_is_of_the_closed_vocabulary() -> None:
    import re

    known = {row["code"] for row in rows("warnings.csv")}
    found = set()
    for path in (DATASETS.parent / "critmin").rglob("*.py"):
        found |= set(re.findall(r'Caution\(\s*"([a-z_0-9]+)"', path.read_text("utf-8")))
    assert found
    assert found <= known


def test_origins_are_complete_and_named_by_their_tables() -> None:
    text = (DATASETS / "origins.toml").read_text("utf-8")
    records = {f"{r['id']}@{r['edition']}": r for r in tomllib.loads(text)["origin"]}
    assert {row["source"] for row in rows("tables.csv")} - {"critmin@2026-11"} == set(records)
    for record in records.values():
        for field in ("citation", "licence", "licence_stated", "url", "recipe", "how_obtained"):
            assert record[field]
        assert all(len(entry["sha256"]) == 64 for entry in record["file"])


def test_corrections_say_what_why_and_on_what_evidence() -> None:
    text = (DATASETS / "corrections.toml").read_text("utf-8")
    entries = tomllib.loads(text)["correction"]
    assert len({entry["id"] for entry in entries}) == len(entries)
    for entry in entries:
        assert {"source", "file", "match", "column", "expect", "why", "evidence"} <= set(entry)
        assert entry.get("leave_out") or entry["use"] != entry["expect"]
