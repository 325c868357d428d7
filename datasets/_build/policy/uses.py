"""What minerals are used for: main applications, defence, clean energy."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from corrections import Ledger
from labels import addresses, label_rows, refuse_repeats
from places import Places, minerals
from policy.words import SOURCE, confidence
from tables import BuildError, RawRow, TidyTable, read_rows
from usgs import end_uses

FILE = "policy/uses.csv"
FLAGS = {
    "battery_material": "battery",
    "iea_solar": "solar",
    "iea_wind": "wind",
    "iea_ev": "electric-vehicles",
    "iea_grid_storage": "grid-storage",
    "iea_networks": "networks",
    "iea_hydrogen": "hydrogen",
}
FIELDS = ("application", "defence", *FLAGS.values())


class Use(NamedTuple):
    """Use of a mineral in a field; clean-energy fields have no words."""

    mineral: str
    field: str
    use: str
    confidence: str
    source: str
    evidence: tuple[str, ...] = ()


def build(sources: Path, ledger: Ledger, places: Places) -> list[TidyTable]:
    """One row per mineral and field; applications are those of USGS table 6."""
    del places
    words = {row["word"]: row["mineral"] for row in label_rows("policy", "uses_words")}
    raw = ledger.apply(SOURCE, FILE, read_rows(sources / FILE))
    rows = [use for row in raw for use in compiled(row, slug(row["mineral"], words))]
    rows += [
        Use(row.mineral, "application", row.uses, "published", end_uses.SOURCE)
        for row in end_uses.applications(sources, ledger)
    ]
    rows += [
        Use(line["mineral"], "application", line["use"], "general_knowledge", SOURCE)
        for line in label_rows("policy", "uses_added")
    ]
    refuse_repeats("policy uses", ((row.mineral, row.field) for row in rows))
    rows.sort(key=lambda row: (row.mineral, FIELDS.index(row.field)))
    return [
        TidyTable(
            path="policy/uses.csv",
            source=SOURCE,
            title="What minerals are used for",
            columns=Use._fields,
            rows=rows,
        )
    ]


def slug(word: str, words: dict[str, str]) -> str:
    """The mineral of a word of the compilation."""
    found = words.get(word, word.strip().casefold().replace(" ", "-"))
    if found not in minerals():
        raise BuildError(f"{FILE}: no mineral is known as {word!r}")
    return found


def compiled(row: RawRow, mineral: str) -> Iterator[Use]:
    """Uses of one mineral; a flag of 0 or an empty cell gives none."""
    if row["defence_use"]:
        sure = confidence(row["defence_confidence"])
        evidence = addresses(row["defence_source"])
        yield Use(mineral, "defence", row["defence_use"], sure, SOURCE, evidence)
    for column, field in FLAGS.items():
        if row[column] not in {"0", "1"}:
            raise BuildError(f"{FILE} {row['mineral']}: {column} is {row[column]!r}")
        if row[column] == "1":
            sure = confidence(row["clean_energy_confidence"])
            yield Use(mineral, field, "", sure, SOURCE, addresses(row["clean_energy_source"]))
