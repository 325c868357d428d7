"""The first sentences of a page, in plain words, from the answers below them."""

from __future__ import annotations

from collections.abc import Sequence

from critmin.pages.context import HALF, Context
from critmin.table import Cell

STATES = {
    "in-force": "in force",
    "in-force-unverified": "in force as far as the evidence reaches",
    "announced": "announced and not yet in force",
    "suspended": "suspended",
    "lapsed-unverified": "suspended until a day that has passed, with no later record",
    "extension-announced": "suspended until a day that has passed, an extension announced",
    "ended": "ended",
    "date-uncertain": "of uncertain date",
}  # in the order in which they are said


def summary(page: Context) -> list[str]:
    """Sentences; each rests on a table of the page."""
    said = _mineral(page) if page.topic.kind == "mineral" else _buyer(page)
    return [*said, *_counted(page), *_controls(page), *_price(page), *_lists(page)]


def _mineral(page: Context) -> list[str]:
    said = [_led(row, page) for row in page.rows("supply") if row["rank"] == 1]
    if not said:
        said = [f"No bundled source says who mines or refines {page.topic.name.lower()}."]
    return [*said, *_bought(page)]


def _led(row: dict[str, Cell], page: Context) -> str:
    stage = str(row["stage"])
    sentence = (
        f"{_the(str(row['country']), start=True)} led the {stage} of {page.topic.name.lower()} in "
        f"{row['year']} with {_share(row['share'])}"
    )
    index = next((r for r in page.rows("concentration") if r["stage"] == stage), None)
    return f"{sentence}{_index(index)}."


def _index(row: dict[str, Cell] | None) -> str:
    if row is None:
        return ""
    point, low, high = (_float(row[name]) for name in ("hhi", "hhi_low", "hhi_high"))
    band = f", {row['band']} concentration" if row["band"] else ""
    if low is not None and high is not None:
        span = f"{low:,.0f}" if round(high - low) == 0 else f"between {low:,.0f} and {high:,.0f}"
        return f" (HHI {span}{band})"
    if point is not None:
        return f" (HHI {point:,.0f}{band}; no bounds can be given)"
    return ""


def _bought(page: Context) -> list[str]:
    """The heaviest dependence among the buyers set together."""
    found = [
        (share, block.asked.title, row)
        for block in page.found.get("buyers", ())
        if block.table is not None
        for row in block.table
        if (share := _float(row["share"])) is not None
    ]
    if not found:
        return []
    share, buyer, row = max(found, key=lambda item: (item[0], item[1]))
    return [
        f"Of the buyers compared, {_the(buyer)} leans most on a single supplier: {share:.1%} "
        f"of its recorded imports of {row['mineral']} ({row['stage']}) in {row['year']} came from "
        f"{_the(str(row['supplier']))}."
    ]


def _buyer(page: Context) -> list[str]:
    bought, above = page.lines_bought, page.above_half
    if not bought:
        return [f"No recorded imports of minerals are held for {page.topic.name}."]
    said = [
        f"{_the(page.topic.name, start=True)} took more than {HALF:.0%} of its recorded imports "
        f"from a single supplier in {len(above)} of {len(bought)} lines (a line is a mineral in "
        "one traded form)."
    ]
    main = page.main_supplier
    if main is not None and above:
        led = [row for row in above if row["supplier_iso3"] == main[0]]
        minerals = list(dict.fromkeys(str(row["mineral"]) for row in led))
        said.append(
            f"In {len(led)} of these {len(above)} that supplier is {_the(main[1])}: "
            f"{_listed(minerals)}."
        )
    return said


def _controls(page: Context) -> list[str]:
    """How many measures there are, by state; entity lists and the like count too."""
    measures = {
        str(row["measure_id"]): str(row["status"])
        for row in page.rows("controls")
        if row["measure_id"] is not None
    }
    if not measures:
        return []
    counts = {state: list(measures.values()).count(state) for state in STATES}
    states = _listed([f"{count} {STATES[state]}" for state, count in counts.items() if count])
    one = len(measures) == 1
    what = f"{len(measures)} export control{'' if one else 's'}"
    reach = "on it" if page.topic.kind == "mineral" else "on the minerals picked below"
    return [
        f"On {page.day}, {what} {reach} {'is' if one else 'are'} on record: {states}. This is "
        "law, not practice."
    ]


def _counted(page: Context) -> list[str]:
    """How many minerals the main supplier holds above half, and under licence."""
    counts = {str(row["measure"]): row for row in page.rows("exposed")}
    main = page.main_supplier
    if main is None or not {"under_licence_low", "under_licence_high"} <= set(counts):
        return []
    low, high = (counts[f"under_licence_{end}"]["minerals_above"] for end in ("low", "high"))
    span = f"{low}" if low == high else f"between {low} and {high}"
    return [
        f"Export licences of {_the(main[1])} reach more than half of the recorded imports of "
        f"{span} of the {counts['under_licence_low']['minerals_counted']} minerals counted."
    ]


def _price(page: Context) -> list[str]:
    rows = [row for row in page.rows("price") if _float(row["price"]) is not None]
    if page.topic.kind != "mineral" or len({row["unit"] for row in rows}) != 1 or len(rows) < 2:
        return []
    first, last = rows[0], rows[-1]
    return [
        f"Its price was {_float(first['price']):,.0f} {first['unit']} in {first['period']} and "
        f"{_float(last['price']):,.0f} in {last['period']} (means of the year)."
    ]


def _lists(page: Context) -> list[str]:
    ids = {row["list_id"] for row in page.rows("lists") if row.get("list_id")}
    if page.topic.kind != "mineral" or not ids:
        return []
    return [f"It stands on {len(ids)} official lists of critical minerals, older editions counted."]


def _listed(words: Sequence[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def _the(name: str, *, start: bool = False) -> str:
    """A name as it stands in a sentence."""
    if name.startswith(("United ", "European Union")):
        return f"{'The' if start else 'the'} {name}"
    return name


def _share(value: Cell) -> str:
    share = _float(value)
    return "n/a" if share is None else f"{share:.1%}"


def _float(value: Cell) -> float | None:
    return float(value) if isinstance(value, (int, float)) else None
