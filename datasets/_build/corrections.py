"""Corrections of publishers' files, each with a check that it is still needed.

An entry of ``corrections.toml`` gives the cell, its published text (``expect``), the text used
instead, the reason and the evidence. If the file no longer has the expected text the build
stops: the publisher corrected it, and the entry must be deleted.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from tables import DATASETS, BuildError, RawRow


class Ledger:
    """All entries of ``corrections.toml``, and which of them were applied."""

    def __init__(self, folder: Path = DATASETS) -> None:
        self.entries: list[dict[str, Any]] = []
        text = (folder / "corrections.toml").read_text("utf-8")
        self.entries += tomllib.loads(text)["correction"]
        self._applied: set[str] = set()

    def apply(self, source: str, file: str, rows: list[RawRow]) -> list[RawRow]:
        """Rows of one original with its corrections applied.

        An entry has ``id, source, file, match (column = text), column, expect,
        why, evidence`` and either ``use`` (the text used instead) or
        ``leave_out = true`` (the row is dropped), and ``rows`` if it matches more
        than one row.
        """
        for entry in self.entries:
            if (entry["source"], entry["file"]) != (source, file):
                continue
            hits = [
                row
                for row in rows
                if all(row.get(key, "").strip() == text for key, text in entry["match"].items())
            ]
            if len(hits) != entry.get("rows", 1):
                raise BuildError(
                    f"correction {entry['id']}: {file} has {len(hits)} matching rows, "
                    f"expected {entry.get('rows', 1)}"
                )
            for row in hits:
                found = row[entry["column"]].strip()
                if found != entry["expect"]:
                    raise BuildError(
                        f"correction {entry['id']}: {file} says {found!r}, no longer "
                        f"{entry['expect']!r}; if the publisher corrected it, delete the entry"
                    )
            if entry.get("leave_out"):
                rows = [row for row in rows if not any(row is hit for hit in hits)]
            else:
                for row in hits:
                    row[entry["column"]] = entry["use"]
            self._applied.add(entry["id"])
        return rows

    def close(self, sources: set[str]) -> None:
        """Stop at an entry of a source just built that was never applied."""
        stale = [
            e["id"] for e in self.entries if e["source"] in sources and e["id"] not in self._applied
        ]
        if stale:
            raise BuildError(f"corrections never applied: {', '.join(stale)}")
