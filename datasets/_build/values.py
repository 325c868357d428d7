"""Printed figures, read by the rule of the library that also reads users' tables."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parent.parent.parent))

from critmin.core.printed_numbers import (
    LESS_THAN_HALF,
    STATES,
    UnreadableCell,
    Value,
    plain,
    read_value,
)

__all__ = ["LESS_THAN_HALF", "STATES", "UnreadableCell", "Value", "plain", "read_value"]
