"""Every published number in docs/validation/ is computed again, and agrees or has its reason."""

from __future__ import annotations

from functools import cache

import pytest
import validation
import validation_import_shares
import validation_page
import validation_reasons
from validation import Computed, Kind, Published, Row, agrees, half_unit
from validation_kinds import KINDS

import critmin
from critmin.core.errors import QueryError

PAGE = validation.FOLDER.parent / "validation.md"
BY_ID = {kind.id: kind for kind in KINDS}


@cache
def tables() -> dict[str, list[Row]]:
    return {kind.id: validation.read(kind.id) for kind in KINDS}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)
def test_every_number_is_what_it_was_and_agrees_or_has_its_reason(kind: Kind) -> None:
    kept = tables()[kind.id]
    found = list(
        validation.rows(kind, [row.as_published for row in kept], validation_reasons.reason)
    )
    for was, now in zip(kept, found, strict=True):
        assert validation.same(was.computed, now.computed), (was.key, was.computed, now.computed)
        assert validation.same(was.tolerance, now.tolerance), was.key
        assert (was.agrees, was.reason) == (now.agrees, now.reason), was.key
        assert now.agrees == "yes" or now.reason in validation_reasons.meanings(), now.key
    differing = [row.as_published for row in found if row.agrees == "no"]
    assert not validation_reasons.stale(kind.id, differing)


def test_the_page_says_what_the_tables_hold() -> None:
    text = validation_page.page(KINDS, tables(), validation_reasons.meanings())
    assert PAGE.read_text("utf-8") == text, "run python docs/write_validation.py"


def test_the_page_counts_those_without_a_reason_that_was_found() -> None:
    meanings = validation_reasons.meanings()
    said = [name for name, text in meanings.items() if text.startswith("Not found out")]
    assert {*said} == {*validation_page.NOT_FOUND}
    rows = [row for own in tables().values() for row in own if row.reason in said]
    assert all(row.agrees == "no" for row in rows)
    plain = " ".join(PAGE.read_text("utf-8").split())
    assert f"for {len(rows)} it says that none was found" in plain


def test_only_a_lack_of_data_makes_a_share_that_is_not_computed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_names: str, **_options: str) -> None:
        raise QueryError("no such form")

    validation_import_shares._imports.cache_clear()
    monkeypatch.setattr(critmin, "dependency", refuse)
    rows = [row.as_published for row in tables()["usgs_import_shares"] if row.agrees]
    with pytest.raises(QueryError, match="no such form"):
        validation_import_shares.compute(rows[:1])
    validation_import_shares._imports.cache_clear()


def test_thousands_are_computed_and_no_number_stands_twice() -> None:
    own = [
        row
        for id_, rows in tables().items()
        if id_ not in validation_page.OTHER_INPUTS
        for row in rows
    ]
    assert sum(bool(row.agrees) for row in own) >= 5_700
    assert sum(row.agrees == "yes" for row in own) >= 5_300
    for id_, rows in tables().items():
        assert len({row.key for row in rows}) == len(rows), id_


def test_the_ledger_and_the_reasons_are_all_in_use() -> None:
    used = {row.reason for rows in tables().values() for row in rows} - {""}
    assert used == set(validation_reasons.meanings())
    assert {line[0] for line in validation_reasons.ledger()} <= set(BY_ID)


@pytest.mark.parametrize(
    ("text", "half"),
    [
        ("28,600", 50),
        ("588", 0.5),
        ("0.89", 0.005),
        ("110000", 5_000),
        ("400", 5),  # two digits are assumed at least
        ("7", 0.5),
        (">75", 0.5),
        ("0", 0),
        ("50.0", 0.05),
    ],
)
def test_half_a_unit_of_the_last_digit(text: str, half: float) -> None:
    assert half_unit(text) == half


def number(printed: str, value: float | None = None) -> Published:
    return Published("x", "", "", "2024", "usgs@2026", "percent", printed, value, "")


@pytest.mark.parametrize(
    ("printed", "value", "computed", "same"),
    [
        ("47", 47, 47.6, True),
        ("47", 47, 47.7, False),
        ("E", None, -20, True),
        ("E", None, 0.7, False),
        ("<25", 25, 12, True),
        ("<25", 25, 26, False),
        (">75", 75, 90, True),
        (">75", 75, 74, False),
    ],
)
def test_a_number_a_limit_and_a_net_exporter(
    printed: str, value: float | None, computed: float, same: bool
) -> None:
    assert agrees(number(printed, value), computed, 0.6) is same


def test_a_number_that_moves_stops_agreeing_and_no_rule_excuses_it() -> None:
    for id_ in (
        *("usgs_consumption", "iea_totals", "usgs_world_totals", "usgs_reliance"),
        *("eu_supply_risk_2023", "mean_prices", "geopolrisk_imports"),
    ):
        kind, excused = BY_ID[id_], 0
        rows = [row for row in tables()[id_] if row.agrees == "yes" and row.difference is not None]
        rows = rows[::3]
        computed = kind.compute([row.as_published for row in rows])
        for row in rows:
            one, right = row.as_published, computed[row.key]
            assert right.value is not None
            wrong = right._replace(value=1.37 * right.value + 3, flags=())
            tolerance = kind.allowed(one, wrong)
            assert not agrees(one, wrong.value or 0.0, tolerance), row.key
            excused += bool(validation_reasons.reason(kind, one, wrong, tolerance))
        assert excused <= 0.05 * len(rows), (id_, excused, len(rows))


def test_a_reason_of_geopolrisk_py_gives_its_number_and_no_other() -> None:
    kind = BY_ID["geopolrisk_imports"]
    rows = [row for row in tables()[kind.id] if row.agrees == "no"][::3]
    computed = kind.compute([row.as_published for row in rows])
    excused = 0
    for row in rows:
        one, right = row.as_published, computed[row.key]
        other = one._replace(published=1.001 * (one.published or 0.0))
        excused += bool(validation_reasons.reason(kind, other, right, 0.0))
        wrong = right._replace(value=2.1 * (right.value or 0.0))
        assert not validation_reasons.reason(kind, one, wrong, 0.0), row.key
    assert excused <= 0.02 * len(rows), excused


@pytest.mark.parametrize(
    ("id_", "name"),
    [
        ("usgs_reliance", "cut"),
        ("usgs_world_totals", "rows_do_not_add"),
        ("mean_prices", "estimate"),
    ],
)
def test_a_rule_of_one_number_holds_for_no_other(id_: str, name: str) -> None:
    rule = dict(validation_reasons.RULES[id_])[name]
    rows = [row for row in tables()[id_] if row.reason == name]
    computed = {row.key: Computed(row.computed) for row in rows}
    if name == "estimate":  # goes by the months
        computed = dict(BY_ID[id_].compute([row.as_published for row in rows]))
    assert rows
    for row in rows:
        one, right, far = row.as_published, computed[row.key], 6 * (row.tolerance or 0.0) + 1
        assert rule(one, right, row.tolerance or 0.0), row.key
        further = one._replace(published=(one.published or 0.0) + far)
        assert not rule(further, right, row.tolerance or 0.0), row.key
        wrong = right._replace(value=(right.value or 0.0) - far)
        assert not rule(one, wrong, row.tolerance or 0.0), row.key


def test_a_number_without_an_answer_needs_a_reason_too() -> None:
    kind = BY_ID["literature"]._replace(compute=lambda _published: {})
    (row,) = validation.rows(kind, [number("1", 1.0)], validation_reasons.reason)
    assert (row.agrees, row.reason, row.computed) == ("", "not_answered", None)


def test_what_differs_without_a_reason_has_none() -> None:
    kind = BY_ID["literature"]._replace(compute=lambda found: {found[0].key: Computed(2.0)})
    (row,) = validation.rows(kind, [number("1", 1.0)], validation_reasons.reason)
    assert (row.agrees, row.reason) == ("no", "")
