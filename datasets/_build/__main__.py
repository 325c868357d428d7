"""Rebuild every bundled table from a folder of the publishers' originals.

``python datasets/_build SOURCES`` writes; ``--check`` writes nothing and fails when
one byte would differ from what is committed.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import catalogue
import controls
import eu
import eu_parameters
import iea
import lists
import market
import policy
import prices
import technology
import tracing
import trade
import usgs_end_uses
import usgs_us
import usgs_world
import wgi
from corrections import DATASETS, Ledger
from places import Places
from tables import BuildError, TidyTable

STEPS = {
    "USGS world tables": usgs_world.build,
    "USGS United States tables": usgs_us.build,
    "USGS end uses": usgs_end_uses.build,
    "IEA": iea.build,
    "EU 2023 study": eu.build,
    "EU 2023 parameters": eu_parameters.build,
    "World Bank governance": wgi.build,
    "Export controls": controls.build,
    "Government action": policy.build,
    "Trade": trade.build,
    "Official lists": lists.build,
    "Mineral intensities": technology.build,
    "Prices": prices.build,
    "Market value": market.build,
}


def build_all(sources: Path) -> dict[str, bytes]:
    """Every built file by its path under ``datasets/``."""
    ledger, places = Ledger(), Places()
    tables: list[TidyTable] = []
    for number, (name, step) in enumerate(STEPS.items(), start=1):
        built = step(sources, ledger, places)
        rows = sum(table.count for table in built)
        out = sum(count for table in built for _label, _why, count in table.left_out)
        print(
            f"[{number}/{len(STEPS)}] {name}: {len(built)} tables, {rows:,} rows"
            f"{f', {out:,} rows of the originals left out by name' if out else ''}"
        )
        tables += built
    ledger.close({table.source for table in tables})
    files = {table.path: table.as_csv() for table in tables}
    files |= tracing.build(files | catalogue.indexes(tables, catalogue.origins()))
    return files | catalogue.build(tables, files, sources)


def differing(files: dict[str, bytes]) -> list[str]:
    """Paths whose committed bytes are not those just built."""
    found = []
    for path, content in files.items():
        committed = DATASETS / path
        if not committed.is_file() or committed.read_bytes() != content:
            found.append(path)
    return found


def main() -> int:
    """Run the build; 0 when done (or, with --check, identical), 1 when not."""
    parser = argparse.ArgumentParser(prog="python datasets/_build", description=__doc__)
    parser.add_argument("sources", type=Path, help="folder of the publishers' originals")
    parser.add_argument("--check", action="store_true", help="compare with what is committed")
    arguments = parser.parse_args()
    try:
        files = build_all(arguments.sources)
    except BuildError as problem:
        print(f"error: {problem}", file=sys.stderr)
        return 1
    changed = differing(files)
    if arguments.check:
        for path in changed:
            print(f"differs: datasets/{path}", file=sys.stderr)
        print(f"{len(files)} files compared, {len(changed)} differ")
        return 1 if changed else 0
    for path in changed:
        target = DATASETS / path
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(files[path])
    print(f"{len(files)} files built, {len(changed)} written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
