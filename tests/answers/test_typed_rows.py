"""Typed rows of an answer stay in step with its cells, whatever is left out or put in order."""

from __future__ import annotations

import pickle
from functools import partial
from typing import Any

import pytest

import critmin
from critmin.answers.table import Column, Table
from critmin.company.long_rows import LongRows
from critmin.core.errors import QueryError
from critmin.core.named_tuple import NamedTuple


class Made(NamedTuple):
    """A row of the tests."""

    country: str
    share: float | None
    flag: tuple[str, ...] = ()


COLUMNS = (Column("country"), Column("share", "number"), Column("flag"))
ROWS = (Made("Chile", 0.5), Made("Peru", None, ("withheld",)), Made("China", 0.3))


class Counted(LongRows[Made]):
    """Rows made when they are read."""

    def __len__(self) -> int:
        return 1_000_000

    def row(self, at: int) -> Made:
        return Made(f"C{at}", at / 10)


def answer(rows: Any = ROWS) -> Table[Made]:
    return Table({"command": "test"}, COLUMNS, rows, sentence="All of it.")


def in_step(table: Table[Made]) -> bool:
    """Whether each row of cells is what its typed row has in the columns that are left."""
    return len(table.rows) == len(table.typed) and all(
        tuple(getattr(typed, name) for name in table.names) == tuple(row)
        for row, typed in zip(table.rows, table.typed, strict=True)
    )


def known(row: Made) -> Made | None:
    return row if row.share is not None else None


def doubled(row: Made, by: float) -> Made:
    return row._replace(share=None if row.share is None else row.share * by)


def test_a_question_answers_with_rows_of_its_own() -> None:
    first = critmin.share("lithium").typed[0]
    assert (first.country, first.kind) == ("Australia", "country")
    assert first.share == pytest.approx(critmin.share("lithium").column("share")[0])


@pytest.mark.parametrize("names", [["share"], ["flag", "country"], []])
def test_columns_left_out_leave_typed_rows_whole(names) -> None:
    part = answer().select(names)
    assert list(part.typed) == list(ROWS)
    assert in_step(part)
    assert part.names == tuple(names)


def test_columns_can_be_left_out_twice() -> None:
    part = answer().without("flag").select(["share"])
    assert part.rows == ((0.5,), (None,), (0.3,))
    assert [row.country for row in part.typed] == ["Chile", "Peru", "China"]


@pytest.mark.parametrize("table", [answer(), answer().select(["share", "country"])])
def test_filters_changes_and_orders_keep_both_in_step(table) -> None:
    fewer = table.mapped(known)
    assert [row.country for row in fewer.typed] == ["Chile", "China"]
    assert in_step(fewer)
    more = fewer.mapped(partial(doubled, by=2))
    assert more.column("share") == [1.0, 0.6]
    assert in_step(more)
    turned = more.in_order([1, 0])
    assert [row.country for row in turned.typed] == ["China", "Chile"]
    assert in_step(turned)
    assert turned.summary == "All of it."


def test_answers_of_one_question_are_joined_though_their_columns_differ() -> None:
    whole = answer().without("flag").joined([answer(ROWS[:1]), answer().without("share")])
    assert len(whole) == 7
    assert in_step(whole)
    with pytest.raises(QueryError, match="different questions"):
        answer().joined([critmin.share("tin")])


def test_plain_rows_put_in_become_rows_of_the_question() -> None:
    changed = answer().replace(rows=[("Chile", 1.0, ())])
    assert changed.typed[0].share == 1.0
    assert in_step(changed)


def test_rows_put_in_after_columns_were_left_out_have_no_other_cells() -> None:
    part = answer().select(["share"])
    same = part.replace(rows=[(0.3,), (0.5,)])
    assert [row.country for row in same.typed] == ["China", "Chile"]
    other = part.replace(rows=[(0.9,)])
    assert other.typed[0] == (None, 0.9, None)
    alike = answer((ROWS[0], ROWS[0]._replace(country="Peru"))).select(["share"])
    assert alike.replace(rows=[(0.5,)]).typed[0].country is None


def test_long_rows_are_made_when_they_are_read() -> None:
    long = answer(Counted()).select(["share"])
    assert long.typed[999_999].country == "C999999"
    assert long.in_order([5, 2]).typed[0] == Made("C5", 0.5)
    even = (
        answer(Counted())
        .in_order(range(10))
        .mapped(lambda row: row if row.country in {"C1", "C3"} else None)
    )
    assert isinstance(even.rows, LongRows)
    assert [row.country for row in even.typed] == ["C1", "C3"]
    assert in_step(even.select(["country"]))


def test_a_table_of_plain_rows_has_them_as_they_are() -> None:
    plain: Table = Table({}, COLUMNS[:2], (("Chile", 0.5),))
    assert plain.typed == (("Chile", 0.5),)
    assert plain.select(["share"]).typed == (("Chile", 0.5),)


def test_an_answer_passes_between_processes() -> None:
    whole = critmin.share("lithium", by="bloc:g7,eu27")
    found = pickle.loads(pickle.dumps(whole.without("flag")))
    assert found.typed == whole.typed
    assert found.summary == whole.summary
    assert [one.values for one in found.warnings] == [one.values for one in whole.warnings]
