"""How well a missing weight is estimated, tested on weights that are recorded.

``python benchmarks/weights.py`` hides each recorded weight of the codes that are traced, estimates
it as `critmin.trade.weights` does, and counts how often the estimate lies within a factor of it.
It also counts the networks that are traced, by year.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from critmin.core.errors import NoData
from critmin.core.files import read_table
from critmin.trade import flows
from critmin.trade.flows import Flow
from critmin.trade.source_choice import choose, lines_with_flows
from critmin.trade.sources import worldwide
from critmin.trade.weights import Weights, judged

WITHIN = ((0.5, 2.0), (0.2, 5.0))
FIRST, LAST = 2021, 2024


def networks() -> list[tuple[str, str, int, bool]]:
    """Mineral, form and year of every network that was built, and whether it is refused."""
    return [
        (row[0], row[1], int(row[2]), bool(row[7]))
        for row in read_table("traced/state.csv")[1]
        if row[3]
    ]


def codes() -> dict[tuple[str, int], set[str]]:
    """Codes of the networks by trade source and year."""
    found: dict[tuple[str, int], set[str]] = {}
    for mineral, form, year, _ in networks():
        origin = choose(worldwide(), mineral, form, [year])
        own = {line.code for line in lines_with_flows(origin, mineral, form, year)}
        found.setdefault((origin, year), set()).update(own)
    return found


def credible(origin: str, year: int, wanted: set[str], least_kg: int) -> Iterator[Flow]:
    """Flows of a weight and more that their price does not contradict."""
    for flow in flows.flows(origin, year, wanted):
        world = flows.world(origin, year, flow.code).unit_value
        if flow.kg and flow.kg >= least_kg and judged(flow, world) != "weight_implausible":
            yield flow


def measured(least_kg: int = 1) -> dict[str, tuple[int, tuple[float, ...]]]:
    """Number of weights estimated by each basis, and the parts within each factor.

    ``used`` is the estimate that the rule takes: the first of the three that is known.
    """
    number: Counter[str] = Counter()
    within: Counter[tuple[str, int]] = Counter()
    for (origin, year), wanted in codes().items():
        weights = Weights(origin, year, wanted)
        for flow in credible(origin, year, wanted, least_kg):
            known = {b: s for b, s in weights.sums(flow).items() if s[0] > 0 and s[1] > 0}
            if known:
                known["used"] = next(iter(known.values()))
            for basis, (value, kg) in known.items():
                ratio = flow.value * kg / value / (flow.kg or 1)
                number[basis] += 1
                for at, (low, high) in enumerate(WITHIN):
                    within[basis, at] += low <= ratio <= high
    return {
        basis: (number[basis], tuple(within[basis, at] / number[basis] for at in (0, 1)))
        for basis in ("pair", "exporter", "world", "used")
    }


def main() -> None:
    """Print both counts."""
    for least_kg in (1, 100):
        print(f"weights of {least_kg} kg and more")
        for basis, (number, parts) in measured(least_kg).items():
            shown = ", ".join(
                f"{part:.0%} within {low:g} to {high:g} times"
                for part, (low, high) in zip(parts, WITHIN, strict=True)
            )
            print(f"  {basis}: {number:,} weights, {shown}")
    found = networks()
    refused = sum(one[3] for one in found)
    print(f"networks: {len(found)} built, {len(found) - refused} traced, {refused} refused")


if __name__ == "__main__":
    try:
        main()
    except NoData as reason:
        print(reason)
