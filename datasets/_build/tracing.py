"""Origin shares of every buyer and year, and why some minerals and forms have none; chains too.

The library itself traces them, on the tables just built, in a copy of ``datasets/``.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import chains
from tables import DATASETS, PackedTable, csv_bytes, written_row

if TYPE_CHECKING:
    from critmin.tracing.mixing import Origins
    from critmin.tracing.network import Network

STATE_FILE = "traced/state.csv"
FIRST = 2021  # the oldest production year of the bundled tables by country


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
    """Part of a buyer's supply: bought from a supplier, and produced by it."""

    buyer: str
    mineral: str
    form: str
    supplier: str
    direct: str
    origin: str


def build(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """All tables by path, traced with ``files`` in place of the committed ones."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "datasets"
        ignore = shutil.ignore_patterns("_build", "__pycache__", "traced", "chains")
        shutil.copytree(DATASETS, place, ignore=ignore)
        for path, content in files.items():
            (place / path).parent.mkdir(exist_ok=True)
            (place / path).write_bytes(content)
        sys.path.insert(0, str(DATASETS.parent))
        import critmin.core.files

        critmin.core.files._HERE = Path(folder)
        critmin.core.files.data_dir.cache_clear()
        return _traced() | chains.tables(FIRST)


def _traced() -> dict[str, bytes]:
    """The state of every mineral, form and year, and the shares of those traced."""
    from critmin.trade import codes, flows
    from critmin.trade.sources import worldwide

    states: list[State] = []
    found = {}
    for year in range(FIRST, flows.years(worldwide()[0])[-1] + 1):
        lines: list[Share] = []
        for mineral in codes.by_mineral():
            for form in codes.forms_of(mineral):
                state, shares = _one(mineral, form, year)
                states.append(state)
                lines += shares
        path = f"traced/shares_{year}.csv.gz"
        table = PackedTable(path, "", "", Share._fields, sorted(lines), part="buyer")
        found[path] = table.as_csv()
    rows = [written_row(State._fields, state) for state in states]
    return {STATE_FILE: csv_bytes(State._fields, sorted(rows)), **found}


def _one(mineral: str, form: str, year: int) -> tuple[State, list[Share]]:
    """The state of one mineral, form and year, and its shares where it is traced."""
    from critmin.core.errors import NoData
    from critmin.tracing import mixing, trace
    from critmin.tracing import network as networkdata

    try:
        network = networkdata.network(mineral, form, year)
    except NoData as reason:
        return State(mineral, form, str(year), reason=str(reason)), []
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
    return state, [] if refusal else list(_shares(network, traced))


def _shares(network: Network, traced: Origins) -> Iterator[Share]:
    """Shares of each buyer, country or bloc: of unknown origin, own output, each supplier."""
    from critmin.core import names
    from critmin.tracing import network as networkdata
    from critmin.tracing import trace
    from critmin.trade import flows

    placed = {node[0] for node in traced.nodes if node[1] != networkdata.WITHHELD}
    buyers: dict[str, Collection[str]] = {iso3: {iso3} for iso3 in placed}
    for bloc in names.bloc_names():
        on_day = names.members(bloc, f"{network.year}-12-31")
        if on_day:
            buyers[bloc] = flows.members_with_history(on_day, network.year)
    for buyer, members in buyers.items():
        answer = trace.seen_by(network, traced, members)
        if answer is None:
            continue
        key = (buyer, network.mineral, network.form)
        yield Share(*key, "", "", _rounded(answer.unexplained()))
        yield Share(*key, buyer, "", _rounded(answer.own()))
        for supplier, (direct, origin) in answer.by_supplier().items():
            shares = (_rounded(direct), _rounded(origin))
            if shares != ("0", "0"):
                yield Share(*key, supplier, *shares)


def _rounded(share: float) -> str:
    """A share to four decimals, the same on every machine."""
    from critmin.tracing.precomputed import DECIMALS

    return f"{share:.{DECIMALS}f}".rstrip("0").rstrip(".")
