"""European Commission 2023 study: supply shares, EU sourcing, trade parameter t, uses.

The tables hold averages of 2016-2020, stored under 2020. The study prints shares
to 0.1% (global supply) or 1% (EU sourcing), "<0.1%" below that, and no total.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path

from corrections import Ledger
from eu_labels import MATERIALS, SPLIT, USES
from places import Places
from tables import SUPPLY_COLUMNS, BuildError, TidyTable, read_rows, sort_supply
from values import plain, read_value

SHARES = "eu/eu_crm_2023_supply_shares.csv"
USES_FILE = "eu/eu_crm_2023_uses.csv"
SOURCE = "eu@2023"
STAGES = {"extraction": "mining", "processing": "refining"}
SCOPES = {"global supply": "global", "EU sourcing": "eu"}
WARNINGS = ("period_average", "transcribed")
TRADE_COLUMNS = ("mineral", "stage", "scope", "country", "iso3", "t")
USE_COLUMNS = ("mineral", "application", "share", "nace_sector", "value_added_meur", "note")
# Rows the copy holds twice, word for word; with both the material's uses sum to 1.13.
REPEATED_USES = {
    (
        "Magnesium",
        "Construction",
        "C25 - Manufacture of fabricated metal products, except machinery and equipment",
    ): "the same row twice in the copy; with one the shares sum to 1"
}
NOTES = {
    ("Titanium metal", "extraction"): "same list as for titanium ores",
    ("Hydrogen", "extraction"): "looks like natural gas output",
    ("Coking coal", "processing"): "coke",
}
# Each list with "Congo" has "Congo, D.R." too, so the study means the Republic.
OWN_NAMES = {"Congo": "Republic of Congo"}
ODD_SPELLINGS = {"Brasil", "Brasilia", "Libanon", "Surinam", "Turkyie", "South Korea"}


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


def check_labels(shares: list[dict[str, str]]) -> None:
    """Every label known and every known label present."""
    found = {row["material"] for row in shares}
    if found != set(MATERIALS):
        raise BuildError(f"{SHARES}: materials differ: {sorted(found ^ set(MATERIALS))}")
    for column, known in (("stage", STAGES), ("scope", SCOPES), ("censored_below", "01")):
        unknown = {row[column] for row in shares} - set(known)
        if unknown:
            raise BuildError(f"{SHARES}: unknown {column} {sorted(unknown)}")


def mineral_of(row: dict[str, str]) -> str:
    """Return the slug of a row's material, which for two materials hangs on the stage."""
    material, stage = row["material"], row["stage"]
    return SPLIT.get((material, stage), MATERIALS[material])


def place_of(row: dict[str, str], places: Places) -> tuple[str, str]:
    """(country, iso3) of a row."""
    where = f"eu 2023 {row['material']}, {row['scope']}, {row['stage']}"
    iso3 = places.iso3(OWN_NAMES.get(row["country"], row["country"]), where)
    return places.names[iso3], iso3


def supply_table(name: str, scope: str, shares: list[dict[str, str]], places: Places) -> TidyTable:
    """Shares by country of one scope."""
    rows = [supply_row(row, places) for row in shares if row["scope"] == scope]
    refuse_repeats(SHARES, ((*list(row.values())[:4], row["iso3"]) for row in rows))
    printed = ("rounded_shares",) if scope == "EU sourcing" else ("less_than",)
    return TidyTable(
        path=f"eu/{name}_2023.csv",
        source=SOURCE,
        title=f"EU 2023 study: {scope} by country, average 2016-2020",
        columns=SUPPLY_COLUMNS,
        rows=sort_supply(rows),
        schema="supply",
        warnings=(*WARNINGS, *printed, "shares_sum_below_1", "shares_sum_over_1"),
    )


def refuse_repeats(file: str, keys: Iterable[tuple[str, ...]]) -> None:
    """Stop at a key met twice: nothing is added up silently."""
    repeats = [key for key, times in Counter(keys).items() if times > 1]
    if repeats:
        raise BuildError(f"{file}: rows met twice: {repeats}")


def supply_row(row: dict[str, str], places: Places) -> dict[str, str]:
    """One tidy share row; "<0.1%" becomes the interval 0 to 0.001."""
    country, iso3 = place_of(row, places)
    censored = row["censored_below"] == "1"
    value = read_value(("<" if censored else "") + row["share_pct"]).scaled(Decimal("0.01"))
    return {
        "mineral": mineral_of(row), "stage": STAGES[row["stage"]], "basis": "as-published",
        "year": "2020", "country": country, "iso3": iso3, "kind": "country",
        "quantity": plain(value.quantity), "low": plain(value.low), "high": plain(value.high),
        "unit": "share", "state": value.state, "status": "period_average",
        "note": "; ".join(row_notes(row, value.state)),
    }


def row_notes(row: dict[str, str], state: str) -> Iterator[str]:
    """Peculiarities of one row."""
    if row["material"] == "Titanium" and row["stage"] == "processing":
        yield "slag and pigment together, to judge by the countries"
    if note := NOTES.get((row["material"], row["stage"])):
        yield note
    if state == "zero":
        yield f"printed as {row['share_pct']}"
    if row["country"] in ODD_SPELLINGS:
        yield f"printed as {row['country']}"


def trade_table(shares: list[dict[str, str]], places: Places) -> TidyTable:
    """List the trade parameter t of each share row."""
    rows = []
    for row in shares:
        country, iso3 = place_of(row, places)
        rows.append({
            "mineral": mineral_of(row), "stage": STAGES[row["stage"]],
            "scope": SCOPES[row["scope"]], "country": country, "iso3": iso3,
            "t": plain(Decimal(row["trade_parameter_t"])),
        })
    rows.sort(key=lambda r: (r["mineral"], r["stage"], r["scope"], r["iso3"]))
    return TidyTable(
        path="eu/trade_parameters_2023.csv",
        source=SOURCE,
        title="EU 2023 study: trade parameter t by material, stage, scope and country",
        columns=TRADE_COLUMNS,
        rows=rows,
        warnings=WARNINGS,
    )


def use_table(uses: list[dict[str, str]]) -> TidyTable:
    """End uses, the repeated row taken once."""
    seen: Counter[tuple[str, str, str]] = Counter()
    kept = []
    for row in uses:
        key = (row["material"], row["application"], row["nace_sector"])
        seen[key] += 1
        if seen[key] == 1:
            kept.append(row)
    repeated = {key for key, times in seen.items() if times > 1}
    if repeated != set(REPEATED_USES) or len(uses) - len(kept) != len(repeated):
        raise BuildError(f"{USES_FILE}: rows met twice: {repeated}")
    unknown = {row["material"] for row in kept} - set(USES)
    if unknown or set(USES) - {row["material"] for row in kept}:
        raise BuildError(f"{USES_FILE}: materials differ: {sorted(unknown)}")
    return TidyTable(
        path="eu/uses_2023.csv",
        source=SOURCE,
        title="EU 2023 study: end uses and the sectors they are counted under",
        columns=USE_COLUMNS,
        rows=[use_row(row, use_sums(kept)) for row in sorted(kept, key=use_order)],
        warnings=("transcribed", "rounded_shares"),
        left_out=tuple((" | ".join(key), why, 1) for key, why in REPEATED_USES.items()),
    )


def use_order(row: dict[str, str]) -> tuple[str, str, str]:
    """Sort key of the uses."""
    return USES[row["material"]], row["application"], row["nace_sector"]


def use_sums(uses: list[dict[str, str]]) -> dict[str, Decimal]:
    """Sum of the printed shares of each material."""
    sums: dict[str, Decimal] = {}
    for row in uses:
        value = read_value(row["share_pct"]).quantity or Decimal(0)
        sums[row["material"]] = sums.get(row["material"], Decimal(0)) + value / 100
    return sums


def use_row(row: dict[str, str], sums: dict[str, Decimal]) -> dict[str, str]:
    """One use; a share printed as a bound stays empty, with the bound in the note."""
    value = read_value(row["share_pct"]).scaled(Decimal("0.01"))
    total = sums[row["material"]]
    notes = []
    if value.state not in ("number", "zero"):
        notes.append(f"printed as {row['share_pct']}%")
    if abs(total - 1) > Decimal("0.03"):
        notes.append(f"the printed shares of this mineral sum to {plain(total)}")
    if not row["nace_sector"]:
        notes.append("no sector in the source")
    return {
        "mineral": USES[row["material"]], "application": row["application"],
        "share": plain(value.quantity), "nace_sector": row["nace_sector"],
        "value_added_meur": row["sector_value_added_meur"], "note": "; ".join(notes),
    }
