"""compare on the command line."""

from __future__ import annotations

import csv
import io
import json

import pytest


def test_rows_have_both_figures(run) -> None:
    got = run("compare", "share", "rare-earths", "usgs@2025", "usgs@2026", "-f", "csv", "-q")
    rows = list(csv.DictReader(io.StringIO(got.out)))
    assert got.code == 0
    assert list(rows[0])[:5] == ["mineral", "stage", "country", "iso3", "kind"]
    assert list(rows[0])[-6:] == ["a", "b", "difference", "ratio", "flag", "source"]
    china = next(row for row in rows if row["iso3"] == "CHN")
    assert float(china["difference"]) == float(china["b"]) - float(china["a"])
    canada = next(row for row in rows if row["iso3"] == "CAN")
    assert (canada["a"], canada["difference"]) == ("", "")


def test_options_go_to_the_question(run) -> None:
    got = run(
        *("compare", "exposure", "japan", "germany", "--supplier", "china"),
        *("--mineral", "graphite", "--year", "2022", "-f", "json"),
    )
    answer = json.loads(got.out)
    assert [(row["mineral"], row["year_a"]) for row in answer["data"]] == [("graphite", 2022)]
    assert answer["query"]["question"] == "exposure"
    assert answer["query"]["supplier"] == "china"
    assert answer["summary"].startswith("The share of recorded imports from China")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("share", "lithium"), 2, "name two sides"),
        (("share", "lithium", "cobalt", "2020", "2024"), 2, "two readings"),
        (("hhi", "cobalt", "2020", "2024", "--supplier", "china"), 2, "not an option of hhi"),
        (("exposure", "japan", "germany"), 2, "exposure needs --supplier"),
        (("shore", "lithium", "2020", "2024"), 3, "did you mean share"),
        (("share", "lithium", "1950", "2024"), 4, "1950: "),
        (
            (
                "share",
                "graphite",
                "aluminium",
                "--measure",
                "quantity",
                "--stage",
                "mining,refining",
            ),
            4,
            "unlike units",
        ),
    ],
)
def test_what_is_refused(run, words, code, said) -> None:
    assert said in run("compare", *words).refused(code)
