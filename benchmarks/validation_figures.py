"""Validation of what the USGS computes itself: leading shares, growth of prices and consumption."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import validation_originals as originals
from audit_compare import place, slugs
from validation import Computed, Key, Kind, Published, half_unit, plain_text
from validation_usgs import TONNES, by_source

import critmin
from critmin.core.errors import CritminError
from critmin.core.names import minerals

FOLDERS = {
    "2024": "usgs/2024/industry_trends/MCS2024",
    "2025": "usgs/2025/industry_trends/MCS2025",
    "2026": "usgs/2026/figs_tables/MCS2026",
}
LEADING = {"2024": "T5", "2025": "T5", "2026": "T7"}
HALF_POINT = 0.5  # whole percent are printed
SPAN = 4  # years of a compound rate
# The mineral that a name of the figures means, where reading it as a name gives another.
MEANT = {
    "aluminum, bauxite": "bauxite",
    "aluminum (bauxite)": "bauxite",
    "titanium, sponge": "titanium",
    "titanium (sponge)": "titanium",
    "titanium (sponge metal)": "titanium",
    "zirconium, sponge": "zirconium",
    "zirconium (sponge)": "zirconium",
    "niobium, ferroniobium": "niobium",
    "niobium (ferroniobium)": "niobium",
    "phosphate": "phosphate-rock",
    "chromium, chromite ore": "chromium",
    "chromium (chromite ore)": "chromium",
}
# Words of a name, and what the form of the price says for them, where a mineral has several forms.
FORMS = {
    "lme": "london metal exchange",
    "spot cathode": "spot, cathode",
    "spot western": "spot western",
    "chromite": "chromite ore",
    "acid": "acid grade",
    "metallurgical": "metallurgical grade",
    "flake": "flake",
    "rotterdam": "rotterdam",
    "new york dealer": "new york",
    "all products": "all products",
    "sponge": "sponge",
    "ingot": "metal, ingot",
    "(u.s.)": "united states",
    "metal": "metal",
    "oxide": "oxide",
}


def _name(label: str) -> str:
    """The mineral that a printed name means; empty without one."""
    plain = label.strip().casefold()
    if plain in MEANT:
        return MEANT[plain]
    found = slugs(re.sub(r"\s+", " ", label.strip()))
    return found[0] if found else ""


# ---- Shares of the leading producer ----


def read_leading(folder: Path) -> Iterator[Published]:
    """Share of the leading producer of each critical mineral, percent of the world."""
    for edition, start in FOLDERS.items():
        file = folder / f"{start}_{LEADING[edition]}_Critical_Minerals_Salient.csv"
        for line in originals.lines(file):
            text, year = line["Leading_source_precent_world"], line["Year"][:4]
            mineral, country = (
                _name(line["Critical_mineral"]),
                place(line["Leading_source_country"]),
            )
            if not mineral or not country or not originals.is_number(text):
                continue
            stage = _stage(mineral, country, f"usgs@{edition}", int(year), line)
            where = f"{file.name}, {line['Critical_mineral']}"
            yield Published(
                mineral,
                stage,
                country,
                year,
                f"usgs@{edition}",
                "percent",
                text,
                originals.value(text),
                where,
            )


def _stage(mineral: str, country: str, source: str, year: int, line: Mapping[str, str]) -> str:
    """Stage of the table whose row of the country has the tonnes that the figure prints."""
    tonnes = originals.value(line["Leading_country_prod"])
    for stage in ("mining", "refining"):
        for row in _share(mineral, stage, source, year):
            if row["iso3"] == country and row["quantity"] is not None and tonnes:
                own = row["quantity"] * TONNES.get(str(row["unit"]), 1.0)
                if abs(own / tonnes - 1) < 0.05:
                    return stage
    return "not in the tables by country"


def _share(mineral: str, stage: str, source: str, year: int) -> list[dict[str, Any]]:
    asked = {"stage": stage, "source": source, "year": year, "total": "published"}
    try:
        return [dict(row) for row in critmin.share(mineral, **asked)]
    except CritminError:
        return []


def leading(published: Sequence[Published]) -> dict[Key, Computed]:
    """Shares of the printed world total, percent."""
    found: dict[Key, Computed] = {}
    for source, own in by_source(published):
        year = own[0].year
        names = sorted({one.mineral for one in own})
        table = critmin.share(
            *names, stage="mining,refining", source=source, year=int(year), total="published"
        )
        for row in table:
            key = (row["mineral"], row["stage"], row["iso3"], year, source)
            if row["share"] is not None:
                found[key] = Computed(100 * row["share"], flags=tuple(row["flag"] or ()))
    return found


# ---- Growth of prices ----


def read_price_growth(folder: Path) -> Iterator[Published]:
    """Change of the price on the year before, and a year over four years, percent."""
    return chain.from_iterable(
        originals.once(_price_growth(folder, edition, start)) for edition, start in FOLDERS.items()
    )


def _price_growth(folder: Path, edition: str, start: str) -> Iterator[Published]:
    file, source = folder / f"{start}_Fig10_Price_Growth_Rates.csv", f"usgs@{edition}"
    newest = int(edition) - 1
    forms = _forms(source, newest)
    for line in originals.lines(file):
        label = line.get("critical_mineral_priced") or line.get("Mineral_Commodity", "")
        mineral = _name(label)
        form = _form(label, forms.get(mineral, []))
        for column, text in line.items():
            measure = {"PCH": "change on a year", "CAGR": "yearly growth"}.get(column.split("_")[0])
            if measure and form is not None and originals.is_number(text):
                what = f"{measure}, price: {form}" if form else f"{measure}, price"
                years = column.split("_", 1)[1].replace("_", "-")
                yield Published(
                    mineral,
                    what,
                    "",
                    years,
                    source,
                    "percent",
                    text,
                    originals.value(text),
                    f"{file.name}, {label}",
                )


def _forms(source: str, newest: int) -> dict[str, list[str]]:
    found: dict[str, dict[str, None]] = {}
    for row in critmin.price(source=source, year=f"{newest - SPAN}:{newest}", forms=True):
        found.setdefault(str(row["mineral"]), {})[str(row["form"] or "")] = None
    return {name: list(own) for name, own in found.items()}


def _form(label: str, forms: Sequence[str]) -> str | None:
    """The form of a price that a name means; None if it may be several or none."""
    if len(forms) == 1:
        return forms[0]
    plain = label.casefold()
    words = [form for word, form in FORMS.items() if word in plain]
    fits = [form for form in forms if any(word in form.casefold() for word in words[:1])]
    return fits[0] if len(fits) == 1 else None


def price_growth(published: Sequence[Published]) -> dict[Key, Computed]:
    """Growth from the index of `price`, percent."""
    found: dict[Key, Computed] = {}
    for source, own in by_source(published):
        newest = int(source.partition("@")[2]) - 1
        names = sorted({one.mineral for one in own})
        base = newest - SPAN
        index: dict[tuple[str, str], dict[int, Mapping[str, Any]]] = {}
        table = critmin.price(
            *names, source=source, year=f"{base}:{newest}", forms=True, index=base
        )
        for row in table:
            if row["index"] is not None:
                at = (str(row["mineral"]), str(row["form"] or ""))
                index.setdefault(at, {}).setdefault(int(row["period"]), row)  # USD/t before USD/lb
        for (mineral, form), years in index.items():
            tail = f"price: {form}" if form else "price"
            for measure, first in (("change on a year", newest - 1), ("yearly growth", base)):
                if first in years and newest in years:
                    key = (mineral, f"{measure}, {tail}", "", f"{first}-{newest}", source)
                    found[key] = _growth(years[first], years[newest], newest - first)
    return found


def _growth(first: Mapping[str, Any], last: Mapping[str, Any], years: int) -> Computed:
    ratio = last["index"] / first["index"]
    slack = sum(half_unit(plain_text(row["price"])) / row["price"] for row in (first, last))
    rate = ratio ** (1 / years)
    return Computed(100 * (rate - 1), 100 * rate * slack / years, tuple(last["flag"] or ()))


# ---- Growth of consumption ----


def read_consumption_growth(folder: Path) -> Iterator[Published]:
    """Change of the consumption on the year before and over four years, percent."""
    return chain.from_iterable(
        originals.once(_consumption_growth(folder, edition, start))
        for edition, start in FOLDERS.items()
    )


def _consumption_growth(folder: Path, edition: str, start: str) -> Iterator[Published]:
    newest = int(edition) - 1
    for figure, first in (("Fig11", newest - 1), ("Fig12", newest - SPAN)):
        file = folder / f"{start}_{figure}_Pch_Consump_{first}_{newest}.csv"
        for line in originals.lines(file):
            mineral = _name(line["Mineral_Commodity"])
            for column, text in line.items():
                if mineral and column.startswith("Pch") and originals.is_number(text):
                    yield Published(
                        mineral,
                        "change of consumption",
                        "USA",
                        f"{first}-{newest}",
                        f"usgs@{edition}",
                        "percent",
                        text,
                        originals.value(text),
                        f"{file.name}, {line['Mineral_Commodity']}",
                    )


def consumption_growth(published: Sequence[Published]) -> dict[Key, Computed]:
    """Growth from the ratio of `compare reliance YEAR YEAR`, percent."""
    found: dict[Key, Computed] = {}
    for source, own in by_source(published):
        for years in sorted({one.year for one in own}):
            first, _, last = years.partition("-")
            table = critmin.compare(
                "reliance", first, last, measure="apparent_consumption", source=source
            )
            for row in table:
                if row["ratio"] is None:
                    continue
                key = (str(row["mineral"]), "change of consumption", "USA", years, source)
                slack = sum(half_unit(plain_text(row[side])) / row[side] for side in ("a", "b"))
                found[key] = Computed(
                    100 * (row["ratio"] - 1), 100 * row["ratio"] * slack, tuple(row["flag"] or ())
                )
    for one in published:
        if one.mineral in minerals():
            found.setdefault(one.key, Computed(None, why_none="no_apparent_consumption"))
    return found


KINDS = (
    Kind(
        "usgs_leading_shares",
        "USGS: share of the leading producer",
        "critmin share MINERAL --stage STAGE --source usgs@EDITION --total published",
        "half a percentage point: whole percent are printed",
        read_leading,
        leading,
        lambda one, computed: HALF_POINT,
    ),
    Kind(
        "usgs_price_growth",
        "USGS: growth of prices",
        "critmin price --forms --source usgs@EDITION --year YEARS --index YEAR",
        "half a percentage point, and the rounding of the two prices",
        read_price_growth,
        price_growth,
        lambda one, computed: HALF_POINT + computed.slack,
    ),
    Kind(
        "usgs_consumption_growth",
        "USGS: growth of consumption",
        "critmin compare reliance YEAR YEAR --measure apparent_consumption --source usgs@EDITION",
        "half a percentage point, and the rounding of the two amounts",
        read_consumption_growth,
        consumption_growth,
        lambda one, computed: HALF_POINT + computed.slack,
    ),
)
