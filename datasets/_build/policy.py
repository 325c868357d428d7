"""Government action on minerals: acts, money, budget lines, uses. Own work.

The gathering gives days, amounts and evidence; ``labels/policy_*.csv`` say, row by row, what
each row of it and of its review becomes. A row that no label line meets, a label line that
meets no row, a word that is no mineral, parts that do not add up: each stops the build.
"""

from __future__ import annotations

from pathlib import Path

import policy_acts
import policy_money
import policy_uses
from corrections import Ledger
from places import Places
from policy_labels import check_review
from tables import TidyTable


def build(sources: Path, ledger: Ledger, places: Places) -> list[TidyTable]:
    """Make the tables of ``datasets/policy``."""
    check_review(sources)
    return [
        *policy_acts.build(sources, ledger),
        *policy_money.awards(sources, ledger, places),
        *policy_money.budgets(sources, ledger),
        *policy_uses.build(sources, ledger),
    ]
