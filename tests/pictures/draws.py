"""The pictures that have a stored reference, and how two pictures are compared."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import critmin
from critmin.answers.chart_of_answer import chart_of
from critmin.charts.model import Bar, Bars, Chart, Intervals, Lines, Moment, Point, Span
from critmin.drawing.draw import picture

EXPECTED = Path(__file__).resolve().parent / "expected"
SIZES = ("slide", "column")
ACROSS = {"slide": 800, "column": 510}  # pixels of a reference: half of what is drawn
GREYS = 16
DAY = "2026-11-24"


def _prices() -> Lines:
    """Two lines with a gap, a marked day and labels that want the same place."""
    steps = [(2020 + i / 12, 10.0 + i % 7) for i in range(40)]
    return Lines(
        topic="Made-up prices",
        subtitle="With a gap and a marked day",
        unit="USD/t",
        points=(
            *(Point("Alpha", x, None if 10 < i < 15 else y) for i, (x, y) in enumerate(steps)),
            *(Point("Beta, with a long name", x, y + 1, True) for x, y in steps),
        ),
        moments=(Moment("control", "2022-03"),),
    )


def _intervals() -> Intervals:
    return Intervals(
        topic="Made-up intervals",
        unit="fraction",
        spans=(
            Span("Gallium", 0.4, 0.9, 0.6, "JPN", True, "licence"),
            Span("Tin", 0.1, 0.1, None, "JPN"),
            Span("Indium, at least", 0.3, None, 0.3, "JPN", text="customs"),
            Span("Osmium", None, None, None, "JPN"),
            Span("Gallium, bought elsewhere", 0.02, 0.31, None, "USA"),
        ),
        limits=((0.5, "half"),),
    )


def _awkward() -> Bars:
    """Labels that are long, signs that a formula would take, and no figure."""
    return Bars(
        topic="$5_a^b$ & <b>: a title that is long enough to need a second line on any size",
        unit="t",
        bars=(
            Bar("A country whose official name is rather long indeed", 5.0, text="untapped"),
            Bar("B", None),
            Bar("C", None, text="withheld"),
            Bar("Rest of world", 3.0, kind="residual"),
        ),
    )


def charts() -> dict[str, Chart]:
    """Every chart that is compared, by the name of its reference."""
    answers = {
        "figure1": critmin.figure(1),
        "figure2": critmin.figure(2),
        "figure3": critmin.figure(3),
        "figure3_revised": critmin.figure(3, edition="2026"),
        **{f"figure{number}": critmin.figure(number) for number in (4, 5, 6, 7)},
        "share": critmin.share("rare-earths", year=2024, source="usgs@2025"),
        "hhi": critmin.hhi("cobalt", "lithium", stage="mining,refining", source="iea@2024"),
        "trend": critmin.trend("cobalt", source="usgs", year="2021:2024"),
        "dependency": critmin.dependency(
            "USA", "antimony", "cobalt", year=2023, source="baci-hs92"
        ),
        "exposure": critmin.exposure(
            "JPN", supplier="CHN", as_of=DAY, mineral=("graphite", "gallium", "lithium", "tungsten")
        ),
        "exposure_buyers": critmin.exposure(
            "JPN", "USA", "eu27", "KOR", "IND", supplier="CHN", mineral="graphite", as_of=DAY
        ),
        "via": critmin.via("JPN", "cobalt", origin="COD"),
        "shock": critmin.shock(
            "USA", "cobalt", "copper", stop=("CHN", "CHL=0.5"), reach=1, as_of=DAY
        ),
        "shock_quota": critmin.shock("JPN", stop="COD:cobalt=0.573", as_of=DAY),
        "reserves": critmin.reserves("lithium"),
        "price": critmin.price("gallium", "germanium", since_control="CHN"),
        "market": critmin.market(year=2023),
        "technology": critmin.technology(),
        "technology_supplier": critmin.technology("electric-car", supplier="CHN"),
        "lists": critmin.lists("lithium"),
        "lists_matrix": critmin.lists(matrix=True),
        "reliance": critmin.reliance("antimony", "copper", "fused-aluminium-oxide", "zinc"),
        "risk": critmin.risk("tungsten", "magnesium"),
        "controls": critmin.controls(expiring=60, as_of=DAY),
        "agreements": critmin.agreements(party="eu27", as_of=DAY),
        "events_chain": critmin.events(chain="cn-oct9-2025", as_of=DAY),
        "acts": critmin.policy_acts(since="2025", as_of=DAY),
        "coverage": critmin.policy_coverage(summary=True, since="2022-06", until="2025-03"),
        "awards": critmin.policy_awards("antimony", "gallium", by="mineral", as_of=DAY),
    }
    made: dict[str, Chart] = {"lines": _prices(), "intervals": _intervals(), "bars": _awkward()}
    return made | {name: chart_of(table) for name, table in answers.items()}


def reduced(png: bytes, size: str) -> Any:
    """A picture at the references' scale, in grey."""
    from PIL import Image

    image = Image.open(io.BytesIO(png)).convert("L")
    across = ACROSS[size]
    return image.resize((across, round(image.height * across / image.width)), Image.Resampling.BOX)


def drawn(chart: Chart, size: str) -> Any:
    """A chart as it is drawn now, at the references' scale."""
    return reduced(picture(chart, "png", size=size), size)


def coarse(image: Any) -> Any:
    """A picture seen from afar: bars and blocks of text, no letters."""
    from PIL import Image

    return image.resize((image.width // 8, image.height // 8), Image.Resampling.BOX)


def apart(one: Any, other: Any) -> float:
    """Root mean square of the difference of two greys, 0 to 255; infinite for other shapes."""
    from PIL import ImageChops, ImageStat

    if one.size != other.size:
        return float("inf")
    return float(ImageStat.Stat(ImageChops.difference(one, other)).rms[0])
