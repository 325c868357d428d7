"""Who is named is largest by the rows, and nobody is where the flags forbid it."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import product
from math import fsum
from typing import Any

import pytest
from summarised import BUYERS, MINERALS, ODD, Asked, ask, fits, flags, rough

from critmin.core.names import countries

Rows = list[dict[str, Any]]
HIDDEN = {"withheld", "unknown", "withheld_excluded", "unknown_excluded", "residual_unknown"}
NAMES = sorted({country.name for country in countries().values()}, key=len, reverse=True)
SUPPLY = [
    ask("share", mineral, stage=stage)
    for mineral, stage in product([*MINERALS, *ODD], ("mining", "refining", "reserves"))
]
DOES = "mined|refined|produced|held|had"
FIGURE = r"(about |over |under )?(\d+(?:\.\d+)?)%"
CHANGE = rf"share of .+? (rose|fell) from {FIGURE} in (\d+) to {FIGURE} in (\d+)"
BOUGHT = rf"bought {FIGURE}(?: each)? of its recorded imports of (.+?) from (.+)"
AT = {"mining": "at the mine", "refining": "at the refinery"}


def tables(asked: Asked) -> list[Rows]:
    """Rows of each mineral, stage, form and year."""
    table = asked.table()
    found: dict[tuple[Any, ...], Rows] = defaultdict(list)
    for row in table or ():
        if row["year"] is not None:
            found[row["mineral"], row.get("stage"), row["year"]].append(row)
    return list(found.values())


def named(text: str) -> list[str]:
    """Countries of a sentence, in order."""
    found = {}
    for name in NAMES:
        place = text.find(name)
        if place >= 0 and not any(s <= place < s + len(n) for n, s in found.items()):
            found[name] = place
    return sorted(found, key=lambda name: found[name])


@pytest.mark.parametrize("asked", SUPPLY, ids=str)
def test_who_supplies_most(asked: Asked) -> None:
    parts = tables(asked)
    if len(parts) != 1:
        return
    (rows,), text = parts, str(asked.table().summary)  # type: ignore[union-attr]
    ranked = sorted(
        (row for row in rows if row["kind"] == "country" and row["share"]),
        key=lambda row: -row["share"],
    )
    rest = fsum(row["share"] or 0.0 for row in rows if row["kind"] == "residual")
    every = set().union(*map(flags, rows))
    if "residual_large" in every or rest >= ranked[0]["share"]:
        assert "is not known" in text
        assert "ahead of" not in text
        return
    first = re.search(rf"^(?:The )?(.+?) (?:{DOES}) {FIGURE} of the world's", text)
    assert first is not None, text
    assert first[1] == ranked[0]["country"]
    assert bool(first[2]) == (rough(ranked[0]) or float(first[3]) in {99.0, 0.1}), text
    if every & HIDDEN:
        assert not re.search(r"ahead of|largest|most\b|leads", text), text
        assert asked.options[0][1] == "reserves" or "not counting" in text or "no figure" in text
    elif behind := re.search(rf"ahead of (?:the )?(.+?) \({FIGURE}\)", text):
        assert behind[1] == ranked[1]["country"]
        assert fits(behind[3], ranked[1]["share"])
    for row in rows:
        if "withheld" in flags(row) and asked.options[0][1] != "reserves":
            assert row["country"] in text, "what is withheld is named"


@pytest.mark.parametrize(
    "asked", [ask("hhi", *one.args, **dict(one.options)) for one in SUPPLY], ids=str
)
def test_how_concentrated(asked: Asked) -> None:
    parts = tables(asked)
    if len(parts) != 1:
        return
    ((row,),), text = parts, str(asked.table().summary)  # type: ignore[union-attr]
    text = text.partition(", not counting")[0]
    if row["top_country"] is None or "top_uncertain" in flags(row):
        assert not named(text)
    else:
        assert named(text) == [row["top_country"]]
    words = {"high": "highly ", "moderate": "moderately ", "low": "not "}
    certain = row["band"] and "band_uncertain" not in flags(row)
    said = re.search(r"(highly |moderately |not )concentrated", text)
    assert (said[1] if said else None) == (words[row["band"]] if certain else None)


@pytest.mark.parametrize("mineral", [*MINERALS, *ODD])
def test_how_it_moved(mineral: str) -> None:
    asked = ask("trend", mineral)
    table = asked.table()
    if table is None or len({row["mineral"] for row in table}) > 1:
        return
    values = {(row["country"], row["year"]): row["value"] for row in table}
    newest = max(row["year"] for row in table if row["year"])  # type: ignore[type-var]
    own = [row for row in table if row["year"] == newest and row["iso3"] and row["value"]]
    text = table.summary
    if any("residual_large" in flags(row) for row in table if row["year"] == newest):
        return
    assert named(text)[0] == max(own, key=lambda row: row["value"])["country"]  # type: ignore[arg-type, return-value]
    moved = re.search(
        rf"share of .+? (rose|fell) from {FIGURE} in (\d+) to {FIGURE} in (\d+)", text
    )
    if moved:
        before, after = (values[named(text)[0], int(moved[at])] for at in (4, 7))
        assert fits(moved[3], before)
        assert fits(moved[6], after)
        assert (after > before) == (moved[1] == "rose")


@pytest.mark.parametrize("mineral", [*MINERALS, *ODD])
def test_who_holds_reserves(mineral: str) -> None:
    asked = ask("reserves", mineral)
    for rows in tables(asked):
        held = [row for row in rows if row["kind"] == "country" and row["reserves_share"]]
        if len(tables(asked)) == 1 and held:
            text = str(asked.table().summary)  # type: ignore[union-attr]
            top = max(held, key=lambda row: row["reserves_share"])
            figure = re.search(rf"held {FIGURE} of the listed reserves", text)
            assert named(text)[0] == top["country"]
            assert figure is None or fits(figure[2], top["reserves_share"])
            assert "years" not in text, "reserves over a year's output say nothing"


@pytest.mark.parametrize(
    "asked", [ask("dependency", b, m) for m, b in product(MINERALS[:12], BUYERS)], ids=str
)
def test_whom_a_buyer_buys_from(asked: Asked) -> None:
    forms = [rows for rows in tables(asked) if any(row["share"] for row in rows)]
    table = asked.table()
    if table is None or not forms:
        assert table is None or "cannot be told" in table.summary
        return
    text = table.summary
    largest = {}
    for rows in forms:
        own = [row for row in rows if row["share"] and row["supplier"] != "Other countries"]
        top = max(own, key=lambda row: row["share"])
        largest[rows[0]["stage"]] = {r["supplier"] for r in own if r["share"] == top["share"]}
        rest = fsum(row["share"] or 0 for row in rows if row["supplier"] == "Other countries")
        if rest >= top["share"] and len(forms) == 1:
            assert "most of any supplier named" in text
    if len(forms) == 1:
        bought = re.search(
            rf"bought {FIGURE}(?: each)? of its recorded imports of (.+?) from (.+)", text
        )
        assert bought is not None
        (leaders,) = largest.values()
        assert set(named(bought[4])[: len(leaders)]) == leaders
        (rows,) = forms
        assert fits(bought[2], max(row["share"] for row in rows if row["supplier"] in leaders))
    else:
        assert set(named(text.partition(":")[2])) <= set().union(*largest.values())
        assert len(re.findall(FIGURE, text)) >= min(3, len(forms)), "a form is left out"


@pytest.mark.parametrize("mineral", MINERALS)
def test_the_largest_source_of_imports(mineral: str) -> None:
    table = ask("reliance", mineral).table()
    for row in table or ():
        shares = [int(one) for one in re.findall(r"(\d+)%", str(row["sources_named"] or ""))]
        said = re.search(r"(\d+)% of its imports came from", table.summary)  # type: ignore[union-attr]
        if said and len(table or ()) == 1:
            assert int(said[1]) == max(shares)


@pytest.mark.parametrize("mineral", MINERALS)
def test_a_score_is_above_its_threshold_or_not(mineral: str) -> None:
    table = ask("risk", mineral).table()
    if table is None:
        return
    top = max(table, key=lambda row: row["score"] or 0)  # type: ignore[arg-type, return-value]
    low, high = (float(str(top[name] or top["score"])) for name in ("score_low", "score_high"))
    side = "below" if high < 1 else "above" if low > 1 else "around" if low < 1 else "at"
    assert f"{side} its threshold" in table.summary
    assert {"mining": "at the mine", "refining": "at the refinery"}[
        str(top["stage"])
    ] in table.summary


@pytest.mark.parametrize("mineral", [*MINERALS, *ODD])
def test_a_large_producer_without_a_printed_reserve_is_named(mineral: str) -> None:
    for rows in tables(ask("reserves", mineral)):
        bare = [
            row["country"]
            for row in rows
            if row["kind"] == "country"
            and row["reserves"] is None
            and (row["production_share"] or 0) > 0.05
        ]
        if len(tables(ask("reserves", mineral))) == 1:
            text = str(ask("reserves", mineral).table().summary)  # type: ignore[union-attr]
            for country in bare:
                assert country in text.partition("o reserve is printed for")[2]


@pytest.mark.parametrize("code", ["reserves", "share"])
def test_the_largest_miners_of_tantalum_have_no_printed_reserve(code: str) -> None:
    options = {} if code == "reserves" else {"stage": "reserves"}
    text = str(ask(code, "tantalum", **options).table().summary)  # type: ignore[union-attr]
    for country in ("DR Congo", "Rwanda", "Nigeria"):
        assert country in text


@pytest.mark.parametrize(
    ("mineral", "country", "said"),
    [
        (
            "tantalum",
            "COD",
            "No reserve is printed for DR Congo, which mined about 52% of the world's tantalum "
            "in 2025.",
        ),
        ("cobalt", "JPN", "Japan is not listed (cobalt reserves, 2025)."),
        ("tungsten", "USA", "No reserve of tungsten is printed for the United States (2025)."),
    ],
)
def test_a_country_without_a_reserve_has_a_sentence(mineral: str, country: str, said: str) -> None:
    assert str(ask("reserves", mineral, country=country).table().summary) == said  # type: ignore[union-attr]
