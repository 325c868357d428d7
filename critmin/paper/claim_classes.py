"""Shared by claims on classes of minerals: those used in batteries, those on military lists."""

from __future__ import annotations

from functools import cache

from critmin.answers.table import several
from critmin.policies.coverage import policy_coverage


@cache
def classes_on(day: str) -> dict[str, frozenset[str]]:
    """Minerals of each class of coverage on a day."""
    found: dict[str, set[str]] = {}
    for row in policy_coverage(as_of=day):
        for name in several(row["classes"]):
            found.setdefault(name, set()).add(str(row["mineral"]))
    return {name: frozenset(minerals) for name, minerals in found.items()}
