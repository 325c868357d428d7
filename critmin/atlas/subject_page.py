"""Page of a mineral, a buyer or a supplier: its brief, then an answer a section; and its files."""

from __future__ import annotations

from typing import NamedTuple

from critmin.atlas.answer_section import Place, section
from critmin.atlas.buyer_page import buyer_page
from critmin.atlas.mineral_page import mineral_page
from critmin.atlas.questions import Answer
from critmin.atlas.subjects import BUYER, MINERAL, SUPPLIER, Subject
from critmin.atlas.supplier_page import supplier_page
from critmin.briefs.brief import page_of
from critmin.briefs.brief_page import BriefPage
from critmin.briefs.topic import Topic
from critmin.core.errors import NoData
from critmin.core.sources import Source
from critmin.core.wording import capital
from critmin.pages import page_words as words
from critmin.pages.blocks import (
    LEAD,
    Block,
    Code,
    Line,
    Paragraphs,
    Picture,
    Search,
    Section,
    Sentences,
    Sources,
    Terms,
    contents,
)
from critmin.pages.html_page import cited
from critmin.pages.page_figures import picture_of

OPENINGS = {MINERAL: "producers", BUYER: "risks", SUPPLIER: "sales"}  # files of the brief's rows


class SubjectPage(NamedTuple):
    """What a page shows: the brief, or why there is none, and answers in their order."""

    subject: Subject
    day: str
    brief: BriefPage | None
    reason: str
    answers: tuple[Answer, ...]

    @property
    def answered(self) -> tuple[Answer, ...]:
        """Answers with rows."""
        return tuple(one for one in self.answers if one.table is not None)

    @property
    def missing(self) -> tuple[Answer, ...]:
        """Questions without an answer, each with its reason."""
        return tuple(one for one in self.answers if one.table is None)

    def sources(self, *more: Source) -> tuple[Source, ...]:
        """Sources of all answers and of the brief's rows, and more, once each."""
        tables = [one.table for one in self.answered]
        tables += [self.brief.table] if self.brief is not None else []
        return tuple(cited([*more, *(one for of in tables if of for one in of.sources)]))


def subject_page(subject: Subject, day: str, *, alone: bool = False) -> SubjectPage:
    """Ask all that a page shows.

    Parameters
    ----------
    subject : Subject
        What it is about.
    day : str
        ISO day for which export controls and bloc membership are read.
    alone : bool
        Whether it stands alone, without other pages beside it.
    """
    brief, reason = _brief(subject, day)
    if subject.kind == MINERAL:
        answers = mineral_page(subject, day, alone=alone)
    elif subject.kind == BUYER:
        risks = brief.risks if brief is not None else ()
        answers = buyer_page(subject, day, risks, alone=alone)
    else:
        answers = supplier_page(subject, day)
    return SubjectPage(subject, day, brief, reason, tuple(answers))


def _brief(subject: Subject, day: str) -> tuple[BriefPage | None, str]:
    """Brief that opens the page, or why there is none."""
    topic = Topic(subject.kind, subject.code, subject.name)
    try:
        return page_of(topic, day, SUPPLIER if subject.kind == SUPPLIER else None), ""
    except NoData as reason:
        return None, f"{capital(str(reason))}."


def blocks(page: SubjectPage, place: Place) -> tuple[Block, ...]:
    """All blocks of a page.

    Parameters
    ----------
    page : SubjectPage
        What it shows.
    place : Place
        Where it stands.
    """
    opening = _opening(page, place)
    above: set[str] = set()
    sections = [section(one, place, above) for one in page.answered]
    sections += [_missing(page.missing)] if page.missing else []
    sections.append(_sources(page, place))
    listed = [contents("Contents", (opening, *sections))] if page.answered else []
    return (opening, *listed, *([Search()] if place.alone else []), *sections)


def _opening(page: SubjectPage, place: Place) -> Section:
    """The brief at the top of a page."""
    brief = page.brief
    if brief is None:
        return Section("brief", "In brief", (Sentences((page.reason,)),), unseen=True)
    rows = brief.linked(place.link, place.files_of(OPENINGS[page.subject.kind]))
    return brief.section(_pictured(brief, place), rows, sourced=True)._replace(searched=True)


def _pictured(brief: BriefPage, place: Place) -> Picture | None:
    """Picture of the brief; that of a mineral's output is in the first section.

    The atlas has the histories of a buyer's risks as answers, and here their law.
    """
    if brief.kind == "producer":
        return None
    if place.alone:
        return brief.drawn()
    return picture_of(brief.table, "brief-figure", most=place.most)


def _missing(answers: tuple[Answer, ...]) -> Section:
    lead = "These questions have no answer in the bundled data. No data is not zero."
    entries = tuple((one.heading, _why(one)) for one in answers)
    found = (Paragraphs((lead,), LEAD), Terms(entries))
    return Section("absent", "Questions without an answer", found, searched=True)


def _why(answer: Answer) -> Line:
    """Why there is no answer, and what to type to be told so."""
    named = [f"{name}: {words.reason(why)}" for name, why in answer.gaps]
    said = " ".join(named) or words.reason(answer.reason)
    return (f"{said} ", Code(answer.command)) if answer.command else said


def _sources(page: SubjectPage, place: Place) -> Section:
    more = page.brief.sources if place.alone and page.brief is not None else ()
    found = page.sources(*more)
    if not found:
        return Section("sources", "Sources", (Paragraphs(("No source has figures for it.",)),))
    lead = Paragraphs(("Each figure is of one source; none are blended.",), LEAD)
    return Section("sources", "Sources and licences", (lead, Sources(found)))
