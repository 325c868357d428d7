"""Facts are not read out of texts that critmin has written: they travel as what they are."""

from __future__ import annotations

import ast

import pytest
from text_parsing import READERS, ROOT, counts, lines_of, outside_readers

# Lines that still take apart what critmin wrote: titles cut from sentences, and words put right
# for a screen or a page. A number may fall; a new one is a fact that should travel as a value.
LEFT = {
    "critmin.about.charts": 4,
    "critmin.answers.finding": 2,
    "critmin.answers.plain_text": 13,
    "critmin.answers.reading": 3,
    "critmin.answers.workbook": 1,
    "critmin.answers.writing": 1,
    "critmin.atlas.answer_section": 1,
    "critmin.atlas.mineral_page": 1,
    "critmin.atlas.subjects": 1,
    "critmin.briefs.buyer_brief": 2,
    "critmin.briefs.control_sentences": 3,
    "critmin.charts.figures": 1,
    "critmin.charts.labels": 8,
    "critmin.charts.model": 1,
    "critmin.charts.series": 1,
    "critmin.charts.time_axis": 1,
    "critmin.clean_products.charts": 1,
    "critmin.comparisons.charts": 11,
    "critmin.diplomacy.charts": 6,
    "critmin.disruption.count_charts": 3,
    "critmin.disruption.loss_charts": 4,
    "critmin.disruption.stocks": 1,
    "critmin.disruption.stopped_imports": 1,
    "critmin.export_controls.chart_lines": 5,
    "critmin.export_controls.charts": 1,
    "critmin.export_controls.state": 1,
    "critmin.findings.editor": 4,
    "critmin.findings.finding": 1,
    "critmin.findings.phrases": 2,
    "critmin.markets.charts": 3,
    "critmin.markets.market_charts": 1,
    "critmin.markets.price_finding": 1,
    "critmin.pages.page_tables": 5,
    "critmin.pages.page_words": 12,
    "critmin.paper.charts": 5,
    "critmin.paper.claim_cases": 1,
    "critmin.paper.claim_markets": 1,
    "critmin.paper.claim_policy": 3,
    "critmin.paper.claims": 1,
    "critmin.paper.figure1_control_moves": 2,
    "critmin.paper.figure4_acts": 1,
    "critmin.policies.charts": 2,
    "critmin.policies.coverage_definitions": 1,
    "critmin.policies.money_charts": 1,
    "critmin.screening.charts": 1,
    "critmin.screening.effect_charts": 1,
    "critmin.screening.sentences": 1,
    "critmin.summaries.contents": 2,
    "critmin.summaries.demand": 2,
    "critmin.summaries.mineral_controls": 3,
    "critmin.summaries.paper": 7,
    "critmin.summaries.phrases": 3,
    "critmin.summaries.policy": 5,
    "critmin.summaries.reliance": 3,
    "critmin.summaries.reserves": 1,
    "critmin.summaries.risk": 1,
    "critmin.summaries.shock": 2,
    "critmin.summaries.trend": 2,
    "critmin.summaries.uses": 1,
    "critmin.summaries.via": 1,
    "critmin.supply.bloc_members": 1,
    "critmin.supply.charts": 3,
    "critmin.supply.hhi_charts": 2,
    "critmin.supply.share_charts": 1,
    "critmin.supply.source_choice": 1,
    "critmin.supply_risk.balance": 1,
    "critmin.supply_risk.missing_tables": 1,
    "critmin.tracing.charts": 1,
    "critmin.tracing.not_traced": 2,
    "critmin.trade.charts": 1,
    "critmin.uses.charts": 2,
    "critmin.uses.list_charts": 1,
}
EVERY = counts()
FOUND = outside_readers()


@pytest.mark.parametrize("module", sorted(FOUND.keys() | LEFT.keys()))
def test_no_module_reads_more_out_of_texts_than_it_did(module) -> None:
    assert FOUND[module] <= LEFT.get(module, 0), f"{module}: pass the value on instead of its text"


def test_texts_outside_the_readers_are_taken_apart_ever_less() -> None:
    assert FOUND.total() <= sum(LEFT.values()) <= 178


def test_every_room_of_readers_reads() -> None:
    idle = [
        room
        for room in READERS
        if not any(name == room or name.startswith(f"{room}.") for name in EVERY)
    ]
    assert not idle


def test_lines_that_take_a_text_apart_are_seen() -> None:
    code = "a = x.partition(':')[0]\nb = re.sub('a', 'b', c)\nd = PATTERN.match(e)\nf = g.lower()"
    assert lines_of(ast.parse(code)) == {1, 2, 3}


def test_nobody_takes_a_caution_apart() -> None:
    """Of a caution, its message is printed or joined; what it was made from are its values."""
    for path in sorted((ROOT / "critmin").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            of = [ast.unparse(one) for one in (node.func.value, *node.args)]
            apart = node.lineno in lines_of(ast.Module([ast.Expr(node)], []))
            starts = node.func.attr in {"startswith", "endswith", "find", "index"}
            where = f"{path.relative_to(ROOT)}:{node.lineno}"
            read = any(text.endswith(".message") for text in of) and (apart or starts)
            known = ("critmin/answers/reading.py", "critmin/summaries/prices.py")
            assert not read or where.startswith(known), where
