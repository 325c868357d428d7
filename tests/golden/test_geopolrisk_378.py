"""All 378 scores of geopolrisk-py 2.0.1 for seven buyers, nine minerals and 2018 to 2023.

`geopolrisk_py_378.csv` is what the program prints. Each cell is answered here, or says which
publication would fill it; where trade is the same, each difference has a fault of that program as
its reason (`geopolrisk_py_faults.csv`), or weights that their price contradicts and that only that
program counts.
"""

from __future__ import annotations

import csv
from collections import Counter
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
import raw_trade

from critmin import measures
from critmin.measures.geopolitical import Imports
from critmin.supply_risk import geopolrisk, political_stability
from critmin.supply_risk.geopolrisk_score import Score, imports_with_instability
from critmin.trade.buyers import buyer
from critmin.trade.readers import Flow
from critmin.trade.weights import Weights

HERE = Path(__file__).parent
YEARS = range(2018, 2024)
Key = tuple[str, str, int]


class Published(NamedTuple):
    """One score as geopolrisk-py prints it; missing trade is a 0."""

    hhi: float
    import_part: float
    score: float
    import_price: float
    copper_equivalent: float


@cache
def published() -> dict[Key, Published]:
    with (HERE / "geopolrisk_py_378.csv").open(newline="") as file:
        return {
            (row[0], row[1], int(row[2])): Published(*map(float, row[3:]))
            for row in list(csv.reader(file))[1:]
        }


@cache
def faults() -> dict[str, int]:
    """Number of the 378 cells by fault."""
    with (HERE / "geopolrisk_py_faults.csv").open(newline="") as file:
        return {row["fault"]: int(row["cells"]) for row in csv.DictReader(file) if row["cells"]}


@cache
def answers(pairing: str) -> dict[Key, list[Score | str]]:
    """Scores, and reasons for none, of each cell."""
    found: dict[Key, list[Score | str]] = {}
    minerals = sorted({key[0] for key in published()})
    for who in sorted({key[1] for key in published()}):
        given = geopolrisk.scores(buyer(who), minerals, YEARS, pairing)
        for score in given.found:
            found.setdefault((score.imports.mineral, who, score.imports.year), []).append(score)
        for gap in given.missing:
            found.setdefault((gap.mineral, who, gap.year), []).append(gap.reason)
    return found


def outcome(key: Key) -> str:
    if any(isinstance(one, Score) for one in answers("stages")[key]):
        return "answered"
    if any(isinstance(one, Score) for one in answers("peer")[key]):
        return "answered by the peer's pairing"
    reasons = "; ".join(str(one) for one in answers("stages")[key])
    if "811292" in reasons:
        return "germanium"
    return "no imports recorded" if "records no imports" in reasons else "output not bundled"


def test_each_cell_is_answered_or_counted() -> None:
    counts = Counter(outcome(key) for key in published())
    # 168 before, 10 by named contents, 3 by an older edition; 28 of cobalt and lithium 2021-22 and
    # 3 of cobalt 2020 by pairing mine output with refined trade.
    assert counts == {
        "answered": 181,
        "answered by the peer's pairing": 31,
        "germanium": 42,
        "no imports recorded": 1,  # of antimony ore by Spain in 2020
        "output not bundled": 123,
    }
    assert counts.total() == len(published()) == 378


@pytest.mark.parametrize(
    ("cells", "flag"),
    [
        # Output is contained metal, trade is product weight: the contents have names and ranges.
        (
            [
                *(("manganese", "IND", year) for year in (2021, 2022, 2023)),
                *(("nickel", "CAN", year) for year in (2021, 2022, 2023)),
                *(("antimony", "CAN", year) for year in (2021, 2022)),
                *(("cobalt", who, 2023) for who in ("CAN", "JPN")),
            ],
            "converted",
        ),
        # The newest edition leaves the buyer's own output blank.
        (
            [("antimony", "CAN", 2023), ("copper", "DEU", 2023), ("copper", "JPN", 2023)],
            "older_edition",
        ),
    ],
)
def test_cells_that_were_empty_are_answered(cells: list[Key], flag: str) -> None:
    for key in cells:
        (score,) = (one for one in answers("stages")[key] if isinstance(one, Score))
        assert flag in score.flags, key
        assert score.score is not None
        assert score.score > 0


def test_own_output_among_other_countries_makes_a_range() -> None:
    ranges = {
        key: score
        for key, found in answers("stages").items()
        for score in found
        if isinstance(score, Score) and score.score is None
    }
    assert set(ranges) == {
        ("cobalt", "FRA", 2023),
        *(("copper", "ESP", year) for year in (2021, 2022, 2023)),
        *(("copper", "IND", year) for year in (2021, 2022)),
    }
    for key, score in ranges.items():
        assert score.bounds is not None, key
        assert 0 < score.bounds.low < score.bounds.high
        assert score.import_part is None
        assert "own_output_not_listed" in score.flags
    # Spain does mine copper (geopolrisk-py: 142,381 t in 2021): the range holds its score.
    spain = ranges["copper", "ESP", 2021].bounds
    assert spain is not None
    assert spain.low < published()["copper", "ESP", 2021].score < spain.high


def test_buyers_in_no_table_of_the_mineral_have_no_own_output() -> None:
    nowhere = [
        score
        for found in answers("stages").values()
        for score in found
        if isinstance(score, Score)
        and any("no bundled table names it" in c.message for c in score.cautions)
    ]
    assert len(nowhere) == 77
    assert all("own_output_not_listed" in score.flags for score in nowhere)
    assert all(score.reliance == 1 for score in nowhere)


def test_an_empty_cell_names_the_publication_that_would_fill_it() -> None:
    for key in published():
        year = key[2]
        said = [str(one) for one in answers("stages")[key] + answers("peer")[key]]
        if outcome(key) == "germanium":
            assert any("trades inside 811292, with other metals" in text for text in said), key
            assert all(
                text.endswith("alone") and "customs statistics" in text for text in said[-1:]
            )
            continue
        if outcome(key) == "no imports recorded":
            assert "the customs statistics of Spain for 2020 would fill it (261710)" in said[0]
        if outcome(key) != "output not bundled":
            continue
        book = f"U.S. Geological Survey, Mineral Commodity Summaries {year + 2} would fill it"
        assert any(book in text for text in said), key
        assert year <= 2020
    for text in (t for found in answers("stages").values() for t in found if isinstance(t, str)):
        assert "would fill it" in text or "would have to come from" in text, text


def test_every_import_part_is_the_peers_or_has_a_fault_as_reason() -> None:
    counts = Counter(why(key, score) for key, score in compared())
    assert counts == {
        "equal": faults()["none"],
        "taiwan": faults()["taiwan"],
        "guyana": faults()["guyana"],
        "own output": faults()["own output"],
        "contradicted weight": faults()["contradicted weight"],
    }
    assert counts.total() == faults()["compared"]
    beneath = Counter(
        fault(key, score, as_recorded(key, score))
        for key, score in compared()
        if why(key, score) == "contradicted weight"
    )
    assert beneath == {"equal": 14, "taiwan": 10, "own output": 8}


def test_each_contradicted_weight_is_out_and_flagged_and_no_other() -> None:
    for key, score in compared():
        for supplier in score.imports.suppliers:
            for flow in supplier.flows:
                row, wrong = raw(key, flow)
                assert flow.kg == (None if wrong or not row.kg else row.kg), (key, flow)
        assert ("weight_implausible" in score.flags) == with_contradicted(key, score), key


def test_the_risk_without_a_contradicted_weight_is_near_that_with_an_estimate() -> None:
    """What such a flow really weighed is about its value over a price: estimated so, per cell."""
    nearer = Counter[bool]()
    for key, score in compared():
        if not with_contradicted(key, score):
            continue
        estimates = Weights("baci-hs92", key[2], score.imports.codes)
        out, _unscored = imports_with_instability(score.imports, "weight")
        likely = []
        for supplier, flow in zip(score.imports.suppliers, out, strict=True):
            more = [estimates.estimate(one) for one in supplier.contradicted]
            kg = sum(weight.kg for weight in more if weight is not None)
            likely.append(flow._replace(weight=(flow.weight or 0.0) + kg / 1000))
        part = measures.geopolitical_import_risk
        here = abs(part(out) - part(likely))
        assert here < 0.05, key
        nearer[here <= abs(part(as_recorded(key, score)) - part(likely))] += 1
    # The others: graphite of Canada in 2022 and nickel ore of France in 2020 (0.6 t in all).
    assert nearer == {True: 33, False: 2}


def compared() -> list[tuple[Key, Score]]:
    return [
        (key, one)
        for key, found in answers("peer").items()
        for one in found
        if isinstance(one, Score)
    ]


def raw(key: Key, flow: Flow) -> tuple[raw_trade.RawFlow, bool]:
    """Row of a flow in the table, and whether its weight is contradicted by its price."""
    every = raw_trade.rows("hs92", key[2])[flow.code]
    (row,) = (r for r in every if (r.importer, r.exporter) == (flow.importer, flow.exporter))
    return row, row in raw_trade.contradicted("hs92", key[2], flow.code)


def with_contradicted(key: Key, score: Score) -> bool:
    return any(raw(key, flow)[1] for one in score.imports.suppliers for flow in one.flows)


def as_recorded(key: Key, score: Score) -> list[Imports]:
    """Imports in tonnes with every weight that the table records, as the peer counts them."""
    flows, _unscored = imports_with_instability(score.imports, "weight")
    weights = [
        sum(raw(key, flow)[0].kg for flow in one.flows) / 1000 for one in score.imports.suppliers
    ]
    return [f._replace(weight=kg or None) for f, kg in zip(flows, weights, strict=True)]


def why(key: Key, score: Score) -> str:
    """Why an import part differs, over product weight as the peer takes it.

    A contradicted weight is a reason only where the weights as recorded leave nothing else
    unexplained.
    """
    recorded = as_recorded(key, score)
    flows, _unscored = imports_with_instability(score.imports, "weight")
    reason = fault(key, score, recorded)
    part = measures.geopolitical_import_risk
    if reason == "unexplained" or part(flows) == pytest.approx(part(recorded), rel=1e-6):
        return reason
    return "contradicted weight" if with_contradicted(key, score) else "unexplained"


def fault(key: Key, score: Score, flows: list[Imports]) -> str:
    """Fault of the peer by which flows give its import part; ``equal`` without one."""
    printed = published()[key].import_part
    places = [supplier.place for supplier in score.imports.suppliers]
    without_taiwan = [
        flow._replace(instability=None) if place == "TWN" else flow
        for flow, place in zip(flows, places, strict=True)
    ]
    guiana = political_stability.score("GUF", key[2])
    other_guyana = [
        flow._replace(instability=guiana.value) if place == "GUY" and guiana else flow
        for flow, place in zip(without_taiwan, places, strict=True)
    ]
    for reason, tried in (("equal", flows), ("taiwan", without_taiwan), ("guyana", other_guyana)):
        if measures.geopolitical_import_risk(tried) == pytest.approx(printed, rel=1e-6):
            return reason
    return "own output" if whole_tonnes(other_guyana, printed) else "unexplained"


def whole_tonnes(flows: list[Imports], printed: float) -> bool:
    """Whether own output in whole tonnes, added to product weight, gives the import part."""
    total = sum(flow.weight or 0.0 for flow in flows)
    own = measures.geopolitical_import_risk(flows) * total / printed - total
    return own > 0.5 and abs(own - round(own)) < 0.02 + own * 1e-6


def test_every_price_is_the_peers_or_counts_value_without_weight() -> None:
    names = ("value without weight", "contradicted weight in the price")
    counts: Counter[str] = Counter()
    for key, score in compared():
        printed = published()[key].import_price
        found = [raw(key, flow) for one in score.imports.suppliers for flow in one.flows]
        sound = [row for row, wrong in found if row.kg and not wrong]
        assert score.price == pytest.approx(price(sound), rel=1e-9), key
        weighed = [row for row, _wrong in found if row.kg]
        all_value = sum(row.usd for row, _wrong in found) / sum(row.kg for row in weighed)
        if score.price == pytest.approx(printed, rel=1e-6):
            counts["equal"] += 1
        elif len(sound) < len(weighed) and printed in (
            pytest.approx(price(weighed), rel=1e-6),
            pytest.approx(all_value, rel=1e-6),
        ):
            counts[names[1]] += 1
        elif all_value == pytest.approx(printed, rel=1e-6):
            counts[names[0]] += 1
        else:
            counts["unexplained"] += 1
    assert counts == {
        "equal": faults()["compared"] - sum(faults()[name] for name in names),
        **{name: faults()[name] for name in names},
    }


def price(rows: list[raw_trade.RawFlow]) -> float:
    """USD per kg of flows with a weight."""
    return sum(row.usd for row in rows) / sum(row.kg for row in rows)


def test_the_copper_equivalent_is_the_peers_for_its_own_score_and_price() -> None:
    for cell in published().values():
        found = measures.copper_equivalent(cell.score, cell.import_price)
        assert found == pytest.approx(cell.copper_equivalent, rel=1e-6)


def test_the_peers_score_is_its_parts_and_missing_trade_is_its_zero() -> None:
    for cell in published().values():
        assert cell.score == pytest.approx(
            measures.geopolrisk(cell.hhi, cell.import_part), rel=1e-6
        )
    zero = Counter(key[0] for key, cell in published().items() if cell.score == 0)
    assert zero == {"germanium": faults()["germanium"], "antimony": faults()["no flows"]}
    for key, cell in published().items():
        if cell.score == 0:
            assert outcome(key) in {"germanium", "no imports recorded"}


def test_both_tables_of_output_agree_on_concentration_within_their_spread() -> None:
    # World Mining Data there, USGS, IEA and EU here: the sources differ by more than the method.
    for key, score in compared():
        assert abs(score.hhi - published()[key].hhi) < 0.17, key
