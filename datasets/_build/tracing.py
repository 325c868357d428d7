"""Networks of the years with output, traced: what can be, why the rest cannot, all shares.

Made from the tables just built, by the library itself, in a copy of ``datasets/``.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from corrections import DATASETS
from tables import PackedTable, csv_bytes

if TYPE_CHECKING:
    from critmin.tracing.network import (Network)
    from critmin.tracing.mixing import (Origins)

STATE_COLUMNS = ("mineral", "form", "year", "gap_share", "hidden", "sources", "flags", "reason")
SHARE_COLUMNS = ("buyer", "mineral", "form", "supplier", "direct", "origin")
STATE = "traced/state.csv"
FIRST = 2021  # the oldest production year of the bundled tables by country


def build(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """All tables by path, traced on ``files`` laid over what is committed."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "datasets"
        ignore = shutil.ignore_patterns("_build", "__pycache__", "traced")
        shutil.copytree(DATASETS, place, ignore=ignore)
        for path, content in files.items():
            (place / path).parent.mkdir(exist_ok=True)
            (place / path).write_bytes(content)
        sys.path.insert(0, str(DATASETS.parent))
        import critmin.core.files

        critmin.core.files._HERE = Path(folder)
        critmin.core.files.data_dir.cache_clear()
        return _traced()


def _traced() -> dict[str, bytes]:
    """The state of every mineral, form and year, and the shares of those that are traced."""
    from critmin.trade import codes, flows
    from critmin.tracing import network as networkdata

    state: list[tuple[str, ...]] = []
    found = {}
    for year in range(FIRST, flows.years(networkdata.TRADED[0])[-1] + 1):
        lines: list[tuple[str, ...]] = []
        for mineral in codes.by_mineral():
            for form in codes.forms_of(mineral):
                line, shares = _one(mineral, form, year)
                state.append(line)
                lines += shares
        path = f"traced/shares_{year}.csv.gz"
        table = PackedTable(path, "", "", SHARE_COLUMNS, (), packed=sorted(lines), part="buyer")
        found[path] = table.as_csv()
    return {STATE: csv_bytes(STATE_COLUMNS, sorted(state)), **found}


def _one(mineral: str, form: str, year: int) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Line of the state, and the shares where it is traced."""
    from critmin.tracing import network as networkdata, trace, mixing
    from critmin.core.errors import (NoData)

    try:
        network = networkdata.network(mineral, form, year)
    except NoData as reason:
        return (mineral, form, str(year), "", "", "", "", str(reason)), []
    traced = mixing.trace(network.production, network.flows)
    refusal = traced.refusal()
    line = (
        mineral, form, str(year), f"{traced.gap_share or 0.0:.4f}",
        ";".join(sorted(network.hidden)), ";".join(network.sources),
        ";".join(dict.fromkeys(caution.code for caution in network.cautions)),
        trace.refused(network, refusal) if refusal else "",
    )
    return line, [] if refusal else list(_lines(network, traced))


def _lines(network: Network, traced: Origins) -> Iterator[tuple[str, ...]]:
    """Each buyer that has supply, country or bloc: what is unexplained, its own output, its suppliers."""
    from critmin.core import names
    from critmin.tracing import network as networkdata, trace
    from critmin.trade import flows

    held = {node[0] for node in traced.nodes if node[1] != networkdata.WITHHELD}
    buyers: dict[str, Collection[str]] = {iso3: {iso3} for iso3 in held}
    for bloc in names.bloc_names():
        on_day = names.members(bloc, f"{network.year}-12-31")
        if on_day:
            buyers[bloc] = flows.members_with_history(on_day, network.year)
    for buyer, members in buyers.items():
        answer = trace.seen_by(network, traced, members)
        if answer is None:
            continue
        key = (buyer, network.mineral, network.form)
        yield (*key, "", "", _rounded(answer.unexplained()))
        yield (*key, buyer, "", _rounded(answer.own()))
        for supplier, (direct, origin) in answer.by_supplier().items():
            cells = (_rounded(direct), _rounded(origin))
            if cells != ("0", "0"):
                yield (*key, supplier, *cells)


def _rounded(share: float) -> str:
    """A share to four decimals, the same on every machine."""
    from critmin.tracing.prepared import (DECIMALS)

    return f"{share:.{DECIMALS}f}".rstrip("0").rstrip(".")
