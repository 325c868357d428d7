"""How acts and awards stand on a day."""

from __future__ import annotations

import pytest

from critmin.core.dates import When
from critmin.policies.state import Act, Award, Budget, Named, doubles, status, tied


def award(date="2022-10-19", last="finalised", ended="", precision="day", **more) -> Award:
    shape = {10: "day", 7: "month", 4: "year"}
    fields = {
        "award_id": "one",
        "date": When.read(date, shape[len(date)]),
        "administration": "biden",
        "programme": "dfc",
        "kind": "grant",
        "recipient": "",
        "project": "",
        "iso3": "",
        "stages": (),
        "amount_usd": 1.0,
        "amount_is": "award",
        "last_status": last,
        "ended": When.read(ended, precision),
        "paid_usd": None,
        "counted": True,
        "counted_in": "",
        "confidence": "page_seen",
        "evidence": "",
        "note": "",
        "names": (),
    }
    return Award(**(fields | more))


@pytest.mark.parametrize(
    ("given", "day", "expected"),
    [
        (award(), "2022-10-18", None),
        (award(), "2022-10-19", "finalised"),
        (award("2022"), "2021-12-31", None),
        (award("2022"), "2022-06-30", "unsure"),
        (award("2022"), "2022-12-31", "unsure"),
        (award("2022"), "2023-01-01", "finalised"),
        (award(last="cancelled", ended="2025-10", precision="month"), "2025-03-31", "stood"),
        (award(last="cancelled", ended="2025-10", precision="month"), "2025-10-15", "unsure"),
        (award(last="cancelled", ended="2025-10", precision="month"), "2025-10-31", "cancelled"),
        (award(last="cancelled", ended="2025-10-15"), "2025-10-14", "stood"),
        (award(last="cancelled", ended="2025-10-15"), "2025-10-15", "cancelled"),
        (award(last="cancelled"), "2023-01-01", "unsure"),
        (award(last="restructured"), "2023-01-01", "restructured"),
    ],
)
def test_status(given, day, expected) -> None:
    assert status(given, day) == expected


def test_a_sum_is_counted_until_the_other_one_is_there() -> None:
    letter = award("2024-04-08", counted=False, counted_in="two")
    loan = award("2026-05-21", award_id="two")
    assert not doubles(letter, loan, "2026-05-20")
    assert doubles(letter, loan, "2026-05-21")
    assert doubles(award(counted=False), None, "2030-01-01")
    assert not doubles(loan, None, "2030-01-01")


def test_acts_stand_from_signature_to_revocation() -> None:
    act = Act(
        "eo",
        "5",
        "",
        "Biden",
        "executive-order",
        "EO 14110",
        "",
        "dpa-title-vii",
        True,
        "artificial-intelligence",
        "",
        "2023-10-30",
        "",
        "",
        "2025-01-20",
        "EO 14148",
        "page_seen",
        "",
        "",
        True,
        "",
        "",
        "",
        (),
    )
    days = ("2023-10-29", "2023-10-30", "2025-01-19", "2025-01-20")
    assert [act.stands(day) for day in days] == [False, True, True, False]
    rule = act._replace(signed="", effective="2027-01-01", revoked="")
    assert rule.day == "2027-01-01"
    assert not rule.stands("2026-12-31")


def line(level, part_of, amount, year=2022, by="paper") -> Budget:
    return Budget(
        "x" if level == "total" else "y",
        "",
        year,
        "reshoring",
        "",
        level,
        part_of,
        amount,
        by,
        "",
        "",
        "",
        "",
        (),
        "",
    )


def test_parts_of_another_year_or_another_source_are_not_added() -> None:
    total = line("total", "", 3.0)
    lines = (
        total,
        line("part", "x", 1.0),
        line("part", "x", 2.5),
        line("part", "x", 9.0, 2023),
        line("part", "x", 7.0, by="ministry"),
    )
    assert tied(total, lines) == (3.5, 2)
    assert tied(total, (total,)) == (None, 0)


def test_minerals_that_are_not_published_are_none() -> None:
    stock = award(names=(Named("", "unnamed", "multi-mineral"), Named("gallium", "named", "")))
    assert stock.minerals == ("gallium",)
