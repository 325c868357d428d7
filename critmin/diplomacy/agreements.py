"""agreements: who agreed with whom on minerals, when, on which, and what became of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

from critmin.answers import read_as, records
from critmin.answers.builder import codes, no_data
from critmin.answers.cautions import caution
from critmin.answers.table import Caution, Column, Table
from critmin.core import arguments, dates, names, roles
from critmin.core.dates import Span
from critmin.core.named_tuple import NamedTuple
from critmin.core.role_rules import Rule
from critmin.declared.listed import CONTROLS
from critmin.declared.parameter import option
from critmin.declared.question import question
from critmin.diplomacy import bundled_tables, query
from critmin.diplomacy.records import KINDS, LIST, NAMED, SUBJECTS, TOLD, Agreement

if TYPE_CHECKING:
    from critmin.charts.model import Chart
    from critmin.declared import parameters as p

TEXT_FLAGS = {"no": "text_not_read", "part": "text_read_in_part", "no-text": "no_text"}
MARK_FLAGS = {
    "contested": "contested",
    "not-between-governments": "not_between_governments",
    "one-party": "one_party",
}


class Row(NamedTuple):
    """Agreement with its status on the day."""

    agreement_id: str
    date: str | None
    kind: str | None
    parties: tuple[str, ...]
    title: str | None
    minerals_as_named: str | None
    minerals: tuple[str, ...]
    minerals_reported: tuple[str, ...]
    named_by_list: tuple[str, ...]
    decarbonisation: str | None
    defence: str | None
    text_read: str | None
    status: str | None
    status_since: str | None
    followed_by: tuple[str, ...]
    paper_section: str | None
    grounded: bool | None
    confidence: str | None
    evidence: str | None
    verified_through: str | None
    flag: tuple[str, ...]
    source: tuple[str, ...]


class _Wanted(NamedTuple):
    """Filters of agreements, and the day of their status."""

    parties: tuple[str, ...]
    countries: tuple[str, ...]
    span: Span
    day: str
    kinds: tuple[str, ...]
    subject: str | None

    def fits(self, agreement: Agreement) -> bool:
        """Whether an agreement matches all filters except the minerals and the subject."""
        return (
            agreement.status(self.day) is not None
            and self.span.may_hold(agreement.date)
            and (not self.kinds or agreement.kind in self.kinds)
            and all(
                query.takes_part(agreement.parties, code, agreement.date.last)
                for code in self.parties
            )
            and (
                not self.countries
                or any(
                    query.takes_part(agreement.parties, code, agreement.date.last)
                    for code in self.countries
                )
            )
        )


Parties = Annotated[
    arguments.Words,
    option(
        "--party",
        takes="C",
        completes="buyer_names",
        help="Only agreements of this country or bloc; repeat for agreements of all of them.",
        many=True,
    ),
]
NamesSubject = Annotated[
    str | None,
    option(
        "--names",
        takes="SUBJECT",
        completes=("decarbonisation", "defence"),
        help="decarbonisation or defence: only texts known to name it.",
    ),
]


@question(
    "agreements",
    group=CONTROLS,
    place=4,
    answers="Who agreed with whom on minerals, and what became of it.",
    examples=(
        "critmin agreements --party USA --party ukraine",
        "critmin agreements lithium --party eu27 --from 2023",
    ),
    limits="Records compiled from pages, with the state as of a day.",
    named=Rule(rest="party"),
    picture=True,
)
def agreements(
    *named: p.RecordNames,
    mineral: p.NamedMinerals = None,
    party: Parties = None,
    country: p.AnyCountry = None,
    kind: p.RecordKinds = None,
    year: p.RecordYear = None,
    since: p.DatedFrom = None,
    until: p.DatedTo = None,
    as_of: p.RecordDay = None,
    subject: NamesSubject = None,
    newest: p.Newest = None,
) -> Table[Row]:
    """Agreements on minerals between states since 2020, and talks about them.

    Parameters
    ----------
    *named : str
        Minerals, and parties, in any order. Only agreements that name one of the minerals: by
        name, by its group (rare earths), by a list named as a whole, or by report. "Critical
        minerals" names no single mineral; the agreements that say no more are counted in a caution.
    party : str or sequence of str, optional
        Only agreements to which all of these countries and blocs are parties. A country is a
        party through its bloc; a bloc is one if it is named or all its members are.
    country : str or sequence of str, optional
        Only agreements to which any of these countries and blocs is a party.
    kind : str or sequence of str, optional
        Only these of `critmin.diplomacy.records.KINDS`.
    year : str, int or sequence of int, optional
        A year, or years without a gap (``2023:2025``), instead of ``since`` and ``until``.
    since, until : str or date, optional
        Only agreements dated between these; a day, a month or a year.
    as_of : str or date, optional
        Status at the end of this day, without later agreements; today when not given.
    subject : str, optional
        ``decarbonisation`` or ``defence``: only agreements whose text is known to name it.
        Those whose text was not read are counted in a caution: unknown is not no.
    newest : int, optional
        Only this number of agreements, the newest.

    Returns
    -------
    Table
        One row per agreement, the oldest first. ``minerals`` are those that the text names,
        ``minerals_reported`` those that only reports name or that are resources of a party.

    Raises
    ------
    UnknownName, AmbiguousName
        For an unknown or ambiguous name.
    QueryError
        If a date is not a day, month or year.
    NoData
        If no agreement on record matches.
    """
    said = roles.read("agreements", named, mineral=mineral, party=party)
    slugs = arguments.slugs(said.minerals)
    since, until = arguments.span_of_years(year, since, until)
    wanted = _Wanted(
        parties=query.places(said.of("party")),
        countries=query.places(country),
        span=dates.span(since, until),
        day=dates.last_day(as_of),
        kinds=query.chosen("kind", kind, KINDS),
        subject=arguments.choice("subject", subject, SUBJECTS),
    )
    fitting = [one for one in bundled_tables.agreements() if wanted.fits(one)]
    on_subject = [one for one in fitting if _says(one, wanted.subject) in {"", "yes"}]
    found = [
        one for one in on_subject if not slugs or any(query.how_named(one, slug) for slug in slugs)
    ]
    absent = [slug for slug in slugs if not any(query.how_named(one, slug) for one in found)]
    shown = found[-newest:] if newest else found
    return records.answer(
        [
            *(_row(one, wanted, slugs) for one in shown),
            *(no_data(Row, minerals=(slug,)) for slug in absent),
        ],
        _columns(),
        query={
            "command": "agreements",
            "minerals": said.minerals,
            "party": list(wanted.parties),
            "country": list(wanted.countries),
            "kind": list(wanted.kinds),
            "from": records.as_given(since),
            "to": records.as_given(until),
            "as_of": wanted.day,
            "subject": wanted.subject,
            "newest": newest,
        },
        named="agreement_id",
        nothing=_nothing(fitting, wanted),
        cautions=[
            *read_as.cautions(said),
            *_left_open(fitting, wanted),
            *filter(None, [_not_said(slug, on_subject) for slug in slugs if slug not in absent]),
            *query.cautions(shown, "agreement", wanted.day),
            caution("compiled:policies", what="agreement"),
        ],
        missing=[_absent(slug, on_subject) for slug in absent],
        notes=query.notes(shown),
        summary=_summary,
        chart=_chart,
    )


def _nothing(fitting: Sequence[Agreement], wanted: _Wanted) -> str:
    """Reason for an answer without rows: texts that were not read are no evidence of a no."""
    unread = sum(1 for one in fitting if _says(one, wanted.subject) == "unknown")
    if not unread:
        return "no agreement on record matches"
    return (
        f"no agreement of this choice is known to name {wanted.subject}; {unread} were not read "
        "for it, which is not a no"
    )


def _summary(table: Table) -> str:
    from critmin.summaries import controls_and_diplomacy as sentences

    return sentences.agreements(table)


def _chart(table: Table) -> Chart | None:
    from critmin.diplomacy.charts import agreements as drawn

    return drawn(table)


def _says(agreement: Agreement, subject: str | None) -> str:
    """Whether the text names a subject: yes, no or unknown; empty if none is asked for."""
    said = {"decarbonisation": agreement.decarbonisation, "defence": agreement.defence}
    return said[subject] if subject else ""


def _columns() -> tuple[Column, ...]:
    """Columns with this answer's meanings."""
    meanings = {
        "kind": f"Kind of agreement: {', '.join(KINDS)}",
        "title": "What was agreed",
        "minerals": "Minerals that the text names, by slug, separated by ;",
        "named_by_list": "Lists of minerals that the text names as a whole",
    }
    return query.columns(Row, meanings, date=9, parties=9, minerals=7, status=7, title=4)


def _row(agreement: Agreement, wanted: _Wanted, slugs: Sequence[str]) -> Row:
    changed = agreement.since is not None and agreement.since.first <= wanted.day
    return Row(
        agreement_id=agreement.agreement_id,
        date=agreement.date.text,
        kind=agreement.kind,
        parties=agreement.parties,
        title=agreement.title,
        minerals_as_named=agreement.minerals_as_named,
        minerals=agreement.minerals({NAMED}),
        minerals_reported=agreement.minerals(TOLD),
        named_by_list=agreement.lists,
        decarbonisation=agreement.decarbonisation,
        defence=agreement.defence,
        text_read=agreement.text_read,
        status=agreement.status(wanted.day),
        status_since=agreement.since.text if changed and agreement.since else None,
        followed_by=agreement.followed_by,
        paper_section=agreement.paper_section or None,
        grounded=agreement.grounded,
        confidence=agreement.confidence,
        evidence=query.pages(agreement),
        verified_through=agreement.verified_through,
        flag=codes(_flags(agreement, wanted, slugs)),
        source=(bundled_tables.SOURCE,),
    )


def _flags(agreement: Agreement, wanted: _Wanted, slugs: Sequence[str]) -> Iterator[str]:
    """Warning codes of one agreement."""
    yield from query.ground_codes(agreement)
    yield TEXT_FLAGS.get(agreement.text_read, "")
    yield from (MARK_FLAGS[mark] for mark in agreement.marks)
    if agreement.unsure_on(wanted.day):
        yield "date_uncertain"
    day = agreement.date.last
    asked = (*wanted.parties, *wanted.countries)
    yield query.through_bloc(agreement.parties, asked, day) or ""
    for slug in slugs:
        how = query.how_named(agreement, slug)
        if how in TOLD:
            yield "minerals_reported"
        if how == LIST:
            yield "names_list"
        elif how and query.names_group_only(agreement, slug):
            yield "names_group"


def _vague(slug: str, among: Sequence[Agreement]) -> int:
    """Number of agreements that may concern a mineral, but name only a group, or nothing seen."""
    return sum(1 for one in among if one.vague and not query.how_named(one, slug))


def _not_said(slug: str, among: Sequence[Agreement]) -> Caution | None:
    count = _vague(slug, among)
    return caution("mineral_not_said:agreements", count=count, mineral=slug) if count else None


def _absent(slug: str, among: Sequence[Agreement]) -> Caution:
    count = _vague(slug, among)
    if count:
        return caution("no_data:agreement_vague", count=count, mineral=slug)
    return caution("no_data:agreement", mineral=slug)


def _left_open(fitting: Sequence[Agreement], wanted: _Wanted) -> Iterator[Caution]:
    """Agreements that may belong to the answer: not read for its subject, or of members alone."""
    if wanted.subject:
        unread = [one for one in fitting if _says(one, wanted.subject) == "unknown"]
        if unread:
            yield caution("subject_unknown", count=len(unread), subject=wanted.subject)
    for code in wanted.parties:
        if code in names.bloc_names():
            alone = _of_members(code, wanted)
            if alone:
                yield caution("agreements_of_members", count=alone, bloc=code)


def _of_members(bloc: str, wanted: _Wanted) -> int:
    """Number of agreements of a bloc's members to which the bloc itself is no party."""
    others = wanted._replace(parties=tuple(code for code in wanted.parties if code != bloc))
    return sum(
        1
        for one in bundled_tables.agreements()
        if others.fits(one)
        and not query.takes_part(one.parties, bloc, one.date.last)
        and not {*names.members(bloc, one.date.last)}.isdisjoint(one.parties)
    )
