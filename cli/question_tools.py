"""Questions as tools of language models: their arguments, read from the options of the commands."""

from __future__ import annotations

import re
from collections.abc import Callable
from inspect import signature
from typing import Any

from critmin.answers.table import Table
from critmin.outlets.mcp_questions import NUMBER, SWITCH, TEXT, TEXTS, WHOLE, Argument, Question

from .parameters import Parameter, parameters
from .registry import COMMANDS, Command

CHOICES = re.compile(r"\w+(\|\w+)+")
# Own files, and engines that read them: a tool has no argument for them.
FILES = {"data", "column_map", "sheet", "wide", "decimal", "limit", "engine", "data_from", "lake"}
DATES = {"DATE": "2026-11-24", "YEAR|MONTH": "2024 or 2024-06", "YEARS|MONTHS": "2018:2024"}
BUNDLED_TRADE = ("trade", ("sample",))  # of one's own trade data only the bundled sample
LAKE_ALONE = "LAKE"  # what --trade takes where the sample does not answer
# What each question leaves out, and how it is to be read.
LIMITS = {
    "share": "By country of mine or plant, not of its owner. Withheld and unknown output is in no "
    "share. Of one source and year, named in each row.",
    "hhi": "By country, not by firm. Bounds are given for what is not attributed to a country; an "
    "empty index is not known.",
    "trend": "Years come from several editions, named in each row; a jump can be a new edition.",
    "reserves": "Reserves are what can be mined today at a profit, not what is in the ground.",
    "dependency": "Recorded imports by customs value; re-exports are not subtracted. Tariff codes "
    "that also hold other goods give no share.",
    "exposure": "Law, not practice: a share under licence is not a share refused. Shares are of "
    "the traded forms that are recorded.",
    "shock": "Losses if shipments stop and nothing reacts; stocks are not published. No forecast.",
    "screen": "Indicators of a published rule with its limits; a product that meets them is called "
    "dependent by that rule alone.",
    "effect": "What happened after, never because of: beside goods that no measure touches and the "
    "same months before. Imports of the United Kingdom and Brazil.",
    "via": "Shares are intervals that hold if imports mix evenly; name no middle.",
    "controls": "States on a day as far as the sources cover it; after that day they are not "
    "confirmed. Entity lists and end-use bans are in no share.",
    "reliance": "As the publisher prints it, for the United States; for others computed from "
    "trade, as bounds.",
    "risk": "Scores of published methods, recomputed; not comparable between methods.",
    "price": "As printed by one source with its unit; forms of a mineral have different prices.",
    "market": "Sums of demand or output times a price; minerals without a price are left out.",
    "lists": "What official lists say on the day of each list.",
    "technology": "Masses by technology of one study; designs differ.",
    "demand": "Clean products; stated figures carry their bound (more than, about).",
    "policy": "Records compiled from pages, each with its confidence; sums leave out what no page "
    "supports.",
    "agreements": "Records compiled from pages, with the state as of a day.",
    "events": "Records compiled from pages; what answered what is by compiled links, not by cause.",
    "brief": "A selection of the other questions, each row with its source.",
    "compare": "Two sides of one question; a difference can be one of sources or editions.",
    "minerals": "Which minerals, stages and years have figures.",
    "sources": "Publisher, edition, licence and address of each source.",
    "cite": "Citations of the sources of the figures.",
}


def questions() -> list[Question]:
    """Questions that are tools, in the order of the help."""
    return [_question(COMMANDS[name]) for name in COMMANDS if name in LIMITS]


def _question(command: Command) -> Question:
    function = command.function()
    kinds = {name: str(one.annotation) for name, one in signature(function).parameters.items()}
    offered = [
        _argument(one, kinds[one.name])
        for one in parameters(command)
        if one.name in kinds and one.name not in FILES | {"format", "output", "quiet"}
        if one.takes != LAKE_ALONE
    ]
    answers = (function.__doc__ or "").partition("\n")[0].rstrip()
    return Question(command.name, answers, LIMITS[command.name], tuple(offered), _asker(command))


def _argument(one: Parameter, declared: str) -> Argument:
    """An argument of a tool: the name of the option, its type, its choices and its help."""
    name = one.long[0].removeprefix("--").replace("-", "_") if one.long else one.name
    choices = tuple(one.takes.split("|")) if CHOICES.fullmatch(one.takes) else ()
    if any(choice.isupper() for choice in choices):
        choices = ()
    if one.name == BUNDLED_TRADE[0]:
        choices = BUNDLED_TRADE[1]
    placed = f"{one.takes}: " if one.is_argument else ""
    written = "" if choices or one.is_argument else _written(one.takes)
    help_ = one.help if one.name != BUNDLED_TRADE[0] else "Monthly trade of UK and Brazil instead."
    said = f"{placed}{_said(help_)}{written}"
    return Argument(name, one.name, _kind(one, declared), choices, one.required, said)


def _said(text: str) -> str:
    """Help of an option in the words of a tool, whose arguments are no options."""
    plain = re.sub(r",( also)? by option", "", text)
    return re.sub(r"--([a-z][a-z-]*)", lambda found: found[1].replace("-", "_"), plain)


def _written(takes: str) -> str:
    """How a value is written, where its metavar says more than that it is a name or a number."""
    if takes in DATES:
        return f" As {DATES[takes]}."
    return f" As {takes.strip('.,')}." if set(takes) & set("|:=@") else ""


def _kind(one: Parameter, declared: str) -> str:
    if one.many:
        return TEXTS
    if not one.takes:
        return SWITCH
    words = set(re.findall(r"\b(int|float|bool)\b", declared.partition(",")[0]))
    return WHOLE if "int" in words else NUMBER if "float" in words else TEXT


def _asker(command: Command) -> Callable[..., Table]:
    """Function that asks; imported when the question is first asked."""

    def ask(**given: Any) -> Table:
        if command.name == "cite":
            from critmin.about.sources import cite

            return cite(**given)
        answer = command.function()(**given)
        table: Table = answer[0] if isinstance(answer, tuple) else answer
        return table

    return ask
