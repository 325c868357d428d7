"""`policy` and its views on the command line: what is refused, and what options do."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parent.parent / "broken" / "definitions"
with (FOLDER / "cases.csv").open(encoding="utf-8", newline="") as handle:
    CASES = list(csv.DictReader(handle))


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_every_file_has_a_case() -> None:
    there = {path.name for path in FOLDER.iterdir()} - {"cases.csv"}
    assert there == {case["file"] for case in CASES} - {"no_such_file.csv"}


@pytest.mark.parametrize("case", CASES, ids=[case["file"] for case in CASES])
def test_broken_definitions(run, monkeypatch, case) -> None:
    monkeypatch.chdir(FOLDER)
    line = run("policy", "coverage", "--definitions", case["file"]).refused(4)
    assert case["stderr_contains"] in line


REFUSED = [
    (2, ["meti", "--mineral", "lithium"], "--mineral is an option of policy dpa, policy acts"),
    (2, ["dpa", "--purpose", "reshoring"], "--purpose is an option of policy meti"),
    (2, ["--from", "2022"], "--from is an option of policy dpa, policy acts, policy awards"),
    (2, ["awards", "--summary"], "--summary is an option of policy coverage"),
    (2, ["dpa", "--from", "yesterday"], "from is 'yesterday'"),
    (2, ["dpa", "--from", "2022-02-30"], "from is '2022-02-30'"),
    (2, ["awards", "--as-of", "2022-13"], "as-of is '2022-13'"),
    (2, ["awards", "--from", "2025", "--to", "2024"], "the second date is before the first"),
    (
        2,
        ["coverage", "--from", "2025-03", "--to", "2022-06"],
        "the second date is before the first",
    ),
    (2, ["coverage", "--as-of", "2025", "--to", "2026"], "--as-of is one day"),
    (2, ["coverage", "--summary", "--money"], "exclude each other"),
    (2, ["coverage", "--year", "2022,2023"], "market values of one year"),
    (2, ["coverage", "--from", "2015"], "on record from 2019, not for 2015"),
    (3, ["budgets"], "unknown view 'budgets'"),
    (3, ["meti", "--purpose", "reshorin"], "did you mean reshoring"),
    (3, ["meti", "--by", "line"], "unknown grouping 'line'; known: purpose, year"),
    (3, ["awards", "--by", "minerals"], "did you mean mineral?"),
    (3, ["awards", "--instrument", "lone"], "did you mean loan"),
    (3, ["awards", "--programme", "dpa-title-i"], "did you mean dpa-title-iii"),
    (3, ["awards", "--mineral", "lithum"], "did you mean lithium?"),
    (3, ["dpa", "--mineral", "diamond"], "is ambiguous"),
    (4, ["meti", "--year", "2019"], "no budget line on record"),
    (4, ["meti", "--year", "2025", "--by", "year"], "FY2020 to FY2024"),
    (4, ["dpa", "--to", "2018"], "no act on record"),
    (4, ["dpa", "--mineral", "zeolites"], "no act on record names zeolites"),
    (4, ["awards", "--mineral", "zeolites"], "no award on record for zeolites"),
    (4, ["coverage", "--mineral", "zeolites"], "mentions zeolites"),
]


@pytest.mark.parametrize(
    ("code", "arguments", "said"), REFUSED, ids=[" ".join(c[1]) for c in REFUSED]
)
def test_refused(run, code, arguments, said) -> None:
    assert said in run("policy", *arguments).refused(code)


def test_one_of_several_minerals_lacks_an_award(run) -> None:
    got = run("policy", "awards", "--mineral", "zeolites", "--mineral", "tungsten", "--notes")
    assert got.code == 0
    found = read(got.out)
    assert found[-1]["minerals"] == "zeolites"
    assert found[-1]["flag"] == "no_data"
    assert found[-1]["amount_usd"] == ""
    assert "no award on record for zeolites" in got.err


def test_sums_keep_kinds_and_states_apart_and_leave_doubles_out(run) -> None:
    sums = read(run("policy", "awards", "--by", "all", "--as-of", "2026-11-24").out)
    keys = [(row["instrument"], row["status"]) for row in sums]
    assert len(keys) == len(set(keys))
    single = read(run("policy", "awards", "--as-of", "2026-11-24").out)
    for row in sums:
        mine = [
            float(a["amount_usd"])
            for a in single
            if (a["instrument"], a["status"]) == (row["instrument"], row["status"])
            and a["counted"] == "true"
            and a["amount_usd"]
        ]
        assert (row["amount_usd_high"] == "") == (not mine)
        assert float(row["amount_usd_high"] or 0) == sum(mine)
    assert sum(int(row["awards"]) for row in sums) == len(single) == 132


def test_a_mineral_of_a_joint_award_has_a_lower_and_an_upper_sum(run) -> None:
    found = read(run("policy", "awards", "--by", "mineral", "--mineral", "gold").out)
    assert {row["group"] for row in found} == {"gold"}
    assert all(row["amount_usd_low"] in {"0", ""} for row in found)  # never gold alone
    loan = next(row for row in found if row["instrument"] == "loan")
    assert float(loan["amount_usd_high"]) == 2.9e9


def test_a_letter_counts_until_the_loan_takes_its_place(run) -> None:
    def counted(day: str) -> str:
        rows = read(run("policy", "awards", "--mineral", "antimony", "--as-of", day).out)
        return next(r for r in rows if r["award_id"] == "exim-perpetua-loi-2024")["counted"]

    assert (counted("2026-05-20"), counted("2026-05-21")) == ("true", "false")


def test_own_definitions_replace_the_bundled_ones(run, tmp_path) -> None:
    mine = tmp_path / "mine.csv"
    mine.write_text(
        "id,kind,rule,value\nmagnets,class,mineral,rare-earths\nmagnets,class,mineral,cobalt\n"
        "rule,words,act,pd-2022-11\nrare-earths,value,usd,5000000000\nchina,china,above,0.9\n",
        "utf-8",
    )
    asked = ("policy", "coverage", "--summary", "--definitions", str(mine), "--as-of", "2025")
    got = run(*asked, "--notes")
    (row,) = read(got.out)
    assert (row["class"], row["reach"], row["as_of"]) == ("magnets", "rule", "2025-12-31")
    assert (row["minerals_count"], row["reached_low"], row["without_value"]) == ("2", "1", "0")
    assert f"file:{mine}" in row["source"].split(";")
    assert f"source: file:{mine}: own definitions" in got.err
    cobalt = float(row["value_usd"]) - 5e9
    assert float(row["value_share_low"]) == pytest.approx(cobalt / float(row["value_usd"]))


def test_definitions_from_standard_input(process) -> None:
    text = "id,kind,rule,value\nall,class,set,whole\nany,money,status,finalised\n"
    got = process(
        "policy", "coverage", "--summary", "--definitions", "-", "-q", stdin=text.encode()
    )
    assert got.code == 0
    assert {row["class"] for row in read(got.out)} == {"all"}


def test_views_are_listed(run) -> None:
    assert [row["view"] for row in read(run("policy").out)] == [
        "dpa",
        "acts",
        "awards",
        "meti",
        "coverage",
    ]
