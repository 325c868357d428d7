"""The corrections ledger: each departure from a publisher's file, guarded.

An entry says where, what the file said (``expect``), what is used instead, why,
and on what evidence. Once the file no longer says what is expected the build
stops: the publisher mended it, and the entry must go.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from tables import BuildError

DATASETS = Path(__file__).resolve().parent.parent


class Ledger:
    """All entries of ``corrections.toml``; ``close`` fails on one that was never met."""

    def __init__(self, folder: Path = DATASETS) -> None:
        self.entries: list[dict[str, Any]] = []
        text = (folder / "corrections.toml").read_text("utf-8")
        self.entries += tomllib.loads(text)["correction"]
        self._met: set[str] = set()

    def apply(
        self, source: str, file: str, rows: list[dict[str, str]]
    ) -> list[dict[str, str]]:
        """The rows of one original file with the ledger's entries for it applied.

        An entry has ``id, source, file, match (column = text), column, expect,
        why, evidence`` and either ``use`` (the text used instead) or
        ``leave_out = true`` (the row is dropped), and ``rows`` if it meets more
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
                        f"{entry['expect']!r}; if the publisher mended it, delete the entry"
                    )
            if entry.get("leave_out"):
                rows = [row for row in rows if not any(row is hit for hit in hits)]
            else:
                for row in hits:
                    row[entry["column"]] = entry["use"]
            self._met.add(entry["id"])
        return rows

    def close(self, sources: set[str]) -> None:
        """Fail if an entry of the sources just built met no file."""
        stale = [
            e["id"] for e in self.entries if e["source"] in sources and e["id"] not in self._met
        ]
        if stale:
            raise BuildError(f"corrections never applied: {', '.join(stale)}")
