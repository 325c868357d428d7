"""The engine of findings: what leaves, in which order, and what never does."""

from __future__ import annotations

import pytest
from traced import untraced

from critmin.findings.claims import Claim
from critmin.findings.finding import (
    LEADS,
    LESSER,
    MUST,
    WHEN,
    Finding,
    Statement,
    aside,
    brackets,
    clause,
    statement,
)
from critmin.measures.known import Known, exactly


def finding(also: str | None = "it is") -> Finding:
    """Three stages with their leader, year and what is left out; and a note."""
    stages = (("500", "at the mine", "Chile 40%"), ("600", "at the plant", "China 70%"))
    clauses = tuple(
        clause(
            f"{index} {at}",
            brackets(
                aside(leader, keep=LEADS, group="leaders", values=[0.4, 0.7]),
                aside("2024", keep=WHEN, group="year", values=["2024"]),
                aside("not counting Japan, whose figure is withheld", "without Japan", keep=MUST),
            ),
            claims=[Claim(f"tin {at}", "hhi", exactly(float(index)), period="2024")],
        )
        for index, at, leader in stages
    )
    lead = Statement(clause("the index of tin is"), clauses, also=also)
    return Finding(lead, (statement("no index for reserves"),))


def test_a_finding_is_rendered_whole_where_there_is_room() -> None:
    assert finding().fitted(300) == (
        "The index of tin is 500 at the mine (Chile 40%, 2024, not counting Japan, whose figure is "
        "withheld) and 600 at the plant (China 70%, 2024, not counting Japan, whose figure is "
        "withheld)"
    )


def test_a_first_sentence_over_thirty_words_gives_its_later_clauses_to_a_second() -> None:
    first, second = finding().sentence().split(". ")
    assert first.endswith(
        "500 at the mine (Chile 40%, 2024, not counting Japan, whose figure is withheld)"
    )
    assert second.startswith("It is 600 at the plant (China 70%")
    assert second.endswith("; no index for reserves.")


def test_without_a_second_beginning_the_sentence_is_fitted_instead() -> None:
    said = finding(also=None).sentence().split(". ")[0]
    assert len(said.split()) <= 30
    assert said.endswith("600 at the plant (China 70%, 2024, without Japan)")


@pytest.mark.parametrize("most", range(30, 260))
def test_what_must_be_said_is_never_left_out_and_no_bracket_stays_open(most: int) -> None:
    """At every length: whole asides and clauses leave, and exclusions stay with their clause."""
    text = finding().fitted(most)
    assert len(text) <= most
    assert text.count("(") == text.count(")") == text.count("Japan")
    assert text.count("Japan") == text.count(" at the ")
    assert text == "" or text.startswith("The index of tin is 500 at the mine")


def test_wordings_shorten_before_clauses_leave_then_years_then_who_leads() -> None:
    texts = [finding().fitted(most) for most in range(260, 40, -1)]
    seen = list(dict.fromkeys(text for text in texts if text))
    lost = {
        what: next(at for at, text in enumerate(seen) if what not in text)
        for what in ("whose figure", "600", "2024", "Chile")
    }
    order = sorted(lost, key=lambda what: lost[what])
    assert order == ["whose figure", "600", "2024", "Chile"]


def test_lesser_asides_leave_first_by_weight_and_what_fits_comes_back() -> None:
    said = clause(
        "tin cost 5 dollars",
        aside("a third of it for shipping and insurance", keep=LESSER),
        aside("8% more than in 2023", keep=LESSER + 1),
    )
    one = Finding(Statement(clause(), (said,)))
    assert one.fitted(60) == "Tin cost 5 dollars, 8% more than in 2023"
    light = clause("tin cost 5 dollars", aside("for ore"), aside("8% more than in 2023", keep=2))
    assert Finding(Statement(clause(), (light,))).fitted(30) == "Tin cost 5 dollars, for ore"


def test_a_clause_does_not_come_back_before_one_that_it_follows() -> None:
    clauses = [clause(text) for text in ("one", "a clause of very many letters", "two")]
    assert Finding(Statement(clause("it is"), tuple(clauses))).fitted(20) == "It is one"


def test_clauses_that_belong_together_stay_until_who_leads_has_left() -> None:
    clauses = tuple(
        clause(name, brackets(aside("China 40%", keep=LEADS, group="leaders")), keep=LEADS)
        for name in ("mining", "refining")
    )
    both = Finding(Statement(clause("both stages are high:"), clauses))
    assert both.fitted(50) == "Both stages are high: mining and refining"


def test_a_picture_leads_with_another_claim_of_the_same_finding() -> None:
    pictured = statement("China has 70%", claims=[Claim("China", "cr1", exactly(0.7))])
    other = finding()._replace(pictured=pictured)
    assert other.fitted() == "China has 70%"
    assert other.headline() == finding().headline()
    assert [claim.subject for claim in other.claims][-1] == "China"


def test_a_sentence_that_stands_before_all_never_leaves() -> None:
    warned = finding()._replace(first="No figure is of cassiterite alone")
    for text in (warned.sentence(), warned.headline(), warned.fitted(100)):
        assert text.startswith("No figure is of cassiterite alone. The index of tin is")
    assert warned.fitted(40) == ""


def test_hidden_characters_are_shown() -> None:
    assert Finding(statement("tin\u200b is 5")).headline() == "Tin\\u200b is 5"


def test_a_figure_of_no_claim_is_found() -> None:
    claim = Claim("tin", "hhi", exactly(540.0), period="2024")
    assert untraced(Finding(statement("tin is about 540 in 2024", claims=[claim]))) == []
    assert set(untraced(Finding(statement("tin is 640 in 2023", claims=[claim])))) == {
        "640",
        "2023",
    }


def test_claims_are_written_without_what_they_do_not_have() -> None:
    claim = Claim("tin", "hhi", Known(1.0, None, None, "at least"), period="2024")
    assert claim.as_dict() == {
        "subject": "tin",
        "measure": "hhi",
        "value": {"low": 1.0, "high": None, "value": None, "reason": "at least"},
        "period": "2024",
        "strength": "certain",
    }
