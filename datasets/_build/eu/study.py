"""European Commission 2023 study: supply shares, EU sourcing, trade parameter t, uses.

The tables hold averages of 2016-2020, stored under 2020. The study prints shares
to 0.1% (global supply) or 1% (EU sourcing), "<0.1%" below that, and no total.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import NamedTuple

from corrections import Ledger
from labels import label_rows, must_match, one_of, refuse_repeats
from places import Places
from tables import LeftOut, RawRow, SupplyRow, SupplyTable, TidyTable, read_rows, sort_supply
from values import plain, read_value

SHARES = "eu/eu_crm_2023_supply_shares.csv"
USES_FILE = "eu/eu_crm_2023_uses.csv"
SOURCE = "eu@2023"
STAGES = {"extraction": "mining", "processing": "refining"}
SCOPES = {"global supply": "global", "EU sourcing": "eu"}
WARNINGS = ("period_average", "transcribed")
PERCENT = Decimal("0.01")
NOTES = {
    ("Titanium metal", "extraction"): "same list as for titanium ores",
    ("Hydrogen", "extraction"): "looks like natural gas output",
    ("Coking coal", "processing"): "coke",
    ("Titanium", "processing"): "slag and pigment together, to judge by the countries",
}
# Each list with "Congo" has "Congo, D.R." too, so the study means the Republic.
OWN_NAMES = {"Congo": "Republic of Congo"}
ODD_SPELLINGS = {"Brasil", "Brasilia", "Libanon", "Surinam", "Turkyie", "South Korea"}


class TradeParameter(NamedTuple):
    """Trade parameter t of a country in a list of shares."""

    mineral: str
    stage: str
    scope: str
    country: str
    iso3: str
    t: Decimal


class EndUse(NamedTuple):
    """Share of a mineral's use in an application, and the sector it is counted under."""

    mineral: str
    application: str
    share: Decimal | None
    nace_sector: str
    value_added_meur: str
    note: tuple[str, ...]


class UseKey(NamedTuple):
    """What tells two rows of the uses apart."""

    material: str
    application: str
    nace_sector: str


# Rows that the copy has twice, word for word; with both the material's uses sum to 1.13.
REPEATED_USES = {
    UseKey(
        "Magnesium",
        "Construction",
        "C25 - Manufacture of fabricated metal products, except machinery and equipment",
    ): "the same row twice in the copy; with one the shares sum to 1"
}


def build(sources: Path, ledger: Ledger, places: Places) -> list[TidyTable]:
    """Global supply, EU sourcing, trade parameters and end uses."""
    shares = ledger.apply(SOURCE, SHARES, read_rows(sources / SHARES))
    check_labels(shares)
    uses = ledger.apply(SOURCE, USES_FILE, read_rows(sources / USES_FILE))
    return [
        supply_table("supply", "global supply", shares, places),
        supply_table("sourcing", "EU sourcing", shares, places),
        trade_table(shares, places),
        use_table(uses),
    ]


@cache
def materials() -> dict[str, RawRow]:
    """Label lines of the study's materials: the mineral at each stage and in the uses."""
    return {row["material"]: row for row in label_rows("eu", "materials_2023")}


def mineral_of(row: RawRow) -> str:
    """The mineral of a row; for bauxite it depends on the stage."""
    return materials()[row["material"]][row["stage"]]


def check_labels(shares: list[RawRow]) -> None:
    """Stop at an unknown word, or a material that is no longer there."""
    must_match(SHARES, {row["material"] for row in shares}, materials())
    for row in shares:
        one_of(f"{SHARES}: stage", row["stage"], STAGES)
        one_of(f"{SHARES}: scope", row["scope"], SCOPES)
        one_of(f"{SHARES}: censored_below", row["censored_below"], ("0", "1"))


def place_of(row: RawRow, places: Places) -> tuple[str, str]:
    """Country and ISO3 code of a row."""
    where = f"eu 2023 {row['material']}, {row['scope']}, {row['stage']}"
    iso3 = places.iso3(OWN_NAMES.get(row["country"], row["country"]), where)
    return places.names[iso3], iso3


def supply_table(name: str, scope: str, shares: list[RawRow], places: Places) -> SupplyTable:
    """Shares by country of one scope."""
    rows = [supply_row(row, places) for row in shares if row["scope"] == scope]
    refuse_repeats(SHARES, ((row.mineral, row.stage, row.iso3) for row in rows))
    world = scope == "global supply"
    printed = "less_than" if world else "rounded_shares"
    return SupplyTable(
        path=f"eu/{name}_2023.csv",
        source=SOURCE,
        title=f"EU 2023 study: {scope} by country, average 2016-2020",
        columns=SupplyRow._fields,
        rows=sort_supply(rows),
        warnings=(*WARNINGS, printed, "shares_sum_below_1", "shares_sum_over_1"),
        world=world,
    )


def supply_row(row: RawRow, places: Places) -> SupplyRow:
    """One share; "<0.1%" becomes the range 0 to 0.001."""
    country, iso3 = place_of(row, places)
    mark = "<" if row["censored_below"] == "1" else ""
    value = read_value(mark + row["share_pct"]).scaled(PERCENT)
    return SupplyRow(
        mineral=mineral_of(row),
        stage=STAGES[row["stage"]],
        basis="as-published",
        year="2020",
        country=country,
        iso3=iso3,
        kind="country",
        quantity=value.quantity,
        low=value.low,
        high=value.high,
        unit="share",
        state=value.state,
        status="period_average",
        note=tuple(row_notes(row, value.state)),
    )


def row_notes(row: RawRow, state: str) -> Iterator[str]:
    """Remarks on one row."""
    if note := NOTES.get((row["material"], row["stage"])):
        yield note
    if state == "zero":
        yield f"printed as {row['share_pct']}"
    if row["country"] in ODD_SPELLINGS:
        yield f"printed as {row['country']}"


def trade_table(shares: list[RawRow], places: Places) -> TidyTable:
    """Trade parameter t of each share."""
    rows = [
        TradeParameter(
            mineral_of(row),
            STAGES[row["stage"]],
            SCOPES[row["scope"]],
            *place_of(row, places),
            Decimal(row["trade_parameter_t"]),
        )
        for row in shares
    ]
    rows.sort(key=lambda row: (row.mineral, row.stage, row.scope, row.iso3))
    return TidyTable(
        path="eu/trade_parameters_2023.csv",
        source=SOURCE,
        title="EU 2023 study: trade parameter t by material, stage, scope and country",
        columns=TradeParameter._fields,
        rows=rows,
        warnings=WARNINGS,
    )


def use_table(uses: list[RawRow]) -> TidyTable:
    """End uses, the repeated row taken once."""
    keys = [UseKey(*(row[name] for name in UseKey._fields)) for row in uses]
    times = Counter(keys)
    repeated = {key: count for key, count in times.items() if count > 1}
    must_match(f"{USES_FILE}: rows met twice", repeated.items(), ((k, 2) for k in REPEATED_USES))
    kept = list(dict(zip(reversed(keys), reversed(uses), strict=True)).values())
    minerals = {name: line["uses"] for name, line in materials().items() if line["uses"]}
    must_match(f"{USES_FILE}: materials", {row["material"] for row in kept}, minerals)
    sums = use_sums(kept)
    rows = [use_row(row, minerals[row["material"]], sums[row["material"]]) for row in kept]
    rows.sort(key=lambda row: (row.mineral, row.application, row.nace_sector))
    return TidyTable(
        path="eu/uses_2023.csv",
        source=SOURCE,
        title="EU 2023 study: end uses and the sectors they are counted under",
        columns=EndUse._fields,
        rows=rows,
        warnings=("transcribed", "rounded_shares"),
        left_out=[LeftOut(" | ".join(key), why, 1) for key, why in REPEATED_USES.items()],
    )


def use_sums(uses: list[RawRow]) -> dict[str, Decimal]:
    """Sum of the printed shares of each material."""
    sums: dict[str, Decimal] = {}
    for row in uses:
        value = read_value(row["share_pct"]).quantity or Decimal(0)
        sums[row["material"]] = sums.get(row["material"], Decimal(0)) + value / 100
    return sums


def use_row(row: RawRow, mineral: str, total: Decimal) -> EndUse:
    """One use; a share printed as a bound stays empty, with the bound in the note."""
    value = read_value(row["share_pct"]).scaled(PERCENT)
    notes = []
    if value.state not in ("number", "zero"):
        notes.append(f"printed as {row['share_pct']}%")
    if abs(total - 1) > Decimal("0.03"):
        notes.append(f"the printed shares of this mineral sum to {plain(total)}")
    if not row["nace_sector"]:
        notes.append("no sector in the source")
    return EndUse(
        mineral,
        row["application"],
        value.quantity,
        row["nace_sector"],
        row["sector_value_added_meur"],
        tuple(notes),
    )
