"""Summary of a report: sentences from the answers below it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from critmin.core.dates import in_words
from critmin.core.wording import listed, lower, mineral_name, place, scoped, the, when
from critmin.export_controls.measure_words import STATES, state
from critmin.reports.context import HALF, Context
from critmin.reports.records import Record

UNSURE_MEANS = {
    "partial_year": "is of the months that have a figure",
    "estimated": "is an estimate",
}


def summary(page: Context) -> list[str]:
    """Sentences of the summary, each from a table of the page."""
    first = _mineral(page) if page.topic.kind == "mineral" else _buyer(page)
    return [*first, *_counted(page), *_controls(page), *_price(page), *_lists(page)]


def _mineral(page: Context) -> list[str]:
    led = [_led(row, page) for row in page.rows("supply") if row.number("rank") == 1]
    if not led:
        led = [f"No bundled source says who mines or refines {lower(page.topic.name)}."]
    return [*led, *_bought(page), *_licensed(page)]


def _led(largest: Record, page: Context) -> str:
    """Largest producer of a stage; unknown if the residual exceeds its share."""
    mineral, stage = largest.text("mineral"), largest.text("stage")
    rows = _of_table(page, "supply", mineral, stage)
    rest = sum(row.amount("share") for row in rows if row.text("kind") == "residual")
    withheld = [the(row.text("country")) for row in rows if "withheld" in row.flags]
    indices = _of_table(page, "concentration", mineral, stage)
    index = _index(indices)
    what = f"{stage} of {lower(scoped(mineral_name(mineral), largest.cells))}"
    country, year = largest.text("country"), _in(largest)
    countries = [row for row in rows if row.text("kind") == "country"]
    without = [the(row.text("country")) for row in countries if "unknown" in row.flags]
    if any("residual_large" in row.flags for row in rows):
        sentence = (
            f"The largest country in the {what} is not known: {rest:.1%} of it {year} has no "
            f"country{index}."
        )
    elif rest >= largest.amount("share"):
        sentence = (
            f"The largest country in the {what} is not known: {rest:.1%} of it {year} is under "
            f"other countries, which the source does not name; {the(country)}, the largest "
            f"named, has {_share(largest)}{index}."
        )
    else:
        unsure = any("top_uncertain" in row.flags for row in indices)
        led = f"of the countries with a figure, {the(country)}" if unsure else the(country)
        sentence = f"{led} led the {what} {year} with {_share(largest)}{index}."
        sentence = f"{sentence[0].upper()}{sentence[1:]}"
    if withheld:
        sentence += f" What {listed(withheld)} produced is withheld and in none of these figures."
    if without:
        sentence += f" The source gives no figure for {listed(without)}."
    return sentence


def _of_table(page: Context, section: str, mineral: str, stage: str) -> list[Record]:
    """Rows of one mineral at one stage; its ores can stand for it."""
    return [
        row
        for row in page.rows(section)
        if (row.text("mineral"), row.text("stage")) == (mineral, stage)
    ]


def _in(row: Record) -> str:
    """Year of a row in a sentence.

    An average of several years is named as one.
    """
    text = when(row.cells)
    return f"in {text}" if text.isdigit() else f"in the {text}"


def _index(rows: Sequence[Record]) -> str:
    """HHI of the first row in brackets, with its bounds and band."""
    if not rows:
        return ""
    row = rows[0]
    point, low, high = (row.number(name) for name in ("hhi", "hhi_low", "hhi_high"))
    band = f", {row.text('band')} concentration" if row.text("band") else ""
    if low is not None and high is not None:
        span = f"{low:,.0f}" if round(high - low) == 0 else f"between {low:,.0f} and {high:,.0f}"
        return f" (HHI {span}{band})"
    if point is not None:
        return f" (HHI {point:,.0f}{band}; no bounds can be given)"
    return ""


def _bought(page: Context) -> list[str]:
    """Largest supplier of each buyer, in the form with its largest import value."""
    found, mixed = [], []
    for block in page.found.get("buyers", ()):
        rows, buyer = block.rows, the(block.query.title)
        row = _main_line(rows)
        if row is not None:
            found.append(f"{buyer} {_share(row)} from {the(row.text('supplier'))} ({_form(row)})")
        elif any("code_not_exclusive" in one.flags for one in rows):
            mixed.append(buyer)
    sentences = []
    if found:
        sentences.append(
            "Largest supplier of recorded imports, in each buyer's form of the largest value: "
            f"{'; '.join(found)}."
        )
    if mixed:
        sentences.append(
            f"No share is given for {listed(mixed)}: the tariff code also holds other minerals."
        )
    return sentences


def _form(row: Record) -> str:
    """Form and year of a share."""
    average = "average to " if "period_average" in row.flags else ""
    return f"{row.text('stage')}, {average}{row.text('year')}"


def _main_line(rows: Sequence[Record]) -> Record | None:
    """Largest supplier in the form of the largest value; any form if none has a value in USD."""
    known = [row for row in rows if row.number("share") is not None]
    value: dict[str, float] = {}
    for row in known:
        form = row.text("stage")
        value[form] = value.get(form, 0.0) + row.amount("imports_usd")
    if not value:
        return None
    main = max(value, key=lambda form: value[form])
    of_form = [row for row in known if row.text("stage") == main]
    return max(of_form, key=lambda row: row.amount("share"))


def _licensed(page: Context) -> list[str]:
    """Part of each buyer's imports that the largest producer's licences cover."""
    newest: dict[str, Record] = {}
    for row in page.rows("exposure"):
        if row.number("direct_share") is None or row.number("under_licence_high") is None:
            continue
        buyer = row.text("buyer_iso3")
        newest[buyer] = max(
            newest.get(buyer, row), row, key=lambda r: (r.amount("year"), r.amount("direct_share"))
        )
    reached = {code: row for code, row in newest.items() if row.number("under_licence_high")}
    leader = page.leader()
    if not reached or leader is None:
        return []
    shares = [
        f"{the(place(code))} {_between(row, 'under_licence_low', 'under_licence_high')} "
        f"({_form(row)})"
        for code, row in reached.items()
    ]
    return [
        f"Export licences of {the(place(leader))} cover, of recorded imports: {'; '.join(shares)}."
    ]


def _between(row: Record, low: str, high: str) -> str:
    least, most = _share(row, low), _share(row, high)
    return most if least == most else f"{least} to {most}"


def _buyer(page: Context) -> list[str]:
    bought, above = page.lines_bought, page.above_half
    if not bought:
        return [f"No bundled source has imports of minerals by {the(page.topic.name)}."]
    sentences = [
        f"{the(page.topic.name, start=True)} took more than {HALF:.0%} of its recorded imports "
        f"from a single supplier in {len(above)} of {len(bought)} lines (a line is a mineral in "
        "one traded form)."
    ]
    main = page.main_supplier
    if main is not None and above:
        led = [row for row in above if row.text("supplier_iso3") == main[0]]
        shares: dict[str, float] = {}
        for row in led:
            slug = row.text("mineral")
            shares[slug] = max(shares.get(slug, 0.0), row.amount("share"))
        ranked = sorted(shares, key=lambda slug: (-shares[slug], slug))
        minerals = [f"{lower(mineral_name(slug))} ({shares[slug]:.0%})" for slug in ranked]
        sentences.append(
            f"In {len(led)} of these {len(above)} that supplier is {the(main[1])}: "
            f"{listed(minerals)}."
        )
    return sentences


def _controls(page: Context) -> list[str]:
    """Number of measures by state and country, including entity lists and similar ones."""
    rows = {row.text("measure_id"): row for row in page.rows("controls") if row.text("measure_id")}
    if not rows:
        return []
    countries = Counter(row.text("jurisdiction_iso3") for row in rows.values()).most_common()
    by_country = listed([f"{count} of {the(place(code))}" for code, count in countries])
    counts = Counter(state(row.cells) for row in rows.values())
    confirmed = [
        row.text("verified_through") for row in rows.values() if state(row.cells) == "in-force"
    ]
    last = f" (last confirmed up to {in_words(max(confirmed))})" if any(confirmed) else ""
    states = listed(
        [
            f"{counts[state]} {text}{last if state == 'in-force' else ''}"
            for state, text in STATES.items()
            if counts[state]
        ]
    )
    one = len(rows) == 1
    what = f"{len(rows)} export control{'' if one else 's'}"
    if page.topic.kind == "mineral":
        reach = f"on {lower(page.topic.name)} {'is' if one else 'are'} on record"
    else:
        reach = (
            f"{'reaches' if one else 'reach'} {the(page.topic.name)} on the minerals shown in "
            "detail below"
        )
    apart = {
        row.text("measure_id") for row in page.rows("controls") if "outside_shares" in row.flags
    } & set(rows)
    sentence = f"On {page.day}, {what} {reach} ({by_country}): {states}."
    return [f"{sentence}{_apart(len(apart), len(rows))} This is law, not practice."]


def _apart(some: int, every: int) -> str:
    """Number of measures that do not restrict shipments of goods as such."""
    if not some:
        return ""
    many = "All" if some == every else f"{some} of them"
    bind = "binds" if some == 1 else "bind"
    return f" {many} {bind} named firms, uses or know-how and not all shipments."


def _counted(page: Context) -> list[str]:
    """Number of minerals of which the main supplier's licences cover more than half."""
    counts = {row.text("measure"): row for row in page.rows("exposed")}
    low, high = counts.get("under_licence_low"), counts.get("under_licence_high")
    main = page.main_supplier
    if main is None or low is None or high is None:
        return []
    least, most = low.text("minerals_above"), high.text("minerals_above")
    span = least if least == most else f"between {least} and {most}"
    return [
        f"Export licences of {the(main[1])} cover more than half of the recorded imports of "
        f"{span} of the {low.text('minerals_counted')} minerals counted."
    ]


def _price(page: Context) -> list[str]:
    rows = [row for row in page.rows("price") if row.number("price") is not None]
    units = {row.text("unit") for row in rows}
    if page.topic.kind != "mineral" or len(units) != 1 or len(rows) < 2:
        return []
    first, last = rows[0], rows[-1]
    top = max(rows, key=lambda row: row.amount("price"))
    between = "" if top in (first, last) else f", at most {_price_of(top)}"
    unsure = [text for code, text in UNSURE_MEANS.items() if code in last.flags]
    caution = "".join(f"; that of {last.text('period')} {text}" for text in unsure)
    return [
        f"Its price was {_price_of(first, unit=True)} and {_price_of(last)}{between} (means of "
        f"the year, of the form that the source prices{caution})."
    ]


def _price_of(row: Record, *, unit: bool = False) -> str:
    """A price with its year."""
    price = row.amount("price")
    figure = f"{price:,.0f}" if price >= 100 else f"{price:.3g}"
    named = f" {row.text('unit')}" if unit else ""
    return f"{figure}{named} in {row.text('period')}"


def _lists(page: Context) -> list[str]:
    ids = {row.text("list_id") for row in page.rows("lists")} - {""}
    if page.topic.kind != "mineral" or not ids:
        return []
    return [f"It is on {len(ids)} official lists of critical minerals, older editions included."]


def _share(row: Record, name: str = "share") -> str:
    share = row.number(name)
    return "n/a" if share is None else f"{share:.1%}"
