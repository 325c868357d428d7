"""The editor's rules: each is broken once, and found."""

from __future__ import annotations

import pytest

from critmin.findings import editor
from critmin.findings.claims import Claim
from critmin.findings.finding import Finding, Statement, clause, statement
from critmin.measures.known import Known, exactly


def of(text: str, *claims: Claim) -> Finding:
    return Finding(statement(text, claims=claims))


def test_a_plain_finding_passes() -> None:
    assert editor.vetoes(of("China mined 70% of the tin in 2024 and 69% in 2023")) == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("tin rose in 2024 and lead in 2024", "a year twice"),
        ("China mined 0.0% of the tin", "a share that rounds to nothing"),
        ("tin cost 5 dollars, about 0% more than before", "a share that rounds to nothing"),
        ("the control is in_force", "a code"),
        ("by usgs@2026 it is 5", "a code"),
        ("China (70%", "an open bracket"),
        ("between them they have half", "its subject comes late"),
        (" ".join(["tin"] * 61), "over 60 words"),
        (" ".join(["tin"] * 31), "a headline over 30 words"),
    ],
)
def test_a_fault_of_wording_is_a_veto(text: str, fault: str) -> None:
    assert any(fault in one for one in editor.vetoes(of(text)))


def test_a_finding_says_what_the_question_was_limited_to() -> None:
    claim = Claim("graphite", "number", exactly(0), scope=("graphite",))
    assert editor.vetoes(of("no graphite product meets the rule", claim)) == []
    (veto, *_) = editor.vetoes(of("no product meets the rule", claim))
    assert veto.startswith("scope 'graphite' is not said")


def test_a_small_amount_does_not_lead() -> None:
    small, large = (Claim(name, "value", amount=a) for name, a in (("a", 5e4), ("b", 5e8)))
    assert editor.vetoes(of("a and b", large, small)) == []
    assert "too small an amount leads" in editor.vetoes(of("a and b", small, large))[0]
    # Where all are small, the largest leads.
    assert editor.vetoes(of("a and b", small, small)) == []


def test_a_change_is_not_said_from_too_small_a_base() -> None:
    assert editor.change(83, 0.1, floor=1000) is None
    assert editor.change(0, 5) is None
    assert editor.change(100, 99.99, rough="about ") == ("under 0.1% less", "than", False)
    assert editor.change(100, 199) == ("99% more", "than", False)


def test_shares_that_are_compared_are_of_one_period() -> None:
    mined, refined = (
        clause(name, claims=[Claim(name, "share", exactly(0.5), period=year)])
        for name, year in (("mined", "2025"), ("refined", "2024"))
    )
    said = Statement(clause("China"), (mined, refined))
    assert editor.vetoes(Finding(said)) == []
    (veto,) = editor.vetoes(Finding(said._replace(compares=True)))
    assert veto == "periods that are compared differ: 2024, 2025"
    assert editor.newest_common(["2025", "2024"], ["2024", "2023"]) == "2024"
    assert editor.newest_common(["2025"], ["2024"]) == ""


def test_a_picture_has_the_values_that_its_title_claims() -> None:
    claims = [Claim("tin", "hhi", Known(500.0, 600.0)), Claim("lead", "hhi", exactly(900.0))]
    assert editor.unseen(claims, [500.0, 900.0], measure="hhi") == []
    assert editor.unseen(claims, [900.0], measure="hhi") == [claims[0]]
