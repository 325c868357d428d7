"""The newest year's networks, traced: what can be, why the rest cannot, and all shares.

Made from the tables just built, by the library itself, in a copy of ``datasets/``.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from corrections import DATASETS
from tables import BuildError, csv_bytes

STATE_COLUMNS = ("mineral", "form", "year", "gap_share", "hidden", "sources", "flags", "reason")
PATHS = ("trade/origins_state.csv", "trade/origins.csv.gz")


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
    lines: list[str] = []
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
    lines.sort(key=lambda line: line.split(",", 3)[:3])
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    text = "\n".join(["buyer,mineral,form,unexplained,shares", *lines]) + "\n"
    return csv_bytes(STATE_COLUMNS, state), packer.compress(text.encode("ascii")) + packer.flush()


def _lines(network, traced) -> Iterator[str]:  # type: ignore[no-untyped-def]
    """One line a buyer, country or bloc, that has supply."""
    from critmin import names, networkdata, networks, trade

    countries = sorted(
        {node[0] for node in traced.nodes if node[1] != networkdata.WITHHELD}
    )
    for iso3 in countries:
        nodes = networks.nodes_of_buyer(traced, {iso3})
        if nodes:
            found = networks.Traced(network, traced, nodes, traced.gap_share or 0.0)
            yield _line(iso3, network, found)
    for bloc in names.bloc_names():
        members = names.members(bloc, f"{network.year}-12-31")
        if not members:
            continue
        whole = trade.members_with_history(members, network.year)
        found = networks.traced_for(network, whole)
        yield _line(bloc, network, found)


def _line(buyer: str, network, found) -> str:  # type: ignore[no-untyped-def]
    from critmin.origintable import SCALE

    cells = [
        f"{iso3}:{round(direct * SCALE) or ''}:{round(origin * SCALE) or ''}"
        for iso3, (direct, origin) in sorted(found.by_supplier().items())
    ]
    unexplained = round(found.unexplained() * SCALE)
    kept = [cell for cell in cells if not cell.endswith("::")]
    return ",".join([buyer, network.mineral, network.form, str(unexplained), *kept])
