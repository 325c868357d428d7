"""Sentences of warnings are data: each has a code, a place that fills it in, and its fields."""

from __future__ import annotations

import ast
import csv
import pickle
import re
from collections.abc import Iterator
from copy import copy, deepcopy
from pathlib import Path
from string import Formatter

import pytest

from critmin.answers.cautions import caution, codes, meaning
from critmin.answers.levels import LEVELS, level
from critmin.core.wording import About

ROOT = Path(__file__).resolve().parent.parent.parent
DATASETS = ROOT / "datasets"


def lines(name: str) -> list[dict[str, str]]:
    with (DATASETS / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


SENTENCES = {line["name"]: line["sentence"] for line in lines("cautions.csv")}


def fields(sentence: str) -> set[str]:
    return {name.partition(".")[0] for _, name, _, _ in Formatter().parse(sentence) if name}


def calls() -> Iterator[tuple[str, ast.Call]]:
    """Every call of `caution`, with where it stands."""
    for path in sorted((ROOT / "critmin").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "caution":
                yield f"{path.relative_to(ROOT)}:{node.lineno}", node


CALLS = dict(calls())


def test_every_code_has_a_level_and_a_meaning() -> None:
    for code in codes():
        assert level(code) in LEVELS, code
        assert meaning(code)[0].isupper(), code


def test_codes_and_sentences_are_sorted_and_named_once() -> None:
    for name, key in (("warnings.csv", "code"), ("cautions.csv", "name")):
        found = [line[key] for line in lines(name)]
        assert found == sorted(set(found)), name


def test_every_sentence_has_a_code() -> None:
    assert not {name for name in SENTENCES if name.partition(":")[0] not in codes()}


@pytest.mark.parametrize("place", CALLS)
def test_a_call_fills_in_the_fields_of_its_sentence(place) -> None:
    call = CALLS[place]
    names = [
        node.value
        for node in ast.walk(call.args[0])
        if isinstance(node, ast.Constant) and node.value in SENTENCES
    ]
    given = {word.arg for word in call.keywords}
    if isinstance(call.args[0], ast.Constant):
        assert names, f"no sentence {ast.unparse(call.args[0])}"
    if None in given:  # **values, known when it runs
        return
    for name in names:
        assert fields(SENTENCES[name]) <= given, name


def test_every_sentence_is_used() -> None:
    text = "\n".join(path.read_text("utf-8") for path in (ROOT / "critmin").rglob("*.py"))
    assert not [name for name in SENTENCES if f'"{name}"' not in text]


def test_no_sentence_stands_in_code() -> None:
    """A caution is made of cautions.csv, or of a text that a table or an error brings along."""
    wrong = []
    for path in sorted((ROOT / "critmin").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "Caution":
                texts = [
                    part.value
                    for argument in node.args[1:]
                    for part in ast.walk(argument)
                    if isinstance(part, ast.Constant) and isinstance(part.value, str)
                ]
                words = re.findall(r"[a-z]+", " ".join(texts).replace("cautions.csv", ""))
                if len(words) > 1:  # "line 3: ..." is not a sentence
                    wrong.append(f"{path.relative_to(ROOT)}:{node.lineno} {texts}")
    assert not wrong, "\n".join(wrong)


def test_a_code_without_a_sentence_is_an_error() -> None:
    with pytest.raises(KeyError):
        caution("no_such_code")


def test_a_caution_keeps_the_values_of_its_sentence() -> None:
    found = caution("no_data:years", mineral="tin", stage="mining", years="1999-2001")
    assert (found.code, found.name) == ("no_data", "no_data:years")
    assert found.values == {"mineral": "tin", "stage": "mining", "years": "1999-2001"}
    assert isinstance(found.about, About)
    assert (found.about.mineral, found.about.stage) == ("tin", "mining")


def test_several_names_of_a_caution_are_several_values() -> None:
    of = About("tin", "mining", 2025)
    found = caution("withheld_excluded", what=of, countries=("Peru", "Chile"))
    assert found.values["countries"] == ("Peru", "Chile")
    assert found.message.startswith("tin mining 2025: figures are withheld for Peru, Chile;")
    assert found.is_of("tin", "mining", 2025)
    assert not found.is_of("tin", "mining", 2024)


def test_copies_of_a_caution_keep_its_values() -> None:
    found = caution("withheld_excluded", what=About("tin", "mining", 2025), countries=("Peru",))
    other = found.said(f"Japan: {found.message}")
    copies = [other, pickle.loads(pickle.dumps(found)), copy(found), deepcopy(found)]
    for one in copies:
        assert (one.name, one.values, one.level) == (found.name, found.values, found.level)
        assert one.is_of("tin", "mining", 2025)
        assert (one.about, one.short) == (found.about, found.short)
    assert len({found, *copies[1:]}) == 1  # one sentence is one caution
