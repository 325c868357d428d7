"""Closed vocabularies of the export controls."""

from __future__ import annotations

from labels import one_of
from places import Places
from tables import DATASETS, read_rows

from critmin.export_controls.state import ALL_BUT

SOURCE = "controls@2026"
# ``quoted``: seen only as another public file quotes it.
CONFIDENCE = ("page_seen", "quoted", "general_knowledge", "not_seen")
EVENTS = ("suspends", "extends", "extension-announced", "eases", "enforces", "amends", "statement")
UNTIL = {"suspends", "extends", "extension-announced"}  # events that have a last day
DISRUPTIONS = ("production-halt", "conflict", "proposal", "informal-instruction")
SCOPES = ("named", "dual-use-list", "unnamed")
FORMS = (
    "",
    "ore",
    "intermediate",
    "ferroalloy",
    "refined",
    "semi",
    "magnet",
    "downstream",
    "scrap",
    "technology",
    "equipment",
)
# Grade of the best page behind a row, by the words of the compilation.
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


def grade(text: str) -> str:
    """Grade of a row, from the words of the compilation."""
    return GRADES[one_of("controls: grade of the compilation", text, GRADES)]


def target(text: str, places: Places, where: str) -> str:
    """``all``, ``not-stated``, an ISO3 code, a bloc, or ``all-but-`` and a bloc."""
    blocs = {row["bloc"] for row in read_rows(DATASETS / "blocs.csv")}
    outside = {ALL_BUT + bloc for bloc in blocs}
    return one_of(f"{where}: target", text, {"all", "not-stated", *blocs, *outside, *places.names})
