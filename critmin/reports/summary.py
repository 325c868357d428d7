"""The first sentences of a page, in plain words, from the answers below them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from critmin.answers.table import Cell, as_number, several
from critmin.charts.words import lower, mineral_name, place, the
from critmin.core.wording import listed
from critmin.reports.context import HALF, Context

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
UNSURE_MEANS = {
    "partial_year": "is of the months that have a figure",
    "estimated": "is an estimate",
}


def summary(page: Context) -> list[str]:
    """Sentences; each rests on a table of the page."""
    said = _mineral(page) if page.topic.kind == "mineral" else _buyer(page)
    return [*said, *_counted(page), *_controls(page), *_price(page), *_lists(page)]


def _mineral(page: Context) -> list[str]:
    said = [_led(row, page) for row in page.rows("supply") if row["rank"] == 1]
    if not said:
        said = [f"No bundled source says who mines or refines {lower(page.topic.name)}."]
    return [*said, *_bought(page), *_licensed(page)]


def _led(row: dict[str, Cell], page: Context) -> str:
    """Who leads a stage; where more is unnamed than the largest has, that nobody knows."""
    stage = str(row["stage"])
    of = [r for r in page.rows("supply") if r["stage"] == stage]
    rest = sum(as_number(r["share"]) or 0.0 for r in of if r["kind"] == "residual")
    hidden = [str(r["country"]) for r in of if "withheld" in _flags(r)]
    index = _index(next((r for r in page.rows("concentration") if r["stage"] == stage), None))
    what = f"{stage} of {lower(page.topic.name)}"
    if rest >= (as_number(row["share"]) or 0.0):
        said = (
            f"Who leads the {what} is not known: {rest:.1%} of it in {row['year']} is under other "
            f"countries, which the source does not name; {the(str(row['country']))}, the largest "
            f"named, has {_share(row['share'])}{index}."
        )
    else:
        led = f"{the(str(row['country']), start=True)} led the {what} in {row['year']}"
        said = f"{led} with {_share(row['share'])}{index}."
    if hidden:
        who = listed([the(name) for name in hidden])
        said += f" What {who} produced is withheld and in none of these figures."
    return said


def _index(row: dict[str, Cell] | None) -> str:
    if row is None:
        return ""
    point, low, high = (as_number(row[name]) for name in ("hhi", "hhi_low", "hhi_high"))
    band = f", {row['band']} concentration" if row["band"] else ""
    if low is not None and high is not None:
        span = f"{low:,.0f}" if round(high - low) == 0 else f"between {low:,.0f} and {high:,.0f}"
        return f" (HHI {span}{band})"
    if point is not None:
        return f" (HHI {point:,.0f}{band}; no bounds can be given)"
    return ""


def _bought(page: Context) -> list[str]:
    """The largest supplier of each buyer set together, in the form it pays most for."""
    found, mixed = [], []
    for block in page.found.get("buyers", ()):
        rows = list(block.table) if block.table is not None else []
        row = _main_line(rows)
        if row is not None:
            found.append(
                f"{the(block.asked.title)} {_share(row['share'])} from "
                f"{the(str(row['supplier']))} ({_of(row)})"
            )
        elif any("code_not_exclusive" in _flags(one) for one in rows):
            mixed.append(the(block.asked.title))
    said = []
    if found:
        said.append(
            "Largest single supplier of recorded imports, in the form each buyer pays most for: "
            f"{'; '.join(found)}."
        )
    if mixed:
        said.append(
            f"No share is given for {listed(mixed)}: the tariff code also holds other minerals."
        )
    return said


def _of(row: dict[str, Cell]) -> str:
    """Form and year of a share."""
    average = "average to " if "period_average" in _flags(row) else ""
    return f"{row['stage']}, {average}{row['year']}"


def _main_line(rows: Sequence[dict[str, Cell]]) -> dict[str, Cell] | None:
    """The largest supplier in the form of most value; any form where none has a value in USD."""
    worth: dict[str, float] = {}
    for row in rows:
        if as_number(row["share"]) is not None:
            form = str(row["stage"])
            worth[form] = worth.get(form, 0.0) + (as_number(row["imports_usd"]) or 0.0)
    if not worth:
        return None
    form = max(worth, key=lambda one: worth[one])
    of = [row for row in rows if row["stage"] == form and row["share"] is not None]
    return max(of, key=lambda row: as_number(row["share"]) or 0.0)


def _licensed(page: Context) -> list[str]:
    """How much of what each buyer imports the licences of the largest producer reach."""
    newest: dict[str, dict[str, Cell]] = {}
    for row in page.rows("exposure"):
        if as_number(row["direct_share"]) is None or as_number(row["under_licence_high"]) is None:
            continue
        before = newest.get(str(row["buyer_iso3"]), row)
        newest[str(row["buyer_iso3"])] = max(
            before,
            row,
            key=lambda r: (as_number(r["year"]) or 0.0, as_number(r["direct_share"]) or 0.0),
        )
    reached = {code: row for code, row in newest.items() if as_number(row["under_licence_high"])}
    leader = page.leader()
    if not reached or leader is None:
        return []
    said = [
        f"{the(place(code))} {_between(row['under_licence_low'], row['under_licence_high'])} "
        f"({_of(row)})"
        for code, row in reached.items()
    ]
    return [
        f"Export licences of {the(place(leader))} reach, of recorded imports: {'; '.join(said)}."
    ]


def _between(low: Cell, high: Cell) -> str:
    least, most = _share(low), _share(high)
    return most if least == most else f"{least} to {most}"


def _buyer(page: Context) -> list[str]:
    bought, above = page.lines_bought, page.above_half
    if not bought:
        return [f"No recorded imports of minerals are held for {page.topic.name}."]
    said = [
        f"{the(page.topic.name, start=True)} took more than {HALF:.0%} of its recorded imports "
        f"from a single supplier in {len(above)} of {len(bought)} lines (a line is a mineral in "
        "one traded form)."
    ]
    main = page.main_supplier
    if main is not None and above:
        led = [row for row in above if row["supplier_iso3"] == main[0]]
        held: dict[str, float] = {}
        for row in led:
            slug = str(row["mineral"])
            held[slug] = max(held.get(slug, 0.0), as_number(row["share"]) or 0.0)
        ranked = sorted(held, key=lambda slug: (-held[slug], slug))
        minerals = [f"{lower(mineral_name(slug))} ({held[slug]:.0%})" for slug in ranked]
        said.append(
            f"In {len(led)} of these {len(above)} that supplier is {the(main[1])}: "
            f"{listed(minerals)}."
        )
    return said


def _controls(page: Context) -> list[str]:
    """How many measures there are, by state and country; entity lists and the like count too."""
    rows = [row for row in page.rows("controls") if row["measure_id"] is not None]
    measures = {str(row["measure_id"]): str(row["status"]) for row in rows}
    if not measures:
        return []
    by = {str(row["measure_id"]): str(row["jurisdiction_iso3"]) for row in rows}
    ranked = Counter(by.values()).most_common()
    whose = listed([f"{count} of {the(place(code))}" for code, count in ranked])
    counts = Counter(measures.values())
    states = listed([f"{counts[state]} {said}" for state, said in STATES.items() if counts[state]])
    one = len(measures) == 1
    what = f"{len(measures)} export control{'' if one else 's'}"
    reach = f"reach {the(page.topic.name)} on the minerals shown in detail below"
    if page.topic.kind == "mineral":
        reach = f"on {lower(page.topic.name)} are on record"
    if one:
        reach = reach.replace("reach ", "reaches ", 1).replace(" are ", " is ", 1)
    others = len({str(row["measure_id"]) for row in rows if "outside_shares" in _flags(row)})
    apart = f" {_apart(others, len(measures))}" if others else ""
    return [f"On {page.day}, {what} {reach} ({whose}): {states}.{apart} This is law, not practice."]


def _apart(others: int, every: int) -> str:
    """How many measures do not bind the shipments of goods as such."""
    many = "All" if others == every else f"{others} of them"
    bind = "binds" if others == 1 else "bind"
    return f"{many} {bind} named firms, uses or know-how and not all shipments."


def _counted(page: Context) -> list[str]:
    """How many minerals the main supplier holds above half, and under licence."""
    counts = {str(row["measure"]): row for row in page.rows("exposed")}
    main = page.main_supplier
    if main is None or not {"under_licence_low", "under_licence_high"} <= set(counts):
        return []
    low, high = (counts[f"under_licence_{end}"]["minerals_above"] for end in ("low", "high"))
    span = f"{low}" if low == high else f"between {low} and {high}"
    return [
        f"Export licences of {the(main[1])} reach more than half of the recorded imports of "
        f"{span} of the {counts['under_licence_low']['minerals_counted']} minerals counted."
    ]


def _price(page: Context) -> list[str]:
    rows = [row for row in page.rows("price") if as_number(row["price"]) is not None]
    if page.topic.kind != "mineral" or len({row["unit"] for row in rows}) != 1 or len(rows) < 2:
        return []
    first, last = rows[0], rows[-1]
    top = max(rows, key=lambda row: as_number(row["price"]) or 0.0)
    between = "" if top in (first, last) else f", at most {_said(top)}"
    unsure = [text for code, text in UNSURE_MEANS.items() if code in _flags(last)]
    caution = "".join(f"; that of {last['period']} {text}" for text in unsure)
    return [
        f"Its price was {_said(first, unit=True)} and {_said(last)}{between} (means of the year, "
        f"of the form that the source prices{caution})."
    ]


def _said(row: dict[str, Cell], *, unit: bool = False) -> str:
    """A price with its year."""
    named = f" {row['unit']}" if unit else ""
    price = as_number(row["price"]) or 0.0
    figure = f"{price:,.0f}" if price >= 100 else f"{price:.3g}"
    return f"{figure}{named} in {row['period']}"


def _lists(page: Context) -> list[str]:
    ids = {row["list_id"] for row in page.rows("lists") if row.get("list_id")}
    if page.topic.kind != "mineral" or not ids:
        return []
    return [f"It stands on {len(ids)} official lists of critical minerals, older editions counted."]


def _flags(row: dict[str, Cell]) -> tuple[str, ...]:
    return several(row["flag"])


def _share(value: Cell) -> str:
    share = as_number(value)
    return "n/a" if share is None else f"{share:.1%}"
