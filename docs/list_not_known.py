"""Write docs/not-known.md: what critmin has no data for, and who publishes it.

``python docs/list_not_known.py`` writes the page from the bundled tables; ``--check`` fails where
the page is not current.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import current  # noqa: E402

from critmin.core import names  # noqa: E402
from critmin.core.files import read_table  # noqa: E402
from critmin.markets import price_tables  # noqa: E402
from critmin.supply.bundled_tables import Entry, load, usable_of  # noqa: E402
from critmin.supply_risk import us_statistics  # noqa: E402
from critmin.tracing import precomputed  # noqa: E402
from critmin.tracing.not_traced import cause  # noqa: E402
from critmin.trade import codes, flows  # noqa: E402
from critmin.trade.sources import TRADE_SOURCES  # noqa: E402

PAGE = ROOT / "docs" / "not-known.md"
STAGES = ("mining", "refining", "reserves")
AT = {"mining": "at the mine", "refining": "at the refinery", "reserves": "in the ground"}
PUBLISHERS = {"usgs": "USGS", "iea": "IEA", "eu": "European Commission"}
KINDS = ("held", "newest", "eu", "shared")  # how much of a form's trade is held, best first
HALF = 0.5  # of a total; where more is not attributed, no country can be called the largest


def main() -> int:
    """Write the page, or check that it is current."""
    return current.write({PAGE: page()}, "list_not_known.py")


def page() -> str:
    """Whole page."""
    sections = (
        _head(),
        _who_has_it(),
        _supply(),
        _inside_tables(),
        _trade(),
        _buyers(),
        _years(),
        _origins(),
        _chains(),
        _other(),
    )
    return "\n".join("\n".join(section) + "\n" for section in sections)


def _head() -> Iterator[str]:
    counts = {stage: _holdings(stage) for stage in STAGES}
    yield "# What critmin does not know"
    yield ""
    yield (
        "Made from the bundled tables by `python docs/list_not_known.py`. An answer that meets one "
        "of these gaps says so; this page lists all of them, with who publishes what is missing."
    )
    yield ""
    yield f"Of {len(names.minerals())} minerals and materials:"
    yield ""
    yield "| | yearly figures | only an average of 2016-2020 | no figures by country |"
    yield "|---|---:|---:|---:|"
    for stage, held in counts.items():
        kinds = [kind for kind, _ in held.values()]
        yield (
            f"| {AT[stage]} | {kinds.count('yearly')} | {kinds.count('average')} "
            f"| {kinds.count('none')} |"
        )


@cache
def _elsewhere() -> dict[str, list[list[str]]]:
    found = defaultdict(list)
    for hole, *rest in read_table("not_held.csv")[1]:
        found[hole].append(rest)
    return dict(found)


def _named(hole: str) -> str:
    """Publishers of what is missing, in words."""
    return "; ".join(f"{publisher}, {title}" for publisher, title, *_ in _elsewhere()[hole])


def _who_has_it() -> Iterator[str]:
    yield "## Who publishes it"
    yield ""
    yield "| what is missing | publisher | publication | what it holds | why it is not here |"
    yield "|---|---|---|---|---|"
    words = {
        "mining": "output at the mine",
        "refining": "output at the refinery",
        "reserves": "reserves",
        "trade_form": "trade in one form of a mineral",
        "trade_year": "trade of other years and months",
        "buyer": "trade of a country",
        "consumption": "consumption of a country",
        "stocks": "stocks",
        "price": "prices",
    }
    for hole, rows in _elsewhere().items():
        for publisher, title, holds, terms in rows:
            yield f"| {words[hole]} | {publisher} | {title} | {holds} | {terms} |"


@cache
def _holdings(stage: str) -> dict[str, tuple[str, str]]:
    """By mineral: whether yearly figures, an average or none are held, and which, in words."""
    found = {}
    for slug in names.minerals():
        tables = [entry for entry in usable_of(slug, stage) if entry.observed]
        yearly = [entry for entry in tables if entry.status != "period_average"]
        if yearly:
            found[slug] = "yearly", _editions(yearly)
        elif tables:
            found[slug] = "average", _editions(tables)
        else:
            found[slug] = "none", ""
    return found


def _editions(tables: Iterable[Entry]) -> str:
    """``USGS 2021-2025, IEA 2023-2024``."""
    years = defaultdict(set)
    for entry in tables:
        years[entry.origin].add(2016 if entry.status == "period_average" else entry.year)
        if entry.status == "period_average":
            years[entry.origin] |= {2017, 2018, 2019, 2020}
    return ", ".join(f"{PUBLISHERS[origin]} {_runs(held)}" for origin, held in years.items())


def _runs(years: Iterable[int]) -> str:
    """``2018, 2021-2023``."""
    runs = []
    for _, group in groupby(enumerate(sorted(years)), lambda pair: pair[1] - pair[0]):
        run = [year for _, year in group]
        runs.append(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}")
    return ", ".join(runs)


def _supply() -> Iterator[str]:
    yield "## Output and reserves, by mineral"
    yield ""
    yield (
        "What is held; an empty cell is a gap. Figures of other years, and of an empty cell, are "
        f"with: at the mine {_named('mining')}; at the refinery {_named('refining')}; reserves "
        f"{_named('reserves')}."
    )
    yield ""
    yield "| mineral | at the mine | at the refinery | reserves |"
    yield "|---|---|---|---|"
    for slug, mineral in sorted(names.minerals().items()):
        cells = [_cell(*_holdings(stage)[slug]) for stage in STAGES]
        yield f"| {mineral.name} | {' | '.join(cells)} |"


def _cell(kind: str, held: str) -> str:
    return f"only the average: {held}" if kind == "average" else held


def _inside_tables() -> Iterator[str]:
    yield "## Countries without a figure in the newest table"
    yield ""
    yield (
        "Output that the publisher keeps back (withheld) or lists without a figure (unknown), and "
        'output that it adds up as "other countries". The publisher of the table alone could '
        "tell; the other publishers above print estimates for some of them."
    )
    yield ""
    yield "| mineral | stage | table | withheld | unknown | not attributed |"
    yield "|---|---|---|---|---|---:|"
    for slug, mineral in sorted(names.minerals().items()):
        for stage in STAGES:
            yield from _gaps_of(slug, mineral.name, stage)


def _gaps_of(slug: str, name: str, stage: str) -> Iterator[str]:
    tables = [entry for entry in usable_of(slug, stage) if entry.observed]
    if not tables:
        return
    newest = max(tables, key=lambda entry: (entry.year, entry.source))
    table = load(newest)
    by_state = {
        state: ", ".join(sorted(row.country for row in table.in_state(state)))
        for state in ("withheld", "unknown")
    }
    rest = sum(row.centre or 0 for row in table.residuals) / table.listed
    if any(by_state.values()) or rest > HALF:
        unnamed = f"{rest:.0%}" if rest else ""
        yield (
            f"| {name} | {stage} | {newest.source} ({newest.year}) | {by_state['withheld']} "
            f"| {by_state['unknown']} | {unnamed} |"
        )


def _trade() -> Iterator[str]:
    yield "## Traded forms, by mineral"
    yield ""
    yield (
        "Forms of the concordance whose trade no bundled source holds for every buyer. Who would "
        f"have it: {_named('trade_form')}."
    )
    yield ""
    yield (
        "| mineral | in no source | in the European Union's imports alone "
        "| only with other minerals | 2024 alone |"
    )
    yield "|---|---|---|---|---|"
    for slug, mineral in sorted(names.minerals().items()):
        kinds = defaultdict(list)
        for form in codes.forms_of(slug):
            kinds[_form_held(slug, form)].append(form)
        kinds.pop("held", None)
        if kinds:
            cells = [", ".join(kinds[k]) for k in ("none", "eu", "shared", "newest")]
            yield f"| {mineral.name} | {' | '.join(cells)} |"
    unmapped = [m.name for slug, m in sorted(names.minerals().items()) if not codes.forms_of(slug)]
    yield ""
    yield (
        f"No tariff code is mapped to {len(unmapped)} minerals and materials: "
        f"{', '.join(unmapped)}."
    )


@cache
def _held_codes(origin: str) -> dict[int, frozenset[str]]:
    return dict(flows.codes_held(origin))


def _form_held(slug: str, form: str) -> str:
    """How much of a form's trade is held: held, newest, shared, eu or none."""
    kinds = {
        _kind(line, slug, origin)
        for line in codes.by_mineral()[slug]
        if line.form == form
        for origin, source in TRADE_SOURCES.items()
        if source.reader is not None and codes.in_nomenclature(line, source.nomenclature)
    }
    return next(kind for kind in (*KINDS, "none") if kind in kinds or kind == "none")


def _kind(line: codes.Line, slug: str, origin: str) -> str:
    """How much of a code's trade a source holds."""
    years = [year for year, held in _held_codes(origin).items() if line.code in held]
    if not years:
        return "none"
    if not TRADE_SOURCES[origin].worldwide:
        return "eu"
    if codes.shared_with(line.code, slug):
        return "shared"
    return "held" if len(years) > 1 else "newest"


def _buyers() -> Iterator[str]:
    newest = max(flows.years("baci-hs92"))
    held = _held_codes("baci-hs92")[newest]
    flows_of_year = list(flows.flows("baci-hs92", newest, held))
    importers = {flow.importer for flow in flows_of_year}
    partners = importers | {flow.exporter for flow in flows_of_year}
    missing = {
        iso3: country for iso3, country in names.countries().items() if iso3 not in importers
    }
    joint = {place.code: place for place in codes.places().values()}
    yield "## Buyers"
    yield ""
    yield (
        f"CEPII's BACI has imports of {len(importers)} places in {newest}, from the reports of "
        f"both sides. {len(missing)} countries and territories have none under the mapped codes. "
        f"Who would have it: {_named('buyer')}."
    )
    yield ""
    for title, found in (
        ("Seller only", [c.name for i, c in missing.items() if i in partners]),
        ("Neither buyer nor seller", [c.name for i, c in missing.items() if i not in partners]),
    ):
        if found:
            yield f"- {title}: {', '.join(sorted(found))}."
    places = ", ".join(sorted(place.name for place in joint.values()))
    yield f"- Joint places with one figure for several countries: {places}."
    yield (
        "- Splits of mixed codes (gallium, germanium, single rare earths): imports of the "
        "European Union alone, 2022-2024."
    )
    yield "- Net import reliance and apparent consumption: the United States alone (USGS)."
    yield ""
    yield f"Consumption of other buyers: {_named('consumption')}."


def _years() -> Iterator[str]:
    yield "## Years"
    yield ""
    yield "| question | years held | others |"
    yield "|---|---|---|"
    supply = defaultdict(set)
    for stage in ("mining", "refining"):
        for slug in names.minerals():
            for entry in usable_of(slug, stage):
                if entry.observed and entry.status != "period_average":
                    supply[stage].add(entry.year)
    for stage, years in supply.items():
        yield f"| output {AT[stage]} | {_runs(years)} | {_named(stage)} |"
    for origin in ("baci-hs92", "baci-hs17", "comext"):
        yield f"| trade, {origin} | {_runs(flows.years(origin))} | {_named('trade_year')} |"
    reliance = {year for base in us_statistics.bases() for year in us_statistics.span(base)}
    earlier = "U.S. Geological Survey, earlier editions"
    yield f"| net import reliance, United States | {_runs(reliance)} | {earlier} |"
    yield "| trade by month | none | a user's own files; " + _named("trade_year") + " |"


def _origins() -> Iterator[str]:
    by_cause = defaultdict(set)
    traced = set()
    for mineral, form, year, *_rest, reason in read_table(precomputed.STATE)[1]:
        if reason:
            by_cause[cause(reason)].add((mineral, form, year))
        else:
            traced.add((mineral, form, year))
    yield "## Where it was produced, behind the last shipper"
    yield ""
    yield (
        f"The origin of a buyer's supply is computed for {len(traced)} networks of a mineral, form "
        "and year. The others are refused:"
    )
    yield ""
    yield "| why | networks | minerals and forms |"
    yield "|---|---:|---|"
    for words, found in sorted(by_cause.items(), key=lambda item: -len(item[1])):
        what = sorted({f"{mineral} {form}" for mineral, form, _ in found})
        yield f"| {words} | {len(found)} | {', '.join(what)} |"


def _chains() -> Iterator[str]:
    header, lines = read_table("chains/state.csv")
    answered, refused = set(), {}
    for line in (dict(zip(header, cells, strict=True)) for cells in lines):
        what = f"{line['mineral']} {line['form']}"
        if line["reason"]:
            newest = int(line["year"]) >= int(refused.get(what, {"year": 0})["year"])
            refused[what] = line if newest else refused[what]
        else:
            answered.add(f"{what} {line['year']}")
    yield "## Where it was dug, behind the refinery"
    yield ""
    yield (
        "Refined supply is followed on to the mines for " + ", ".join(sorted(answered)) + "; there "
        "a buyer is still refused where more than a fifth of its supply is followed to no mine. "
        "Every other form, in the newest year, and the link that is missing:"
    )
    yield ""
    yield "| mineral and form | why |"
    yield "|---|---|"
    known = {text.rpartition(" ")[0] for text in answered}
    for what, line in sorted(refused.items()):
        if what not in known:
            why = line["reason"].partition(" to the mine: ")[2] or line["reason"]
            yield f"| {what} {line['year']} | {why} |"


def _other() -> Iterator[str]:
    yield "## What no table here says"
    yield ""
    yield f"- Stocks of any country but the United States' industry: {_named('stocks')}."
    priced = set(price_tables.minerals())
    unpriced = [m.name for slug, m in sorted(names.minerals().items()) if slug not in priced]
    yield (
        f"- Prices by grade, place and day: {_named('price')}. {len(unpriced)} minerals and "
        f"materials have no price at all: {', '.join(unpriced)}."
    )
    yield "- Who owns a mine or plant: shares are by the country where it stands."
    yield "- Whether a licence was granted, and how long it took: the tables hold laws."
    yield "- Goods made of a mineral (motors, phones, cars) as they are traded."


if __name__ == "__main__":
    raise SystemExit(main())
