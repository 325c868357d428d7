"""Sentences of answers, judged by reading, and what every sentence must be."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

import critmin
from critmin.uses.host_metals import host_metals

CASES = Path(__file__).with_name("summaries.csv")


def cases() -> list[tuple[str, str, str]]:
    with CASES.open(encoding="utf-8", newline="") as lines:
        return [
            (row["question"], row["arguments"], row["sentence"]) for row in csv.DictReader(lines)
        ]


@pytest.mark.parametrize(("question", "arguments", "sentence"), cases())
def test_sentence(question: str, arguments: str, sentence: str) -> None:
    """The sentence of ``summaries.csv``, which a person read and compared with the table."""
    given: dict[str, Any] = json.loads(arguments)
    names = given.pop("", [])
    ask = host_metals if question == "host_metals" else getattr(critmin, question)
    assert ask(*names, **given).summary == sentence
