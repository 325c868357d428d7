"""Questions as tools of language models: their arguments, read from the options of the commands."""

from __future__ import annotations

import re
from collections.abc import Callable
from inspect import signature
from typing import Any

from critmin.answers.table import Table
from critmin.core.boundaries import Name, Number, Outside
from critmin.outlets.mcp_questions import Argument, Question

from .parameters import Parameter, parameters
from .registry import COMMANDS, Command

CHOICES = re.compile(r"\w+(\|\w+)+")
DATES = {"DATE": "2026-11-24", "YEAR|MONTH": "2024 or 2024-06", "YEARS|MONTHS": "2018:2024"}
OF_OUTPUT = {"format", "output", "quiet"}  # of a command that writes its own
BUNDLED_TRADE = ("trade", ("sample",))  # of one's own trade data only the bundled sample
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
    own = signature(function).parameters
    offered = [_argument(one) for one in parameters(command) if one.name in own and _is_open(one)]
    answers = (function.__doc__ or "").partition("\n")[0].rstrip()
    return Question(command.name, answers, LIMITS[command.name], tuple(offered), _asker(command))


def _is_open(one: Parameter) -> bool:
    """Whether models may give it: what opens a file or an address is no argument of a tool."""
    return (not one.outside.opens and one.name not in OF_OUTPUT) or _is_sample(one)


def _is_sample(one: Parameter) -> bool:
    """Whether it asks trade data, of which models may ask the bundled sample and no folder."""
    return one.name == BUNDLED_TRADE[0] and {*BUNDLED_TRADE[1]} <= {*one.takes.split("|")}


def _argument(one: Parameter) -> Argument:
    """An argument of a tool: the name of the option, its type, its choices and its help."""
    name = one.long[0].removeprefix("--").replace("-", "_") if one.long else one.name
    takes = _type(one)
    chosen = isinstance(takes, Name) and bool(takes.choices)
    placed = f"{one.takes}: " if one.is_argument else ""
    written = "" if chosen or one.is_argument else _written(one.takes)
    help_ = "Monthly trade of UK and Brazil instead." if _is_sample(one) else one.help
    said = f"{placed}{_said(help_)}{written}"
    return Argument(name, one.name, takes, said, many=one.many, required=one.required)


def _type(one: Parameter) -> Outside:
    """What comes in by it: the declared type, with its choices."""
    if _is_sample(one):
        return Name(BUNDLED_TRADE[1])
    if one.outside is Number:
        return Number(whole="int" in one.declared)
    if one.outside is not Name:
        return one.outside()
    words = tuple(one.takes.split("|")) if CHOICES.fullmatch(one.takes) else ()
    return Name(() if any(word.isupper() for word in words) else words)


def _said(text: str) -> str:
    """Help of an option in the words of a tool, whose arguments are no options."""
    plain = re.sub(r",( also)? by option", "", text)
    return re.sub(r"--([a-z][a-z-]*)", lambda found: found[1].replace("-", "_"), plain)


def _written(takes: str) -> str:
    """How a value is written, where its metavar says more than that it is a name or a number."""
    if takes in DATES:
        return f" As {DATES[takes]}."
    return f" As {takes.strip('.,')}." if set(takes) & set("|:=@") else ""


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
