"""Rebuild every bundled table from a folder of the publishers' originals.

``python datasets/_build SOURCES`` writes the tables; with ``--check`` it writes nothing and
fails if a byte would differ from the committed tables. ``--record`` needs no originals: it writes
the sizes and checksums of tables that were changed by hand.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import catalogue
import references
import tracing
from corrections import Ledger
from datapackage import recorded_again
from origins import check_originals, read_origins
from places import Places
from publishers import BUILDERS, builder
from tables import DATASETS, BuildError, TidyTable


def build_all(sources: Path) -> dict[str, bytes]:
    """Every built file by its path under ``datasets/``."""
    records = read_origins()
    check_originals(records, sources)
    ledger, places = Ledger(), Places()
    tables: list[TidyTable] = []
    for number, (module, title) in enumerate(BUILDERS.items(), start=1):
        built = builder(module)(sources, ledger, places)
        rows = sum(len(table.rows) for table in built)
        out = sum(left.rows for table in built for left in table.left_out)
        left_out = f", {out:,} rows of the originals left out with a reason" if out else ""
        step = f"[{number}/{len(BUILDERS)}] {title}"
        print(f"{step}: {len(built)} tables, {rows:,} rows{left_out}")
        tables += built
    ledger.close({table.source for table in tables})
    references.check(tables)
    files = {table.path: table.as_csv() for table in tables}
    files |= tracing.build(files | catalogue.indexes(tables, records))
    return files | catalogue.build(tables, files, records)


def differing(files: dict[str, bytes]) -> list[str]:
    """Paths whose committed content is not the one just built."""
    found = []
    for path, content in files.items():
        committed = DATASETS / path
        if not committed.is_file() or committed.read_bytes() != content:
            found.append(path)
    return found


def main() -> int:
    """Run the build; 0 when done (or, with --check, identical), 1 when not."""
    parser = argparse.ArgumentParser(prog="python datasets/_build", description=__doc__)
    parser.add_argument("sources", type=Path, nargs="?", help="folder of the publishers' originals")
    parser.add_argument("--check", action="store_true", help="compare with what is committed")
    parser.add_argument("--record", action="store_true", help="record tables changed by hand")
    arguments = parser.parse_args()
    if arguments.record == (arguments.sources is not None):
        parser.error("write a folder of originals, or --record")
    try:
        files = recorded_again() if arguments.record else build_all(arguments.sources)
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
