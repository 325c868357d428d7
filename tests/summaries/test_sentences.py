"""Sentences of answers, judged by reading, and what every sentence must be."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from said_figures import unexplained

import critmin
from critmin.uses.host_metals import host_metals

CASES = Path(__file__).with_name("sentences.csv")


def cases() -> list[tuple[str, str, str]]:
    with CASES.open(encoding="utf-8", newline="") as lines:
        return [
            (row["question"], row["arguments"], row["sentence"]) for row in csv.DictReader(lines)
        ]


@pytest.mark.parametrize(("question", "arguments", "sentence"), cases())
def test_sentence(question: str, arguments: str, sentence: str) -> None:
    """The sentence of ``sentences.csv``, which a person read and compared with the table."""
    given: dict[str, Any] = json.loads(arguments)
    names = given.pop("", [])
    ask = host_metals if question == "host_metals" else getattr(critmin, question)
    assert ask(*names, **given).summary == sentence


@pytest.mark.parametrize(
    ("sentence", "left"),
    [
        ("China mined 70% in 2024.", []),
        ("China mined 71% in 2024.", ["71%"]),
        ("China mined over 99% in 2024.", ["over 99%"]),
        ("China mined 70% in 2023.", ["2023"]),
        ("Last confirmed in July 2026, of 1,234 t or 1.2 million.", []),
        ("Last confirmed on 5 July 2026, of 1,200 t.", []),
        ("Last confirmed on 6 July 2026, of 1,300 t.", ["6 July 2026", "1,300"]),
    ],
)
def test_a_wrong_figure_is_found(sentence: str, left: list[str]) -> None:
    """The reader of figures that all tests of sentences use."""
    values = {"dates": ["2024", "2026-07-05"], "shares": [0.7012], "numbers": [1234, 1_234_000]}
    assert unexplained(sentence, **values) == left
