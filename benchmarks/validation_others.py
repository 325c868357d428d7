"""Validation of the IEA, the European Commission and mean prices."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

import validation_originals as originals
from audit_compare import slugs
from audit_originals import IEA_2024, IEA_2025, IEA_STAGES, SUPPLY_SHEET
from validation import Computed, Key, Kind, Published, half_unit
from validation_usgs import by_source

import critmin
from critmin import measures

GOLDEN = Path(__file__).resolve().parent.parent / "tests" / "golden"
ALL_STAGES = "mining,refining"


# ---- IEA: totals and the share of the top three ----


def read_iea(folder: Path) -> Iterator[Published]:
    """Printed totals in kt, and shares of the three largest in percent."""
    yield from _iea_2024(folder)
    yield from _iea_2025(folder)


def _iea_2024(folder: Path) -> Iterator[Published]:
    if not (folder / IEA_2024).is_file():
        return
    from openpyxl import load_workbook

    sheet = load_workbook(folder / IEA_2024, read_only=True, data_only=True)[SUPPLY_SHEET]
    grid = [list(row) for row in sheet.iter_rows(values_only=True)]
    header = next(row for row in grid if 2023 in row)
    for left in (at - 1 for at, value in enumerate(header) if value == 2023):
        mineral = stage = ""
        for row in grid:
            first = str(row[left] if left < len(row) else None)
            if " - " in first:
                name, _, kind = first.partition(" - ")
                kind = kind.strip().casefold()
                mineral, stage = slugs(name.strip())[0], IEA_STAGES.get(kind, kind)
            elif mineral and first.startswith(("Total", "Top 3")):
                cells = zip(header[left + 1 : left + 5], row[left + 1 : left + 5], strict=True)
                yield from _iea_line(mineral, stage, first, cells)


def _iea_line(
    mineral: str, stage: str, first: str, cells: Iterable[tuple[Any, Any]]
) -> Iterator[Published]:
    where = f"{Path(IEA_2024).name}, sheet {SUPPLY_SHEET}"
    for year, value in cells:
        if isinstance(value, int | float):
            top = first.startswith("Top")
            yield _iea(mineral, stage, year, "iea@2024", value, top, where)


def _iea_2025(folder: Path) -> Iterator[Published]:
    if not (folder / IEA_2025).is_file():
        return
    for name, stages in json.loads((folder / IEA_2025).read_text("utf-8"))["supply"].items():
        for stage, found in stages.items():
            for part in ("total", "top3Share"):
                for year, value in found.get(part, {}).items():
                    if value is not None:
                        yield _iea(
                            slugs(name)[0],
                            stage,
                            int(year),
                            "iea@2025",
                            value,
                            part != "total",
                            f"{Path(IEA_2025).name}, {name}, {stage}",
                        )


def _iea(
    mineral: str, stage: str, year: int, source: str, value: float, top: bool, where: str
) -> Published:
    what = f"{stage}, {'share of the top three' if top else 'total'}"
    number = 100 * value if top else float(value)
    unit = "percent" if top else "kt"
    return Published(
        mineral, what, "World", str(year), source, unit, f"{value:.12g}", number, where
    )


def iea(published: Sequence[Published]) -> dict[Key, Computed]:
    """Sums of the rows of `share`, and `cr3` of `hhi`."""
    found: dict[Key, Computed] = {}
    for source, own in by_source(published):
        names, years = sorted({o.mineral for o in own}), ",".join(sorted({o.year for o in own}))
        asked: dict[str, Any] = {"stage": ALL_STAGES, "year": years, "source": source}
        amounts: dict[Key, list[float]] = {}
        for row in critmin.share(*names, **asked):
            if row["kind"] != "total" and row["quantity"] is not None:
                key = (row["mineral"], f"{row['stage']}, total", "World", str(row["year"]), source)
                amounts.setdefault(key, []).append(row["quantity"])
        found |= {key: Computed(sum(own), parts=tuple(own)) for key, own in amounts.items()}
        for row in critmin.hhi(*names, **asked):
            what = f"{row['stage']}, share of the top three"
            if row["cr3"] is not None:
                key = (row["mineral"], what, "World", str(row["year"]), source)
                flags = tuple(row["flag"] or ())
                total = (key[0], f"{row['stage']}, total", *key[2:])
                found[key] = Computed(100 * row["cr3"], flags=flags, parts=found[total].parts)
    return found


# ---- European Commission: supply risk ----

STUDY_2017 = "eu2017"
SCORES_2017 = {
    "global supply alone": "sr_gs_table19",
    "EU sourcing alone": "sr_eu_table19",
    "both": "sr_blend_table19",
    "as used": "sr_published",
}


def golden(name: str) -> list[dict[str, str]]:
    with (GOLDEN / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_eu_2017(_folder: Path) -> Iterator[Published]:
    """Supply risks of the study of 2017, tables 3 and 19."""
    for line in golden("eu2017_supply_risk.csv"):
        for what, column in SCORES_2017.items():
            if line[column]:
                table = "table 3" if what == "as used" else "table 19"
                yield Published(
                    line["material"],
                    f"{line['stage'].lower()}, {what}",
                    "EU28",
                    "2014",
                    STUDY_2017,
                    "score",
                    line[column],
                    float(line[column]),
                    f"Study on the review of the list of critical raw materials, 2017, {table}",
                )


def eu_2017(_published: Sequence[Published]) -> dict[Key, Computed]:
    """`measures.eu_supply_risk` of the printed indices, reliance, recycling and substitution."""
    found: dict[Key, Computed] = {}
    for line in golden("eu2017_supply_risk.csv"):
        world, union = _number(line["hhi_wgi_t_gs"]), _number(line["hhi_wgi_t_eu"])
        used = line["supply_used"]
        for what, (of_world, of_union) in {
            "global supply alone": (world, None),
            "EU sourcing alone": (None, union),
            "both": (world, union),
            "as used": (
                None if used == "EUS only" else world,
                None if used == "GS only" else union,
            ),
        }.items():
            key = (line["material"], f"{line['stage'].lower()}, {what}", "EU28", "2014", STUDY_2017)
            found[key] = _score_2017(line, of_world, of_union)
    return found


def _score_2017(line: Mapping[str, str], world: float | None, union: float | None) -> Computed:
    reliance = _number(line["import_reliance_pct"])
    if world is None and union is None:
        return Computed(None, why_none="index_not_published")
    if world is not None and union is not None and reliance is None:
        return Computed(None, why_none="index_not_published")
    return Computed(
        measures.eu_supply_risk(
            hhi_global=world,
            hhi_sourcing=union,
            import_reliance=None if reliance is None else reliance / 100,
            recycling=(_number(line["eol_rir_pct"]) or 0.0) / 100,
            substitution=float(line["si_sr"]),
        )
    )


def _number(text: str) -> float | None:
    return float(text) if text else None


def read_eu_2023(_folder: Path) -> Iterator[Published]:
    """Supply risks of the study of 2023, of materials with parameters."""
    names = {line["material"]: line for line in originals.labels("eu/labels/materials_2023.csv")}
    for line in originals.labels("eu/labels/published_2023.csv"):
        mineral = names[line["material"]][line["stage"]]
        stage = {"extraction": "mining", "processing": "refining"}[line["stage"]]
        yield Published(
            mineral,
            stage,
            "EU27",
            "2020",
            "eu@2023",
            "score",
            line["score"],
            float(line["score"]),
            "Study on the critical raw materials for the EU 2023, results",
        )


PARTS_2023 = ("hhi_part", "import_part", "reliance", "recycling", "substitution")


def eu_2023(_published: Sequence[Published]) -> dict[Key, Computed]:
    """`risk` of all materials, from country shares upward."""
    found: dict[Key, Computed] = {}
    for row in critmin.risk():
        key = (row["mineral"], row["stage"], "EU27", "2020", "eu@2023")
        why = "" if row["score"] is not None else "no_score"
        parts = tuple(float("nan") if row[name] is None else row[name] for name in PARTS_2023)
        found[key] = Computed(row["score"], 0.0, tuple(row["flag"] or ()), why, parts)
    return found


# ---- Mean prices ----

LME = {  # form that the USGS prints, and the price per tonne that its unit makes
    "copper": ("London Metal Exchange", "US cents/lb", 22.0462262),
    "nickel": ("London Metal Exchange", "USD/t", 1.0),
    "zinc": ("London Metal Exchange", "US cents/lb", 22.0462262),
    "tin": ("London Metal Exchange", "US cents/lb", 22.0462262),
    "lead": ("London Metal Exchange", "US cents/lb", 22.0462262),
    "cobalt": ("London Metal Exchange", "USD/lb", 2204.62262),
}
MONTHLY = ("imf", "worldbank")
UNEVEN = 0.1  # a month has 19 to 23 trading days: a tenth more or less than the mean of 21


def read_prices(folder: Path) -> Iterator[Published]:
    """Mean prices of a year at the London Metal Exchange as the USGS prints them, USD/t."""
    for one in originals.statistics(folder, "price"):
        form, unit, factor = LME.get(one.mineral, ("no", "", 0.0))
        if form in one.what and one.unit == unit and one.published is not None:
            for monthly in MONTHLY if one.mineral != "cobalt" else MONTHLY[:1]:
                yield one._replace(
                    what=f"mean price, LME, from monthly prices: {monthly}",
                    place="",
                    unit="USD/t",
                    published=one.published * factor,
                    where=f"{one.where}: {one.printed} {one.unit}",
                )


def prices(published: Sequence[Published]) -> dict[Key, Computed]:
    """`price --annual` of the IMF and the World Bank."""
    years = sorted({one.year for one in published})
    means: dict[tuple[str, str, str], Computed] = {}
    for monthly in MONTHLY:
        names = [name for name in LME if (monthly, name) != ("worldbank", "cobalt")]
        asked: dict[str, Any] = {"source": monthly, "year": f"{years[0]}:{years[-1]}"}
        months = _by_year(critmin.price(*names, **asked))
        for row in critmin.price(*names, annual=True, **asked):
            if row["price"] is not None:
                at = (str(row["mineral"]), str(row["period"]), monthly)
                own = months[at[:2]]
                slack = UNEVEN * fmean(abs(one - fmean(own)) for one in own)
                flags = tuple(row["flag"] or ())
                means[at] = Computed(row["price"], slack, flags, parts=tuple(own))
    return {
        one.key: means.get(
            (one.mineral, one.year, one.what.rpartition(" ")[2]),
            Computed(None, why_none="no_price"),
        )
        for one in published
    }


def _by_year(table: critmin.Table) -> dict[tuple[str, str], list[float]]:
    """Monthly prices by mineral and year, in their order."""
    found: dict[tuple[str, str], list[float]] = {}
    for row in table:
        if row["price"] is not None:
            found.setdefault((str(row["mineral"]), str(row["period"])[:4]), []).append(row["price"])
    return found


def price_allowed(one: Published, computed: Computed) -> float:
    """Half a unit of the printed price, in USD/t, and what months of unequal length allow."""
    _form, _unit, factor = LME[one.mineral]
    return half_unit(one.printed) * factor + computed.slack


KINDS = (
    Kind(
        "iea_totals",
        "IEA: world totals as sums, and shares of the three largest",
        "critmin share MINERAL --source iea@EDITION; critmin hhi MINERAL --source iea@EDITION",
        "0.1 kt or 0.01 percentage points: the workbook holds numbers of that length",
        read_iea,
        iea,
        lambda one, computed: 0.01 if one.unit == "percent" else 0.1,
    ),
    Kind(
        "eu_supply_risk_2017",
        "European Commission 2017: supply risk from printed indices",
        "critmin.measures.eu_supply_risk(...)",
        "0.26: the indices are printed with one decimal",
        read_eu_2017,
        eu_2017,
        lambda one, computed: 0.26,
    ),
    Kind(
        "eu_supply_risk_2023",
        "European Commission 2023: supply risk from country shares",
        "critmin risk",
        "0.1: scores are printed with one decimal, shares in whole or tenths of a percent",
        read_eu_2023,
        eu_2023,
        lambda one, computed: 0.1,
    ),
    Kind(
        "mean_prices",
        "USGS: mean prices of a year, from monthly prices of others",
        "critmin price MINERAL --annual --source SOURCE --year YEARS",
        "the rounding of the printed price, and a tenth of the mean distance of the monthly "
        "prices from their mean: it averages days, critmin months",
        read_prices,
        prices,
        price_allowed,
    ),
)
