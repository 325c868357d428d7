"""Audit: critmin's answers beside the publishers' originals, read independently.

``python benchmarks/audit.py ORIGINALS [--differences 20]``: ORIGINALS is the folder of the
publishers' files, as datasets/origins.toml describes it. What critmin answers is asked for through
its public functions; the originals are read by audit_originals.py, not by the build. For each
publisher it prints how many cells were compared, how many are equal, and each difference with its
reason from the ledger of corrections (datasets/corrections.toml, datasets/oddities.csv). The exit
code is 1 if a difference has no reason. A file that is not at hand is named and left out.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import results
from audit_compare import Result
from audit_prices import prices, usgs_prices
from audit_supply import concentrations, eu_cells, iea_cells, usgs_cells
from audit_trade import import_shares, import_sources, reliances


def audit(folder: Path) -> list[Result]:
    """Results of all parts of the audit."""
    supply_results = [usgs_cells(folder), iea_cells(folder), eu_cells(folder)]
    return [
        *supply_results,
        concentrations(supply_results),
        reliances(folder),
        import_sources(folder),
        import_shares(folder),
        prices(folder),
        usgs_prices(folder),
    ]


def report(found: Iterable[Result], most: int) -> Iterator[str]:
    """Lines of the audit's report."""
    for result in found:
        if not result.compared:
            yield f"not at hand: {result.name}"
            continue
        yield f"{result.equal} of {result.compared} equal: {result.name}"
        for reason, count in Counter(
            one.reason.partition(":")[0] for one in result.differences if one.reason
        ).items():
            yield f"  {count} differ for a reason: {reason}"
        for one in result.unexplained[:most]:
            yield f"  UNEXPLAINED {one.what}: printed {one.printed}, answered {one.answered}"
        if (more := len(result.unexplained) - most) > 0:
            yield f"  and {more} more without a reason"
        if result.left_out:
            named = ", ".join(f"{what} {count}" for what, count in result.left_out.most_common(8))
            yield f"  {result.left_out.total()} cells without an answer of their own: {named}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("originals", type=Path)
    parser.add_argument("--differences", type=int, default=20, help="most differences to print")
    parser.add_argument("--write", action="store_true", help="into RESULTS.md")
    given = parser.parse_args()
    found = audit(given.originals)
    text = "\n".join(report(found, given.differences))
    print(text)
    if given.write:
        head = "Answers beside the publishers' originals, read independently (benchmarks/audit.py):"
        results.write("Audit", f"{head}\n\n```\n{text}\n```")
    return 1 if any(one.unexplained for one in found) else 0


if __name__ == "__main__":
    sys.exit(main())
