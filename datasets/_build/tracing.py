"""Origin shares of every buyer and year, and why some have none; chains and largest makers too.

The library itself traces them, on the tables just built, in a copy of ``datasets/``: once with
the usual values of what is assumed, and in all draws. Networks are traced in several processes.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Collection, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import chains
import makers
from tables import DATASETS, PackedTable, csv_bytes, written_row

if TYPE_CHECKING:
    from critmin.tracing.mixing import Origins
    from critmin.tracing.network import Network
    from critmin.tracing.ranges import Ranged
    from critmin.tracing.shares import Shares

STATE_FILE = "traced/state.csv"
FIRST = 2021  # the oldest production year of the bundled tables by country
# One thread for each process: more than one slows the small matrices down.
THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


class State(NamedTuple):
    """Whether a mineral and form can be traced in a year; ``reason`` says why not."""

    mineral: str
    form: str
    year: str
    gap_share: str = ""
    hidden: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    reason: str = ""


class Share(NamedTuple):
    """Part of a buyer's supply: bought from a supplier, and produced by it.

    ``low`` to ``more_high`` are the ends over the draws, empty where the other cells give them;
    ``high`` counts all that is of unknown origin in the same draw, and ``more`` is ``origin`` less
    ``direct``. ``cause`` is the widest.
    """

    buyer: str
    mineral: str
    form: str
    supplier: str
    direct: str
    origin: str
    low: str = ""
    high: str = ""
    direct_low: str = ""
    direct_high: str = ""
    more_low: str = ""
    more_high: str = ""
    cause: str = ""


def build(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """All tables by path, traced with ``files`` in place of the committed ones."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "datasets"
        ignore = shutil.ignore_patterns(
            "_build", "__pycache__", "traced", "chains", "checksums.csv"
        )
        shutil.copytree(DATASETS, place, ignore=ignore)
        for path, content in files.items():
            (place / path).parent.mkdir(exist_ok=True)
            (place / path).write_bytes(content)
        _read_from(folder)
        return makers.tables() | _traced(folder)


def _read_from(folder: str) -> None:
    """Let the library of this process read its tables from a folder."""
    sys.path.insert(0, str(DATASETS.parent))
    import critmin.core.files

    critmin.core.files._HERE = Path(folder)
    critmin.core.files.CHECKED = False
    critmin.core.files.data_dir.cache_clear()


def _traced(folder: str) -> dict[str, bytes]:
    """The state of every mineral, form and year, and the shares of those traced."""
    from critmin.trade import codes, flows
    from critmin.trade.sources import worldwide

    years = range(FIRST, flows.years(worldwide()[0])[-1] + 1)
    keys = [
        (mineral, form, year)
        for year in years
        for mineral in codes.by_mineral()
        for form in codes.forms_of(mineral)
    ]
    os.environ.update(dict.fromkeys(THREADS, "1"))
    with ProcessPoolExecutor(
        mp_context=get_context("spawn"), initializer=_read_from, initargs=(folder,)
    ) as pool:
        found = dict(zip(keys, pool.map(_one, keys, chunksize=4), strict=True))
        packed = chains.tables(FIRST, pool)
    for year in years:
        path = f"traced/shares_{year}.csv.gz"
        lines = sorted(line for key in keys if key[2] == year for line in found[key][1])
        packed[path] = PackedTable(path, "", "", Share._fields, lines, part="buyer").as_csv()
    rows = sorted(written_row(State._fields, state) for state, _ in found.values())
    return {STATE_FILE: csv_bytes(State._fields, rows), **packed}


def _one(key: tuple[str, str, int]) -> tuple[State, list[Share]]:
    """The state of one mineral, form and year, and its shares where it is traced."""
    from critmin.core.errors import NoData
    from critmin.tracing import mixing, trace
    from critmin.tracing import network as networkdata
    from critmin.tracing.draws import USUAL
    from critmin.tracing.ranges import Ranged

    mineral, form, year = key
    try:
        parts = networkdata.parts(*key)
    except NoData as reason:
        return State(mineral, form, str(year), reason=str(reason)), []
    network = networkdata.at_draw(parts, networkdata.weigh(parts, USUAL), 0)
    traced = mixing.trace(network.production, network.flows)
    refusal = traced.refusal()
    state = State(
        mineral,
        form,
        str(year),
        gap_share=f"{traced.gap_share or 0.0:.4f}",
        hidden=tuple(sorted(network.hidden)),
        sources=tuple(network.sources),
        flags=tuple(dict.fromkeys(caution.code for caution in network.cautions)),
        reason=trace.refused(network, refusal) if refusal else "",
    )
    return state, [] if refusal else list(_shares(network, traced, Ranged.of(parts)))


def _shares(network: Network, traced: Origins, ranged: Ranged) -> Iterator[Share]:
    """Shares of each buyer, country or bloc: of unknown origin, own output, each supplier."""
    from critmin.core import names
    from critmin.tracing import network as networkdata
    from critmin.trade import flows

    placed = {node[0] for node in traced.nodes if node[1] != networkdata.WITHHELD}
    buyers: dict[str, Collection[str]] = {iso3: {iso3} for iso3 in placed}
    for bloc in names.bloc_names():
        on_day = names.members(bloc, f"{network.year}-12-31")
        if on_day:
            buyers[bloc] = flows.members_with_history(on_day, network.year)
    for buyer, members in buyers.items():
        answer = ranged.buyer(members)
        if answer is not None:
            yield from _of_buyer((buyer, network.mineral, network.form), answer)


def _of_buyer(key: tuple[str, str, str], answer: Shares) -> Iterator[Share]:
    """Shares of one buyer, with their ranges."""
    for place, share, (first, last) in (
        ("", answer.unexplained, answer.unexplained_range),
        (key[0], answer.own, answer.own_range),
    ):
        usual, low, high = map(_rounded, (share, first, last))
        yield Share(*key, place, "", usual, _unlike(low, usual), _unlike(high, usual))
    for supplier, found in answer.by_supplier.items():
        direct, origin, low, high, least, most, more, every = map(_rounded, found[:8])
        if {direct, origin, most} != {"0"}:
            ends = (_unlike(low, origin), _unlike(high, origin))
            shipped = (_unlike(least, direct), _unlike(most, direct))
            beyond = (
                _unlike(more, _rounded(float(low) - float(direct))),
                _unlike(every, _rounded(float(high) - float(direct))),
            )
            yield Share(*key, supplier, direct, origin, *ends, *shipped, *beyond, found.cause)


def _unlike(end: str, usual: str) -> str:
    """An end of a range; empty where it equals the usual share."""
    return "" if end == usual else end


def _rounded(share: float) -> str:
    """A share to four decimals, the same on every machine."""
    from critmin.tracing.shares import DECIMALS

    return f"{round(share, 9):.{DECIMALS}f}".rstrip("0").rstrip(".")
