"""The newest year's networks, traced: what can be, why the rest cannot, and all shares.

Made from the tables just built, by the library itself, in a copy of ``datasets/``.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from corrections import DATASETS
from tables import PackedTable, csv_bytes

if TYPE_CHECKING:
    from critmin.networkdata import Network
    from critmin.origins import Origins

STATE_COLUMNS = ("mineral", "form", "year", "gap_share", "hidden", "sources", "flags", "reason")
SHARE_COLUMNS = ("buyer", "mineral", "form", "supplier", "direct", "origin")
PATHS = ("traced/state.csv", "traced/shares.csv.gz")


def build(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Both tables by path, traced on ``files`` laid over what is committed."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "datasets"
        ignore = shutil.ignore_patterns("_build", "__pycache__")
        shutil.copytree(DATASETS, place, ignore=ignore)
        for path, content in files.items():
            (place / path).parent.mkdir(exist_ok=True)
            (place / path).write_bytes(content)
        for path in PATHS:
            (place / path).unlink(missing_ok=True)
        sys.path.insert(0, str(DATASETS.parent))
        import critmin.files

        critmin.files._HERE = Path(folder)
        critmin.files.data_dir.cache_clear()
        return dict(zip(PATHS, _traced(), strict=True))


def _traced() -> tuple[bytes, bytes]:
    """The state of every mineral and form, and the shares of those that are traced."""
    from critmin import concordance, networkdata, networks, origins, trade
    from critmin.errors import NoData

    year = trade.years(networkdata.TRADED[0])[-1]
    state: list[tuple[str, ...]] = []
    lines: list[tuple[str, ...]] = []
    for mineral in sorted(concordance.by_mineral()):
        for form in concordance.forms_of(mineral):
            try:
                network = networkdata.network(mineral, form, year)
            except NoData as reason:
                state.append((mineral, form, str(year), "", "", "", "", str(reason)))
                continue
            traced = origins.trace(network.production, network.flows)
            refusal = traced.refusal()
            state.append((
                mineral, form, str(year), f"{traced.gap_share or 0.0:.4f}",
                ";".join(sorted(network.hidden)), ";".join(network.sources),
                ";".join(dict.fromkeys(caution.code for caution in network.cautions)),
                networks.refused(network, refusal) if refusal else "",
            ))  # fmt: skip
            if refusal is None:
                lines += _lines(network, traced)
    table = PackedTable(PATHS[1], "", "", SHARE_COLUMNS, (), packed=sorted(lines))
    return csv_bytes(STATE_COLUMNS, state), table.as_csv()


def _lines(network: Network, traced: Origins) -> Iterator[tuple[str, ...]]:
    """Each buyer that has supply, country or bloc: what is unexplained, then its suppliers."""
    from critmin import names, networkdata, networks, trade

    gap = traced.gap_share or 0.0
    found = {}
    for iso3 in {node[0] for node in traced.nodes if node[1] != networkdata.WITHHELD}:  # type: ignore[index]
        nodes = networks.nodes_of_buyer(traced, {iso3})
        if nodes:
            found[iso3] = networks.Traced(network, traced, nodes, gap)
    for bloc in names.bloc_names():
        members = names.members(bloc, f"{network.year}-12-31")
        if members:
            whole = trade.members_with_history(members, network.year)
            found[bloc] = networks.traced_for(network, whole)
    for buyer, answer in found.items():
        key = (buyer, network.mineral, network.form)
        yield (*key, "", "", _rounded(answer.unexplained()))
        for supplier, (direct, origin) in answer.by_supplier().items():
            cells = (_rounded(direct), _rounded(origin))
            if cells != ("0", "0"):
                yield (*key, supplier, *cells)


def _rounded(share: float) -> str:
    """A share to five decimals, the same on every machine."""
    from critmin.origintable import DECIMALS

    return f"{share:.{DECIMALS}f}".rstrip("0").rstrip(".")
