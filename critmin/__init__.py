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

    from critmin.about.minerals import cite, minerals, sources
    from critmin.about.tables import tables
    from critmin.answers.table import Table
    from critmin.company.suppliers import own_suppliers
    from critmin.core.errors import (
        AmbiguousName,
        CritminError,
        DataError,
        NoData,
        QueryError,
        UnitError,
        UnknownName,
    )
    from critmin.disruption.exposure import exposure
    from critmin.disruption.shock import shock
    from critmin.export_controls.controls import controls
    from critmin.markets.market import market
    from critmin.markets.price import price
    from critmin.paper.claims import claims
    from critmin.paper.figures import figure, figure_notes
    from critmin.policies.acts import policy_dpa
    from critmin.policies.awards import policy_awards
    from critmin.policies.budgets import policy_meti
    from critmin.policies.coverage import policy_coverage
    from critmin.policies.policy import policy
    from critmin.reports.report import report
    from critmin.supply.check import check
    from critmin.supply.hhi import hhi
    from critmin.supply.reserves import reserves
    from critmin.supply.share import share
    from critmin.supply.trend import trend
    from critmin.supply_risk.reliance import reliance
    from critmin.supply_risk.risk import risk
    from critmin.tracing.via import via
    from critmin.trade.dependency import dependency
    from critmin.uses.lists import lists
    from critmin.uses.technology import technology

_EXPORTS = {
    "AmbiguousName": "critmin.core.errors",
    "CritminError": "critmin.core.errors",
    "DataError": "critmin.core.errors",
    "NoData": "critmin.core.errors",
    "QueryError": "critmin.core.errors",
    "Table": "critmin.answers.table",
    "UnitError": "critmin.core.errors",
    "UnknownName": "critmin.core.errors",
    "check": "critmin.supply.check",
    "cite": "critmin.about.minerals",
    "claims": "critmin.paper.claims",
    "controls": "critmin.export_controls.controls",
    "dependency": "critmin.trade.dependency",
    "exposure": "critmin.disruption.exposure",
    "figure": "critmin.paper.figures",
    "figure_notes": "critmin.paper.figures",
    "hhi": "critmin.supply.hhi",
    "lists": "critmin.uses.lists",
    "market": "critmin.markets.market",
    "minerals": "critmin.about.minerals",
    "own_suppliers": "critmin.company.suppliers",
    "policy": "critmin.policies.policy",
    "policy_awards": "critmin.policies.awards",
    "policy_coverage": "critmin.policies.coverage",
    "policy_dpa": "critmin.policies.acts",
    "policy_meti": "critmin.policies.budgets",
    "price": "critmin.markets.price",
    "reliance": "critmin.supply_risk.reliance",
    "report": "critmin.reports.report",
    "reserves": "critmin.supply.reserves",
    "risk": "critmin.supply_risk.risk",
    "share": "critmin.supply.share",
    "shock": "critmin.disruption.shock",
    "sources": "critmin.about.minerals",
    "tables": "critmin.about.tables",
    "technology": "critmin.uses.technology",
    "trend": "critmin.supply.trend",
    "via": "critmin.tracing.via",
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
    if name == "measures":
        from importlib import import_module

        return import_module("critmin.measures")
    if name not in _EXPORTS:
        raise AttributeError(f"module 'critmin' has no attribute {name!r}")
    from importlib import import_module

    # `critmin.supply.share` must not hide the function of the same name.
    value = getattr(import_module(_EXPORTS[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(set(globals()) | set(__all__))
