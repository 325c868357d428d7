"""Write docs/validation.md and the tables in docs/validation/: published numbers beside ours.

``python docs/write_validation.py`` computes every number again and writes what changed;
``--originals DIR`` also reads the published numbers again from the publishers' files.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

import validation  # noqa: E402
import validation_page  # noqa: E402
import validation_reasons  # noqa: E402
from validation_kinds import KINDS  # noqa: E402

PAGE = ROOT / "docs" / "validation.md"


def main() -> int:
    """Write the tables and the page; exit code 1 if a number differs without a reason."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--originals", type=Path, help="folder of the publishers' files")
    originals = parser.parse_args().originals
    tables: dict[str, list[validation.Row]] = {}
    unexplained = 0
    for kind in KINDS:
        if originals is None:
            published = [row.as_published for row in validation.read(kind.id)]
        else:
            published = [validation.as_kept(one) for one in kind.read(originals)]
        tables[kind.id] = list(validation.rows(kind, published, validation_reasons.reason))
        validation.write(kind.id, tables[kind.id])
        for row in tables[kind.id]:
            if not row.reason and row.agrees != "yes":
                print(f"no reason: {kind.id} {row.key}: {row.printed}, computed {row.computed}")
                unexplained += 1
        differing = [row.as_published for row in tables[kind.id] if row.agrees == "no"]
        for line in validation_reasons.stale(kind.id, differing):
            print(f"explains nothing: {', '.join(line)}")
            unexplained += 1
    if not unexplained:
        text = validation_page.page(KINDS, tables, validation_reasons.meanings())
        PAGE.write_text(text, "utf-8")
    return 1 if unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
