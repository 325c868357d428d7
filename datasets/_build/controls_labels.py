"""Reading and checking the hand-made label tables of the export controls."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import TypeVar

from tables import BuildError, read_rows

LABELS = Path(__file__).resolve().parent / "labels"
SOURCE = "controls@2026"
TYPES = (
    "licence", "ban", "end-use-ban", "quota", "tax", "state-trading", "technology",
    "entity-list", "watch-list", "suspension-of-exports", "regulation",
    "export-licence-catalogue",
)
# grade as the gathering words it -> ours, the best page behind the row counting
GRADES = {
    "copy of official text": "official",
    "copy of instrument + Reuters": "official",
    "official press release": "official",
    "translation of official text": "translation",
    "translation of official text + Xinhua + IEA": "translation",
    "translation of official text + law firm": "translation",
    "translation of official text + press": "translation",
    "translation of official text + news": "translation",
    "machine summary of official page": "summary",
    "machine summary of official page + consultancy": "summary",
    "machine summary of official page + news": "summary",
    "machine summary of official page + seed": "summary",
    "law firm + machine summary of official page": "summary",
    "law firm + machine summary": "summary",
    "trade body + law firm + machine summary": "summary",
    "news + machine summary of official page": "summary",
    "code file with official links": "summary",
    "compliance news + law firm": "press",
    "news + law firm": "press",
    "news": "press",
    "news (Reuters, two sources)": "press",
    "several news reports": "press",
    "trade press": "press",
    "press + secondary for the number": "press",
    "seed + secondary": "press",
    "low-grade trade site": "weak",
    "weak single mention": "weak",
}
Key = TypeVar("Key")


def label_rows(name: str) -> list[dict[str, str]]:
    """Rows of ``labels/controls_<name>.csv``."""
    return read_rows(LABELS / f"controls_{name}.csv", encoding="utf-8")


def one_of(what: str, text: str, known: Collection[str]) -> None:
    """Stop the build at a word outside a closed vocabulary."""
    if text not in known:
        raise BuildError(f"controls: unknown {what} {text!r}; known: {', '.join(known)}")


def must_match(what: str, have: Iterable[Key], said: Iterable[Key]) -> None:
    """Both sides hold the same keys, or the build stops and names the difference."""
    have, said = set(have), set(said)
    if have != said:
        raise BuildError(
            f"controls_{what}.csv: not labelled: {sorted(map(str, have - said))}; "
            f"labelled and not there: {sorted(map(str, said - have))}"
        )


def evidence(*cells: str) -> str:
    """The addresses of evidence cells, ``;`` between them; remarks in them are left out."""
    found: list[str] = []
    for cell in cells:
        for part in cell.split(" ; "):
            match = re.search(r"(?:https?://|github\.com/)\S+(?: docs/\S+)?", part.strip())
            if match:
                found.append(match[0].rstrip(".,;"))
    return " ; ".join(dict.fromkeys(found))
