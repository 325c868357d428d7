"""critmin: critical-mineral supply analysis over bundled, sourced tables.

Questions are functions that take names a person would type and return a
`Table`: ``critmin.share("lithium", stage="refining")``. Pure measures live in
`critmin.measures` and take plain numbers. Nothing heavy is imported here: each
name is loaded when it is first asked for.
"""

from __future__ import annotations

import os.path as _path

__version__ = "0.1.0"

# In a checkout that is not installed, cli/ lies beside this package instead of in it.
_HERE = _path.dirname(_path.abspath(__file__))
if not _path.isdir(_path.join(_HERE, "cli")):  # pragma: no cover
    __path__.append(_path.dirname(_HERE))

TYPE_CHECKING = False  # as type checkers know it; `typing` itself would be loaded for nothing
if TYPE_CHECKING:
    from typing import Any

    from critmin.errors import (
        AmbiguousName,
        CritminError,
        DataError,
        NoData,
        QueryError,
        UnitError,
        UnknownName,
    )
    from critmin.pages.report import report
    from critmin.questions.about import cite, minerals, sources
    from critmin.questions.bundled import tables
    from critmin.questions.claims import claims
    from critmin.questions.concentration import hhi
    from critmin.questions.control import controls
    from critmin.questions.dependency import dependency
    from critmin.questions.exposure import exposure
    from critmin.questions.figures import figure, figure_notes
    from critmin.questions.fitness import check
    from critmin.questions.lists import lists
    from critmin.questions.market import market
    from critmin.questions.own_suppliers import own_suppliers
    from critmin.questions.policy import policy
    from critmin.questions.policy_acts import policy_dpa
    from critmin.questions.policy_awards import policy_awards
    from critmin.questions.policy_budgets import policy_meti
    from critmin.questions.policy_coverage import policy_coverage
    from critmin.questions.price import price
    from critmin.questions.reliance import reliance
    from critmin.questions.reserve import reserves
    from critmin.questions.risk import risk
    from critmin.questions.share import share
    from critmin.questions.shock import shock
    from critmin.questions.technology import technology
    from critmin.questions.trend import trend
    from critmin.questions.via import via
    from critmin.table import Table

_EXPORTS = {
    "AmbiguousName": "critmin.errors",
    "CritminError": "critmin.errors",
    "DataError": "critmin.errors",
    "NoData": "critmin.errors",
    "QueryError": "critmin.errors",
    "Table": "critmin.table",
    "UnitError": "critmin.errors",
    "UnknownName": "critmin.errors",
    "check": "critmin.questions.fitness",
    "cite": "critmin.questions.about",
    "claims": "critmin.questions.claims",
    "controls": "critmin.questions.control",
    "dependency": "critmin.questions.dependency",
    "exposure": "critmin.questions.exposure",
    "figure": "critmin.questions.figures",
    "figure_notes": "critmin.questions.figures",
    "hhi": "critmin.questions.concentration",
    "lists": "critmin.questions.lists",
    "market": "critmin.questions.market",
    "minerals": "critmin.questions.about",
    "own_suppliers": "critmin.questions.own_suppliers",
    "policy": "critmin.questions.policy",
    "policy_awards": "critmin.questions.policy_awards",
    "policy_coverage": "critmin.questions.policy_coverage",
    "policy_dpa": "critmin.questions.policy_acts",
    "policy_meti": "critmin.questions.policy_budgets",
    "price": "critmin.questions.price",
    "reliance": "critmin.questions.reliance",
    "report": "critmin.pages.report",
    "reserves": "critmin.questions.reserve",
    "risk": "critmin.questions.risk",
    "share": "critmin.questions.share",
    "shock": "critmin.questions.shock",
    "sources": "critmin.questions.about",
    "tables": "critmin.questions.bundled",
    "technology": "critmin.questions.technology",
    "trend": "critmin.questions.trend",
    "via": "critmin.questions.via",
}

__all__ = [
    "AmbiguousName",
    "CritminError",
    "DataError",
    "NoData",
    "QueryError",
    "Table",
    "UnitError",
    "UnknownName",
    "check",
    "cite",
    "claims",
    "controls",
    "dependency",
    "exposure",
    "figure",
    "figure_notes",
    "hhi",
    "lists",
    "market",
    "minerals",
    "own_suppliers",
    "policy",
    "policy_awards",
    "policy_coverage",
    "policy_dpa",
    "policy_meti",
    "price",
    "reliance",
    "report",
    "reserves",
    "risk",
    "share",
    "shock",
    "sources",
    "tables",
    "technology",
    "trend",
    "via",
]


def __getattr__(name: str) -> Any:
    if name not in _EXPORTS:
        raise AttributeError(f"module 'critmin' has no attribute {name!r}")
    from importlib import import_module

    # `critmin.questions.share` must not hide the function of the same name.
    value = getattr(import_module(_EXPORTS[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(set(globals()) | set(__all__))
