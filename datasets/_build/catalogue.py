"""What the program needs to find tables: index, sources, warnings, data package.

All of it is generated from the tables and from origins.toml; none is edited.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import tomllib
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from corrections import DATASETS
from tables import SUPPLY_COLUMNS, BuildError, TidyTable, csv_bytes

OWN_WORK = {
    "minerals.csv": "Minerals: slugs, names, groups and what they mean",
    "mineral_aliases.csv": "Names, symbols and spellings of minerals",
    "mineral_ambiguous.csv": "Mineral names with several meanings",
    "countries.csv": "Countries and territories",
    "country_aliases.csv": "Country spellings of the sources",
    "country_ambiguous.csv": "Country names with several meanings",
    "blocs.csv": "Dated membership of country blocs",
    "bases.csv": "Bases: what was weighed",
    "concordance.csv": "Codes of the tariff by mineral and form, with contents",
    "concordance_left_out.csv": "Codes looked at and not mapped, with the reason",
    "element_contents.csv": "Content of an element in traded forms",
    "shared_codes.csv": "What a code that holds several minerals holds",
    "host_metals.csv": "Which metals come with which: hosts of by-products",
    "technologies.csv": "Technologies: names, aliases, and what each is compared with",
    "trade_caveats.csv": "Cautions about single codes, years and partners of the trade tables",
    "trade_forms.csv": "Exporters whose product under a code is of another form",
    "trace_contents.csv": "Contents of traded products for tracing, by code and exporter",
    "trace_outputs.csv": "Which output stands behind a traded form that is traced",
    "traced/shares_2021.csv.gz": "Shares of each buyer's supply by country of origin, 2021",
    "traced/shares_2022.csv.gz": "Shares of each buyer's supply by country of origin, 2022",
    "traced/shares_2023.csv.gz": "Shares of each buyer's supply by country of origin, 2023",
    "traced/shares_2024.csv.gz": "Shares of each buyer's supply by country of origin, 2024",
    "traced/state.csv": "Which minerals and forms are traced to their origin, and why not",
    "trade_places.csv": "Trade partners that are no present country, and what they were made of",
    "us_import_forms.csv": "Forms of the USGS import sources by trade form",
    "caveats.csv": "Cautions about single tables, carried into every answer made from them",
    "mined_as.csv": "Ores that refined materials are made of",
    "quotas.csv": "Yearly quotas that export controls set, in tonnes",
    "shock_bases.csv": "Traded forms whose output and trade weigh the same thing",
    "reliance_bases.csv": "What each printed net import reliance is of, and whether it can be recomputed",
    "reliance_forms.csv": "Which United States statistics count in apparent consumption and reliance",
    "figure1_rows.csv": "Rows of the paper's Figure 1, matched to measures",
    "figure_notes.csv": "What differs from the printed figures of the paper, and why",
    "claims.csv": "Claims of the paper, what would make each true, and how that is reckoned",
    "policy/administrations.csv": "Terms of office of United States administrations",
    "policy/coverage_definitions.csv": "What counts as a class, as words and as money in policy coverage",
    "market_prices.csv": "Prices that the IEA's demand is valued with, and why some cannot be",
    "output_prices.csv": "Prices that the world's output is valued with, and why some cannot be",
    "price_forms.csv": "Forms of the USGS's annual prices, and which stands for the mineral",
    "preference.csv": "Preference order of sources per stage and mineral",
    "cautions.csv": "Sentences of the usage warnings, with the fields that an answer fills in",
    "columns.csv": "Every column of an answer: type, unit, weight on narrow screens, meaning",
    "warnings.csv": "The closed vocabulary of usage warnings, and how much each matters",
    "oddities.csv": "Tables whose rows and printed total differ by more than 0.5%",
}
OWN_SOURCE = (
    "critmin@2026-11", "critmin", "2026-11", "The critmin developers",
    "Vocabularies and own tables of critmin",
    "The critmin developers (2026), Vocabularies and own tables of critmin", "CC0-1.0", "",
    "2026-11", "2026-11-24", "listed", "",
)
REQUIRED = (
    "id", "edition", "producer", "title", "citation", "licence", "licence_stated",
    "url", "published", "obtained", "how_obtained", "recipe",
)
PUBLISHED_TOTAL = {"iea"}  # the IEA divides by its printed total; others round theirs
TABLE_LEVEL = {"transcribed", "series_spliced"}  # the rest follow from each answer's own rows
INTEGERS = {
    "year", "rank", "weight", "usd", "eur", "kg", "flows", "value_weighed", "without_weight", "entries",
}
NUMBERS = {
    "quantity", "low", "high", "share", "t", "estimate", "scaled_mean", "value_added_meur",
    "stderr", "numsrc", "percentile_rank", "import_reliance", "recycling", "substitution",
    "content", "gap_share", "factor", "intensity", "price", "value_usd", "change_on_year",
    "amount_usd", "paid_usd", "amount_bn_jpy",
}


def origins() -> dict[str, dict[str, Any]]:
    """Origin records by ``id@edition``; a missing field stops the build."""
    found: dict[str, dict[str, Any]] = {}
    text = (DATASETS / "origins.toml").read_text("utf-8")
    for record in tomllib.loads(text)["origin"]:
        absent = [name for name in REQUIRED if not record.get(name)]
        key = f"{record.get('id')}@{record.get('edition')}"
        if absent or not record.get("file"):
            raise BuildError(f"origins.toml {key}: missing {', '.join(absent) or 'file'}")
        found[key] = record
    return found


def check_originals(records: Mapping[str, Mapping[str, Any]], sources: Path) -> None:
    """Each original read is the one recorded; a different file stops the build."""
    for key, record in records.items():
        for entry in record["file"]:
            path = sources / entry["path"]
            if not path.is_file():
                raise BuildError(f"{key}: original {entry['path']} is not in {sources.name}")
            if hashlib.sha256(path.read_bytes()).hexdigest() != entry["sha256"]:
                raise BuildError(f"{key}: {entry['path']} is not the file origins.toml records")


def _supply_groups(table: TidyTable) -> dict[tuple[str, ...], list[Mapping[str, str]]]:
    groups: dict[tuple[str, ...], list[Mapping[str, str]]] = {}
    for row in table.rows:
        key = (row["mineral"], row["stage"], row["basis"], row["year"])
        groups.setdefault(key, []).append(row)
    return groups


def _centre(row: Mapping[str, str]) -> Decimal:
    """The figure as the answers use it: printed, middle of an interval, or its lower limit."""
    if row.get("quantity"):
        return Decimal(row["quantity"])
    low, high = row.get("low", ""), row.get("high", "")
    if low and high:
        return (Decimal(low) + Decimal(high)) / 2
    return Decimal(low) if low else Decimal(0)


def _status(rows: Sequence[Mapping[str, str]]) -> str:
    statuses = {row["status"] for row in rows}
    for status in ("projection", "period_average", "estimated"):
        if status in statuses:
            return status
    return "reported"


def build_index(tables: Sequence[TidyTable]) -> bytes:
    """index.csv: one line per (mineral, stage, basis, year) of a world table."""
    lines = []
    for table in tables:
        if table.schema != "supply" or table.path == "eu/sourcing_2023.csv":
            continue
        for (mineral, stage, basis, year), rows in _supply_groups(table).items():
            units = {row["unit"] for row in rows}
            if len(units) != 1:
                raise BuildError(f"{table.path}: {mineral} {stage} {year} in {sorted(units)}")
            producers = sum(1 for row in rows if row["kind"] == "country" and _centre(row) > 0)
            lines.append(
                (mineral, stage, basis, year, table.source, _status(rows), units.pop(),
                 producers, table.path)
            )
    columns = "mineral stage basis year source status unit producers path".split()
    return csv_bytes(columns, sorted(lines))


def build_oddities(tables: Sequence[TidyTable]) -> bytes:
    """oddities.csv: tables whose rows and plain printed total differ by more than 0.5%."""
    lines = []
    for table in tables:
        if table.schema != "supply":
            continue
        for key, rows in _supply_groups(table).items():
            total = [r for r in rows if r["kind"] == "total" and r["state"] == "number"]
            if not total or Decimal(total[0]["quantity"]) == 0:
                continue
            listed = sum((_centre(r) for r in rows if r["kind"] != "total"), Decimal(0))
            printed = Decimal(total[0]["quantity"])
            gap = listed / printed - 1
            if abs(gap) > Decimal("0.005"):
                withheld = sum(1 for r in rows if r["state"] in {"withheld", "unknown"})
                lines.append(
                    (table.source, *key, f"{listed.normalize():f}", f"{printed.normalize():f}",
                     f"{gap:.4f}", withheld)
                )
    columns = "source mineral stage basis year listed printed_total gap without_figure".split()
    return csv_bytes(columns, sorted(lines))


def build_sources(records: Mapping[str, Mapping[str, Any]]) -> bytes:
    """sources.csv: the origin records as the program reads them."""
    columns = (
        "id", "origin", "edition", "producer", "title", "citation", "licence", "url",
        "published", "obtained", "default_total", "period",
    )
    lines = [
        (key, record["id"], *(record[name] for name in columns[2:10]),
         "published" if record["id"] in PUBLISHED_TOTAL else "listed",
         record.get("period", ""))
        for key, record in records.items()
    ]
    return csv_bytes(columns, sorted([*lines, OWN_SOURCE]))


def _fields(columns: Sequence[str]) -> list[dict[str, str]]:
    def kind(name: str) -> str:
        return "integer" if name in INTEGERS else "number" if name in NUMBERS else "string"

    return [{"name": name, "type": kind(name)} for name in columns]


def _resource(
    path: str, title: str, content: bytes, licence: str, source: str
) -> dict[str, Any]:
    text = (gzip.decompress(content) if path.endswith(".gz") else content).decode("utf-8")
    header = text.split("\n", 1)[0].split(",")
    resource: dict[str, Any] = {
        "name": path.removesuffix(".gz").removesuffix(".csv").replace("/", "-").replace("_", "-").lower(),
        "path": path,
        "title": title,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "rows": sum(1 for _ in csv.reader(io.StringIO(text))) - 1,
        "schema": {"fields": _fields(header), "missingValues": [""]},
        "licenses": [{"name": licence, "title": licence}],
    }
    if path.endswith(".gz"):
        resource["compression"] = "gz"
    if source:
        resource["sources"] = [{"title": source}]
    return resource


def build_package(
    tables: Sequence[TidyTable],
    files: Mapping[str, bytes],
    records: Mapping[str, Mapping[str, Any]],
) -> tuple[bytes, bytes]:
    """datapackage.json, and tables.csv with the same facts for the program."""
    resources = []
    lines = []
    for table in sorted(tables, key=lambda t: t.path):
        record = records.get(table.source)
        if record is None:
            raise BuildError(f"{table.path}: no origin record for {table.source}")
        resource = _resource(
            table.path, table.title, files[table.path], record["licence"], table.source
        )
        resources.append(resource)
        lines.append((table.path, table.title, table.source, resource["rows"], record["licence"]))
    for path, title in sorted(OWN_WORK.items()):
        content = files.get(path) or (DATASETS / path).read_bytes()
        resource = _resource(path, title, content, "CC0-1.0", "")
        resources.append(resource)
        lines.append((path, title, OWN_SOURCE[0], resource["rows"], "CC0-1.0"))
    package = {
        "profile": "data-package",
        "name": "critmin-datasets",
        "title": "critmin: tidy tables of critical-mineral supply",
        "resources": resources,
    }
    text = json.dumps(package, ensure_ascii=False, indent=1) + "\n"
    return text.encode("utf-8"), csv_bytes("path title source rows licence".split(), lines)


def indexes(
    tables: Sequence[TidyTable], records: Mapping[str, Mapping[str, Any]]
) -> dict[str, bytes]:
    """What the program finds its tables by."""
    codes = [
        (table.path, code)
        for table in sorted(tables, key=lambda t: t.path)
        for code in table.warnings
        if code in TABLE_LEVEL
    ]
    return {
        "index.csv": build_index(tables),
        "oddities.csv": build_oddities(tables),
        "sources.csv": build_sources(records),
        "table_warnings.csv": csv_bytes(("path", "code"), sorted(set(codes))),
    }


def build(
    tables: Sequence[TidyTable], files: Mapping[str, bytes], sources: Path
) -> dict[str, bytes]:
    """All generated files by path."""
    records = origins()
    check_originals(records, sources)
    for table in tables:
        if table.schema == "supply" and tuple(table.columns) != SUPPLY_COLUMNS:
            raise BuildError(f"{table.path}: not the columns of a supply table")
    generated = indexes(tables, records)
    package, listing = build_package(tables, {**files, **generated}, records)
    return {**generated, "datapackage.json": package, "tables.csv": listing}
