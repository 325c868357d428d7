"""Closed vocabularies of the build; kinds and states are those of `critmin.diplomacy.records`."""

from __future__ import annotations

from functools import cache

from labels import one_of
from places import Places
from tables import DATASETS, BuildError, read_rows

SOURCE = "diplomacy@2026"
VERIFIED = "2026-10-08"  # nothing was seen of any day after it
# How sure a row is, by the words of the compilation.
CONFIDENCE = {"seen page": "page_seen", "quotation": "quoted", "memory": "general_knowledge"}
TALKS = {"purchase-talks": "talks"}  # kinds of the compilation with another name here
# How much of the text was read; `no-text` for talks and statements.
TEXTS = ("full", "part", "no", "no-text")
ANSWERS = ("yes", "no", "unknown")
MARKS = ("contested", "not-between-governments", "one-party")
SCOPES = ("named", "reported", "resource", "list", "group", "not-stated")
WITHOUT_MINERAL = {"list", "group", "not-stated"}
# What says that one event answers another.
BASES = ("", "stated", "compiled", "paper", "reading", "timing")


@cache
def blocs() -> frozenset[str]:
    """Names of the blocs."""
    return frozenset(row["bloc"] for row in read_rows(DATASETS / "blocs.csv"))


def place(text: str, places: Places, where: str, *, every: bool = False) -> str:
    """A country's ISO3 code or a bloc's name; with ``every`` also ``all``."""
    known = {*blocs(), *places.names, *(("all",) if every else ())}
    return one_of(f"{where}: party", text, known)


def confidence(text: str) -> str:
    """How sure a row is."""
    return CONFIDENCE[one_of("diplomacy: confidence of the compilation", text, CONFIDENCE)]


def whole(where: str, found: object, needed: str) -> None:
    """Stop if something that a row needs is not there."""
    if not found:
        raise BuildError(f"{where}: no {needed}")
