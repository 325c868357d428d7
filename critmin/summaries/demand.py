"""Summaries of the answers of demand: one or two sentences from their rows."""

from __future__ import annotations

from collections.abc import Sequence

from critmin.answers.table import Cell, Table, as_number, several
from critmin.core.wording import about, between, capital, counted, listed, percent, the

Row = dict[str, Cell]
COUNTED = ("sales", "additions")  # stages with figures by country; others are stated
PRODUCTS = {
    "solar-pv": "solar power",
    "wind": "wind power",
    "onshore-wind": "onshore wind power",
    "offshore-wind": "offshore wind power",
    "ev-batteries": "batteries of electric cars",
    "solar-pv-and-batteries": "solar modules and batteries",
    "solar-wind-batteries": "solar modules, wind turbines and batteries",
}
# What a country does with a counted product: the verb, and the product of the world.
BUYS = {"sales": "bought", "additions": "added"}
BOUNDS = {"=": "", "~": "about ", ">": "over ", ">=": "at least ", "<": "under ", "<=": "at most "}
# What a stated share is of.
SHARED = {
    "demand": "demand for",
    "production": "production of",
    "capacity": "capacity to make",
    "makers": "sales by makers of",
    "investment": "investment in making",
}
MOST = 3  # products or places that a sentence names


def demand(table: Table) -> str:
    """Largest buyer of each product, or what a publisher states of its making."""
    if table.query.get("hhi"):
        return _concentration(list(table))
    rows = list(table)
    by_product: dict[tuple[Cell, Cell], list[Row]] = {}
    for row in rows:
        if row["stage"] in COUNTED and row["kind"] in {"country", "bloc"}:
            by_product.setdefault((row["product"], row["stage"]), []).append(row)
    found = [own for own in map(_leaders, by_product.values()) if own]
    if not found:
        return _stated([row for row in rows if row["stage"] not in COUNTED])
    if len(found) == 1:
        return f"{capital(_bought(*found[0]))}."
    texts = [_bought(own[0]) for own in found[:MOST]]
    who = {the(str(own[0]["country"])) for own in found[:MOST]}
    more = f"; {len(found) - MOST} more products are shown" if len(found) > MOST else ""
    if len(who) == 1:
        texts = [texts[0], *(text.removeprefix(f"{min(who)} ") for text in texts[1:])]
        return f"{capital(listed(texts))}{more}."
    return f"{capital('; '.join(texts))}{more}."


def _leaders(rows: Sequence[Row]) -> list[Row]:
    """The largest place in the newest year; then the same in the first year, or the next one."""
    years = sorted({int(as_number(row["year"]) or 0) for row in rows})
    known = [row for row in rows if row["year"] == years[-1] and _has_share(row)]
    ranked = sorted(known, key=lambda row: (row["rank"] is None, as_number(row["rank"]) or 0.0))
    if not ranked:
        return []
    earlier = [
        row
        for row in rows
        if row["year"] == years[0] and row["country"] == ranked[0]["country"] and _has_share(row)
    ]
    return [ranked[0], *(earlier if len(years) > 1 else ranked[1:])][:2]


def _bought(first: Row, other: Row | None = None) -> str:
    """Share of a place in the world's demand, beside its share of an earlier year or the next."""
    what = _product(first)
    if first["stage"] == "additions":
        what = f"net {what} capacity"
    text = f"{the(str(first['country']))} {BUYS[str(first['stage'])]} {_share(first)} of the "
    text += f"world's {what} in {first['year']}"
    if first["quantity"] is not None:
        text += f" ({_number(first)})"
    if other is None:
        return text
    if other["country"] == first["country"]:
        return f"{text}, against {_share(other)} in {other['year']}"
    return f"{text}, ahead of {the(str(other['country']))} ({_share(other)})"


def _product(row: Row) -> str:
    slug = str(row["product"])
    return PRODUCTS.get(slug, slug.replace("-", " "))


def _has_share(row: Row) -> bool:
    return row["share"] is not None or row["share_low"] is not None


def _share(row: Row) -> str:
    """A counted share with its bounds, or a stated one with its bound."""
    share, low, high = (as_number(row[name]) for name in ("share", "share_low", "share_high"))
    if row["bound"]:
        value = share if share is not None else (low if ">" in str(row["bound"]) else high)
        return f"{BOUNDS[str(row['bound'])]}{percent(value or 0.0)}"
    if low is not None and high is not None:
        return between(low, high)
    return percent(share if share is not None else low or 0.0)


def _number(row: Row) -> str:
    value = as_number(row["quantity"]) or 0.0
    if value >= 1_000_000:
        return f"{about(value / 1_000_000, 3)} million"
    return f"{value:,.0f}"


def _stated(rows: Sequence[Row]) -> str:
    """What a publisher states, of the newest year; by whom, and what it must not be read as."""
    if not rows:
        return ""
    newest = max(int(as_number(row["year"]) or 0) for row in rows)
    shares = [row for row in rows if _has_share(row) and row["stage"] in SHARED]
    if shares:
        year = max(int(as_number(row["year"]) or 0) for row in shares)
        own = [row for row in shares if row["year"] == year]
        same = [row for row in own if _same(row, own[0])]
        places = [
            f"{the(str(row['country']))} {'' if at else 'had '}{_share(row)}"
            for at, row in enumerate(same[:MOST])
        ]
        named = own[0]["item"] not in (None, own[0]["product"])
        item = f" ({own[0]['item']})" if named else ""
        text = (
            f"{capital(listed(places))} of the world's {SHARED[str(own[0]['stage'])]} "
            f"{_product(own[0])}{item} in {year}, by {_whose(own[0])}"
        )
        apart = "capacity_not_output" in several(own[0]["flag"])
        return f"{text}.{' Capacity is not output.' if apart else ''}"
    own = [row for row in rows if row["year"] == newest]
    same = [row for row in own if _same(row, own[0])]
    places = [f"{the(str(row['country']))} {_quantity(row)}" for row in same[:MOST]]
    stage, item = str(own[0]["stage"]), str(own[0]["item"] or "")
    item = capital(item if stage in item else f"{stage}, {item}".removesuffix(", "))
    return f"{item} ({_product(own[0])}, {newest}): {listed(places)}, by {_whose(own[0])}."


def _same(row: Row, other: Row) -> bool:
    """Whether two rows state the same thing of two places."""
    keys = ("product", "stage", "item", "year", "publisher", "unit")
    return all(row[key] == other[key] for key in keys)


def _whose(row: Row) -> str:
    """Publisher of a stated figure."""
    return str(row["publisher"] or "the publisher")


def _quantity(row: Row) -> str:
    """A stated quantity with its bound and unit."""
    value, low, high = (
        as_number(row[name]) for name in ("quantity", "quantity_low", "quantity_high")
    )
    bound = str(row["bound"] or "=")
    figure = value if value is not None else (low if ">" in bound else high)
    if figure is None:
        return "no figure"
    unit = str(row["unit"] or "")
    if unit.startswith("fraction"):
        return f"{BOUNDS[bound]}{percent(figure)}"
    return f"{BOUNDS[bound]}{about(figure, 3)} {unit}".strip()


def _concentration(rows: Sequence[Row]) -> str:
    """HHI of each product in the newest year, with its largest buyer."""
    found: dict[Cell, Row] = {}
    for row in rows:
        if row["hhi"] is not None or row["hhi_low"] is not None:
            old = found.get(row["product"])
            if old is None or (as_number(row["year"]) or 0) > (as_number(old["year"]) or 0):
                found[row["product"]] = row
    said = [_index(row) for row in list(found.values())[:MOST]]
    more = f"; {counted(len(found) - MOST, 'more product')}" if len(found) > MOST else ""
    return f"HHI of final demand: {'; '.join(said)}{more}." if said else ""


def _index(row: Row) -> str:
    point, low, high = (as_number(row[name]) for name in ("hhi", "hhi_low", "hhi_high"))
    if low is not None and high is not None and about(low, 3) != about(high, 3):
        index = f"{about(low, 3)} to {about(high, 3)}"
    else:
        index = f"about {about(point if point is not None else low or 0.0, 3)}"
    top = (
        f", {the(str(row['top_country']))} {percent(as_number(row['cr1']) or 0.0)}"
        if row["top_country"] and row["cr1"] is not None
        else ""
    )
    return f"{_product(row)} {index} in {row['year']}{top}"
