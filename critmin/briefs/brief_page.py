"""Page of a brief: its sentences, its largest risks, what changes next, one picture, its sources.

The same blocks are written as HTML and as PDF, and open the report and the page of the atlas.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from critmin.answers import reading
from critmin.answers.table import Table, several
from critmin.briefs.brief_rows import KINDS, NEXT
from critmin.briefs.control_sentences import happens
from critmin.briefs.part import Part
from critmin.briefs.topic import Topic
from critmin.briefs.two_figures import unlike
from critmin.core.dates import in_words
from critmin.core.errors import NoData
from critmin.core.sources import Source
from critmin.core.wording import capital, listed, lower, mineral_name
from critmin.pages.blocks import (
    SMALL,
    AnswerTable,
    Block,
    Code,
    Dates,
    Heading,
    Letters,
    Page,
    Paragraphs,
    Picture,
    Section,
    Sentences,
    Sources,
)
from critmin.pages.page_figures import picture_of
from critmin.pages.page_tables import Link, TableView, table_view

NAMED = 3  # risks named in the heading
COMING = 4  # dated changes on the page
YEARS = 10  # years of the picture's history
AHEAD = 400  # days in which a supplier's controls change that the picture shows
BEFORE = 2  # the newest trade is of two years before the day


@dataclass(frozen=True)
class BriefPage:
    """Content of a brief's page, made from its answer."""

    topic: Topic
    role: str | None
    day: str
    table: Table
    part: Part = field(repr=False)

    @property
    def title(self) -> str:
        """Title of the page."""
        of = {"mineral": "supply and controls", "supplier": "what it supplies"}
        kind = "mineral" if self.topic.kind == "mineral" else self.role or "buyer"
        return f"{self.topic.name}: {of.get(kind, 'supply of critical minerals')}"

    @property
    def sentences(self) -> list[str]:
        """Sentences of the brief, without the one on what changes next."""
        return [one for one in self.part.sentences if one != self.part.coming]

    @property
    def kind(self) -> str:
        """Kind of the rows: risk, producer or sale; empty without any."""
        return next((str(row["kind"]) for row in self.table if row["kind"] in KINDS), "")

    @property
    def heading(self) -> str:
        """Heading of the main table; of risks with the first of them."""
        first = [lower(mineral_name(slug)) for slug in self.risks[:NAMED]]
        of = f": {listed(first)}" if first else ""
        return f"{KINDS[self.kind].heading}{of}"

    @cached_property
    def rows(self) -> TableView | None:
        """The main table, with the whole answer as its CSV."""
        return self.linked()

    def linked(
        self, link: Link | None = None, files: Sequence[tuple[str, str]] = ()
    ) -> TableView | None:
        """The main table with cells that lead to other pages, and with the answer as files."""
        if not self.kind:
            return None
        own = self.table.mapped(lambda row: row if row.kind == self.kind else None)
        view = table_view(
            own.replace(warnings=(), notes=()),
            "brief-t",
            title=self._title(),
            columns=tuple(KINDS[self.kind].columns),
            headings=KINDS[self.kind].columns,
            link=link,
            bar="share",
            command=self.command,
            as_ordered=True,
            csv=self.table.to_csv(),
            files=files,
        )
        # Files also have the coming changes, which a page has as dates.
        return view._replace(file="brief.csv", total=len(self.table) if files else view.total)

    @property
    def risks(self) -> tuple[str, ...]:
        """Minerals of the risks, the largest first; none of another kind of brief."""
        rows = [row for row in self.table if row["kind"] == "risk"]
        return tuple(slug for row in rows for slug in several(row["minerals"]))

    def _title(self) -> str:
        year = " and ".join(sorted({str(y) for y in self.table.column("year") if y is not None}))
        order = "; in the order of the risk" if self.kind == "risk" else ""
        return f"{KINDS[self.kind].what}, {year}{order}"

    @property
    def rule(self) -> list[str]:
        """How the rows were chosen and what their shares are of."""
        return [f"{capital(note)}." for note in self.part.notes()]

    @property
    def coming(self) -> list[tuple[str, str]]:
        """Dates and what changes on them, the nearest first."""
        return [
            (in_words(change.date.text), f"{capital(happens(change))}.")
            for change in self.part.changes[:COMING]
        ]

    @property
    def cautions(self) -> list[str]:
        """The strongest cautions, in short."""
        return [short.text for short in reading.strongest(self.table)]

    @property
    def command(self) -> str:
        """Command that writes the brief again."""
        role = f" --as {self.role}" if self.role else ""
        return f"critmin brief {self.topic.code}{role} --as-of {self.day}"

    @cached_property
    def picture(self) -> Table | None:
        """Answer that the picture is of: history of the first risk, output, or own changes.

        The brief itself where that answer has no rows; None if the brief has none either.
        """
        makers = {"risk": self._history, "producer": self._output, "sale": self._controls}
        if not self.kind:
            return None
        try:
            found = makers[self.kind]()
        except NoData:
            return self.table
        return found if len(found) else self.table

    def _history(self) -> Table:
        from critmin.trade.dependency import dependency

        first = next(row for row in self.table if row["kind"] == "risk")
        (slug,), last = several(first["minerals"]), int(self.day[:4]) - BEFORE
        years = f"{last - YEARS + 1}:{last}"
        return dependency(self.topic.code, slug, stage=str(first["stage"]), year=years)

    def _output(self) -> Table:
        from critmin.supply.share import share

        stages = [str(row["stage"]) for row in self.table if row["kind"] == "producer"]
        return share(self.topic.code, stage=list(dict.fromkeys(stages)))

    def _controls(self) -> Table:
        from critmin.export_controls.controls import controls

        return controls(country=self.topic.code, as_of=self.day, expiring=AHEAD)

    @property
    def picture_says(self) -> str:
        """Why this picture."""
        if self.kind != "risk":
            return ""
        first = next(row for row in self.table if row["kind"] == "risk")
        (slug,) = several(first["minerals"])
        years = set(self.picture.column("year")) if self.picture is not None else set()
        how = "over the years" if len(years) > 1 else "by supplier"
        said = f"The first of the risks, {lower(mineral_name(slug))}, {how}."
        above = {"mineral": slug, "supplier_iso3": first["iso3"]}
        if self.picture is None or "supplier_iso3" not in self.picture.names:
            return said
        return f"{said} {unlike(self.picture, [first | above])}".strip()

    @property
    def sources(self) -> list[Source]:
        """Sources of the figures and of the picture, once each."""
        from critmin.pages.html_page import cited

        return cited([*self.table.sources, *(self.picture.sources if self.picture else ())])

    def drawn(self) -> Picture | None:
        """The picture, with why it is this one; None if there is none."""
        found = None if self.picture is None else picture_of(self.picture, "picture", sourced=True)
        return None if found is None else found._replace(says=self.picture_says)

    def section(
        self, picture: Picture | None, rows: TableView | None, *, sourced: bool = False
    ) -> Section:
        """All that the brief says, with a picture and its main table.

        ``sourced``: with the command of the table, and beside files its sources, on a page that has
        more tables.
        """
        found: list[Block] = [Sentences(tuple(self.sentences))]
        if rows is not None:
            found += [Heading("brief-rows", self.heading), AnswerTable(rows, notes=False)]
        none = self.part.coming or "No dated change of an export control is known."
        next_ = Dates(tuple(self.coming)) if self.coming else Paragraphs((none,))
        found += [Heading("brief-next", NEXT), next_]
        found += [picture] if picture is not None else []
        if rows is not None:
            said = Paragraphs((*self.rule, *self.cautions), SMALL)
            found += [Heading("brief-reading", "How to read this"), said, Letters(rows)]
        if rows is not None and sourced:
            from_ = f"{rows.source}. " if rows.files else ""  # a page alone has them at its end
            found.append(Paragraphs(((f"{from_}Command: ", Code(rows.command)),), SMALL))
        return Section("brief", "In brief", tuple(found), unseen=True)

    def page(self) -> Page:
        """The brief as a page of its own."""
        from critmin import __version__

        again = Code(f"{self.command} -o {self.topic.code.lower()}.html")
        law = (
            "This is law, not practice; n/a is no figure and not zero. Made offline by critmin "
            f"{__version__}; this page loads nothing. To make it again: "
        )
        return Page(
            "brief",
            f"{self.title}, {in_words(self.day)}",
            self.topic.name,
            self.day,
            (
                self.section(self.drawn(), self.rows),
                Section("sources", "Sources", (Sources(tuple(self.sources)),)),
            ),
            ((law, again), *(("More: ", Code(line)) for line in self.table.further)),
            brand="critmin brief",
        )
