"""Ranges of the shares dug in each mine, over draws of what the networks assume.

Goods and feed are drawn together: one assumption has the same value in draw i of both networks
(`critmin.tracing.draws`). The shares are those of `critmin.tracing.stages`, as matrices.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import fsum

from critmin.core.errors import NoData
from critmin.measures.interval import Interval
from critmin.tracing import mixing, network
from critmin.tracing.chain_network import FEED, feed_forms, feeds_of, is_refined, pooled
from critmin.tracing.draws import NUMBER
from critmin.tracing.feed_forms import mined_as
from critmin.tracing.mixing import Origins
from critmin.tracing.network import Network
from critmin.tracing.stages import Range


def ranges(
    mineral: str, form: str, year: int, output: str | None, number: int = NUMBER
) -> dict[str, Range]:
    """Ranges of every buyer of a form that `chain_network.chains` follows.

    Parameters
    ----------
    mineral, form, year, output
        As for `chain_network.chains`.
    number : int
        Number of draws; the first has the usual values.
    """
    drawn = list(_draws(mineral, form, year, output, number))
    found = {}
    for buyer in drawn[0]:
        own = [shares.get(buyer, {}) for shares in drawn]
        rest = [min(1.0, max(0.0, 1.0 - fsum(dug.values()))) for dug in own]
        mines = {mine for dug in own for mine in dug}
        found[buyer] = Range({mine: _range(mine, own, rest) for mine in mines}, _ends(rest))
    return found


def _range(mine: str, drawn: Sequence[Mapping[str, float]], rest: Sequence[float]) -> Interval:
    """Range of the share of one mine, its high end with all that is unexplained in the draw."""
    shares = [dug.get(mine, 0.0) for dug in drawn]
    high = max(share + unknown for share, unknown in zip(shares, rest, strict=True))
    return Interval(min(shares), min(1.0, high))


def _ends(values: Sequence[float]) -> Interval:
    return Interval(min(values), max(values))


def _draws(
    mineral: str, form: str, year: int, output: str | None, number: int
) -> Iterator[dict[str, dict[str, float]]]:
    """Share dug in each country by buyer, in each draw."""
    goods = network.drawn_networks(mineral, form, year, number, output)
    feeds = []
    for of in feed_forms(mineral):
        try:
            feeds.append(network.drawn_networks(mined_as(mineral), of, year, number))
        except NoData:  # the forms that no source has; `chains` names them
            continue
    for made, *fed in zip(goods, *feeds, strict=True):
        yield dug_by_buyer(
            made, mixing.trace(made.production, made.flows), mixing.trace(*pooled(fed))
        )


def dug_by_buyer(goods: Network, made: Origins, fed: Origins) -> dict[str, dict[str, float]]:
    """C of every buyer: the share of its supply dug in each country.

    Parameters
    ----------
    goods : Network
        Network of the refined goods.
    made, fed : Origins
        Traced goods, and traced feed.
    """
    import numpy as np

    mines = sorted({node[0] for node, at in fed.index.items() if fed.production[at] > 0})
    row = {mine: at for at, mine in enumerate(mines)}
    by_plant = np.zeros((len(mines), len(made.nodes)))  # share of each node's output by mine
    feeds = dict(feeds_of(goods, fed))
    for node, at in made.index.items():
        if is_refined(goods, node[1]):
            feed = feeds.get(node[0])
            for mine, share in feed.mines.items() if feed else ():
                by_plant[row[mine], at] = feed.fed * share if feed else 0.0
        elif node[0] in row and node[1] != network.WITHHELD:
            by_plant[row[node[0]], at] = 1.0
    by_node = by_plant @ made.traced
    found: dict[str, dict[str, float]] = {}
    for buyer, places in _places(made).items():
        by = made.use if made.use[places].sum() > 0 else made.supply
        column = by_node[:, places] @ (by[places] / by[places].sum())
        found[buyer] = {mines[at]: float(column[at]) for at in np.flatnonzero(column > 0)}
    return found


def _places(made: Origins) -> dict[str, list[int]]:
    """Nodes with supply by country."""
    found: dict[str, list[int]] = {}
    for (iso3, strand), at in made.index.items():
        if strand != network.WITHHELD and made.supply[at] > 0 and strand != FEED:
            found.setdefault(iso3, []).append(at)
    return found
