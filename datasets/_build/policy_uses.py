"""What minerals are used for: main applications, defence, clean energy."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from corrections import Ledger
from policy_labels import FOLDER, SOURCE, Row, evidence, label_rows, same, slugs, sure, table
from tables import BuildError, TidyTable, read_rows

FILE = f"{FOLDER}/uses.csv"
T6 = "usgs/2026/figs_tables/MCS2026_T6_Critical_Minerals_End_Use.csv"
USGS = "usgs@2026"
TECHNOLOGIES = {
    "iea_solar": "solar", "iea_wind": "wind", "iea_ev": "electric-vehicles",
    "iea_grid_storage": "grid-storage", "iea_networks": "networks", "iea_hydrogen": "hydrogen",
}
FIELDS = ("application", "defence", "battery", *TECHNOLOGIES.values())
COLUMNS = ("mineral", "field", "use", "confidence", "source", "evidence")


def build(sources: Path, ledger: Ledger) -> list[TidyTable]:
    """Make ``uses``: one row per mineral and field of use."""
    names = {row["word"]: row["mineral"] for row in label_rows("uses_words")}
    raw = ledger.apply(SOURCE, FILE, read_rows(sources / FILE))
    rows = [use for row in raw for use in _gathered(row, names)]
    published = ledger.apply(USGS, T6, read_rows(sources / T6))
    rows += [_application(row, names) for row in published]
    rows += [
        {"mineral": line["mineral"], "field": "application", "use": line["use"],
         "confidence": "general_knowledge", "source": SOURCE}
        for line in label_rows("uses_added")
    ]
    keys = [f"{row['mineral']} {row['field']}" for row in rows]
    same("uses", keys, keys)
    rows.sort(key=lambda row: (row["mineral"], FIELDS.index(row["field"])))
    return [table("uses", "What minerals are used for", COLUMNS, rows)]


def _slug(word: str, names: dict[str, str]) -> str:
    found = names.get(word, word.strip().casefold().replace(" ", "-"))
    if found not in slugs():
        raise BuildError(f"uses: no mineral is known as {word!r}")
    return found


def _application(row: Row, names: dict[str, str]) -> Row:
    return {
        "mineral": _slug(row["Critical_Mineral"].strip(), names),
        "field": "application",
        "use": row["Primary_Applications"].strip().rstrip("."),
        "confidence": "published",
        "source": USGS,
    }


def _gathered(row: Row, names: dict[str, str]) -> Iterator[Row]:
    """Rows of one mineral; a flag of 0 or an empty cell gives none."""
    slug = _slug(row["mineral"], names)
    if row["defence_use"]:
        yield {
            "mineral": slug, "field": "defence", "use": row["defence_use"],
            "confidence": sure(row["defence_confidence"]), "source": SOURCE,
            "evidence": evidence(row["defence_source"]),
        }
    flags = {"battery_material": "battery", **TECHNOLOGIES}
    for column, field in flags.items():
        if row[column] not in {"0", "1"}:
            raise BuildError(f"uses.csv {row['mineral']}: {column} is {row[column]!r}")
        if row[column] == "1":
            yield {
                "mineral": slug, "field": field, "confidence": sure(row["clean_energy_confidence"]),
                "source": SOURCE, "evidence": evidence(row["clean_energy_source"]),
            }
