"""The engine of findings: clauses with claims and asides, rendered whole or fitted. Pure.

No text is cut, split or matched: what does not fit leaves as a whole, the least important first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from critmin.core.errors import visible
from critmin.core.named_tuple import NamedTuple
from critmin.core.wording import capital, listed
from critmin.findings.claims import Claim

# Classes of asides: those below WHEN leave first, then clauses, then years, then who leads.
LESSER, WHEN, LEADS, MUST = 1, 100, 200, 1000
WORDS, HEADLINE = 60, 30  # most words of a sentence with all that follows it, and of a headline
TITLE = 140  # most characters of the title of a picture

Value = float | int | str | None


class Aside(NamedTuple):
    """Words that may leave a clause, in wordings from the longest to the shortest.

    ``keep`` is its class: one that is `MUST` is shortened and never leaves; of the others the
    lowest leaves first. Asides of one ``group`` leave together. ``joint`` stands before it,
    ``values`` are what its figures are from. An aside without wordings says nothing.
    """

    wordings: tuple[str, ...]
    keep: int = LESSER
    group: str = ""
    joint: str = ", "
    values: tuple[Value, ...] = ()


class Brackets(NamedTuple):
    """Asides in round brackets; nothing is written if all of them have left."""

    asides: tuple[Aside, ...]


Part = str | Aside | Brackets


class Clause(NamedTuple):
    """One or more claims in words: texts and asides in order.

    Clauses leave from the last one; those whose ``keep`` is `LEADS` only after all years and
    leaders, those with `MUST` never, nor does the first of all.
    """

    parts: tuple[Part, ...]
    claims: tuple[Claim, ...] = ()
    keep: int = LESSER


class Statement(NamedTuple):
    """Clauses that share a beginning: "the HHI of lithium is" a, b "and" c.

    ``joint`` is "and" or a sign between the clauses. ``also`` begins a second sentence with the
    clauses for which the first has no room, empty if they are sentences; without it they leave.
    A statement that ``compares`` has all its claims of one period.
    """

    start: Clause
    clauses: tuple[Clause, ...]
    joint: str = "and"
    also: str | None = None
    compares: bool = False

    @property
    def claims(self) -> tuple[Claim, ...]:
        """Claims of the beginning and of all clauses."""
        return tuple(claim for one in (self.start, *self.clauses) for claim in one.claims)


def aside(
    *wordings: str,
    keep: int = LESSER,
    group: str = "",
    joint: str = ", ",
    values: Sequence[Value] = (),
) -> Aside:
    """An aside; empty wordings are left out."""
    return Aside(tuple(filter(None, wordings)), keep, group, joint, tuple(values))


def brackets(*asides: Aside) -> Brackets:
    """Asides in one pair of round brackets, joined by their ``joint``."""
    return Brackets(asides)


def clause(*parts: Part, claims: Sequence[Claim] = (), keep: int = LESSER) -> Clause:
    """A clause of texts and asides with its claims."""
    return Clause(tuple(parts), tuple(claims), keep)


def statement(*parts: Part, claims: Sequence[Claim] = ()) -> Statement:
    """A statement of one clause."""
    return Statement(Clause(()), (clause(*parts, claims=claims),))


class Finding(NamedTuple):
    """What an answer finds.

    The first statement leads; ``others`` follow it in a second sentence. A picture may lead with
    another claim: ``pictured``. ``first`` is a sentence before all, which never leaves.
    """

    lead: Statement
    others: tuple[Statement, ...] = ()
    pictured: Statement | None = None
    first: str = ""

    @property
    def claims(self) -> tuple[Claim, ...]:
        """All claims, those that lead first, each once."""
        every = (self.lead, *self.others, *filter(None, [self.pictured]))
        return tuple(dict.fromkeys(claim for one in every for claim in one.claims))

    @property
    def values(self) -> tuple[Value, ...]:
        """Values of all asides, from which figures are said that no claim has."""
        every = (self.lead, *self.others, *filter(None, [self.pictured]))
        return tuple(value for one in every for _at, part in _asides(one) for value in part.values)

    def sentence(self) -> str:
        """The finding in one or two sentences of at most 60 words, the first of at most 30."""
        draft = _Draft((self.lead, *self.others))
        return self._seen([self.first, *_fit(draft, _Draft.sentences, _is_read)])

    def headline(self) -> str:
        """The leading statement in at most 30 words, without its full stop."""
        return self._seen([self.first, self._one(self.lead, _Draft.line, _is_headline)], end="")

    def fitted(self, most: int = TITLE) -> str:
        """The statement of a picture in at most so many characters; empty if it cannot fit."""
        room = most - len(self.first) - len(". ") * bool(self.first)
        said = self._one(self.pictured or self.lead, _Draft.line, lambda text: len(text[0]) <= room)
        return self._seen([self.first, said], end="") if len(said) <= room else ""

    def as_dict(self) -> dict[str, Any]:
        """Sentence, headline and claims, as written to files."""
        return {
            "sentence": self.sentence(),
            "headline": self.headline(),
            "claims": [claim.as_dict() for claim in self.claims],
        }

    def _one(self, said: Statement, render: Render, fits: Fits) -> str:
        return _fit(_Draft((said,)), render, fits)[0]

    def _seen(self, sentences: Sequence[str], end: str = ".") -> str:
        texts = [capital(text) for text in sentences if text]
        return visible(f"{'. '.join(texts)}{end if texts else ''}")


class _Draft:
    """Statements with the wording of each aside that is in use, and the clauses that have left."""

    def __init__(self, statements: tuple[Statement, ...]) -> None:
        self.statements = statements
        self.level: dict[tuple[int, ...], int] = {}  # of asides and clauses by address

    def line(self) -> list[str]:
        """All clauses of the first statement in one sentence."""
        return [self._text(0, self._kept(0))]

    def sentences(self) -> list[str]:
        """The first statement; and all other clauses and statements in a second sentence."""
        lead, kept = self.statements[0], self._kept(0)
        room = len(kept)
        shortens = lead.also is not None
        while shortens and room > 1 and words_in(self._text(0, kept[:room])) > HEADLINE:
            room -= 1
        more = self._text(0, kept[room:], lead.also) if kept[room:] else ""
        rest = [more, *(self._text(at, self._kept(at)) for at in range(1, len(self.statements)))]
        return [self._text(0, kept[:room]), *filter(None, ["; ".join(filter(None, rest))])]

    def follows(self, step: Step) -> bool:
        """Whether no clause would come back before one that it follows."""
        clauses = [place for place in step if len(place) == 2]
        return not any(self.level.get((at, before)) for at, own in clauses for before in range(own))

    def _kept(self, at: int) -> list[int]:
        clauses = self.statements[at].clauses
        return [number for number in range(len(clauses)) if not self.level.get((at, number))]

    def _text(self, at: int, numbers: Sequence[int], start: str | None = None) -> str:
        said = self.statements[at]
        texts = [self._clause(said.clauses[number], (at, number)) for number in numbers]
        if not texts:
            return ""
        head = self._clause(said.start, (at, -1)) if start is None else start
        whole = listed(texts) if said.joint == "and" else said.joint.join(texts)
        return f"{head} {whole}" if head else whole

    def _clause(self, one: Clause, at: tuple[int, ...]) -> str:
        text = ""
        for place, part in enumerate(one.parts):
            if isinstance(part, str):
                text += part
            elif isinstance(part, Aside):
                said = self._aside(part, (*at, place))
                text += f"{part.joint}{said}" if said else ""
            else:
                inner = ""
                for number, own in enumerate(part.asides):
                    said = self._aside(own, (*at, place, number))
                    inner += f"{own.joint if inner else ''}{said}" if said else ""
                text += f" ({inner})" if inner else ""
        return text

    def _aside(self, one: Aside, at: tuple[int, ...]) -> str:
        level = self.level.get(at, 0)
        return one.wordings[level] if level < len(one.wordings) else ""


Render = Callable[[_Draft], list[str]]
Fits = Callable[[list[str]], bool]
Step = dict[tuple[int, ...], int]  # wording, or absence, that each address gets


def _fit(draft: _Draft, render: Render, fits: Fits) -> list[str]:
    """Take away the least important until it fits, then put back what there is room for."""
    done: list[tuple[Step, Step]] = []
    steps = _steps(draft.statements)
    while not fits(render(draft)):
        step = next(steps, None)
        if step is None:
            break
        done.append((step, {at: draft.level.get(at, 0) for at in step}))
        draft.level.update(step)
    for step, before in reversed(done):
        if all(draft.level[at] == level for at, level in step.items()) and draft.follows(step):
            draft.level.update(before)
            if not fits(render(draft)):
                draft.level.update(step)
    return render(draft)


Placed = Sequence[tuple[tuple[int, ...], Aside]]


def _steps(statements: Sequence[Statement]) -> Iterator[Step]:
    """What leaves, in order: lesser asides, long wordings, clauses, years, who leads."""
    every = [
        ((at, *place), one)
        for at, said in enumerate(statements)
        for place, one in _asides(said)
        if one.wordings
    ]
    by_weight = sorted(reversed(every), key=lambda pair: pair[1].keep)
    others = [pair for pair in by_weight if pair[1].keep >= WHEN]
    yield from _shortened([pair for pair in by_weight if pair[1].keep < WHEN], gone=True)
    yield from _shortened(others)
    clauses: list[tuple[tuple[int, ...], int]] = [
        ((at, number), one.keep)
        for at, said in enumerate(statements)
        for number, one in enumerate(said.clauses)
        if (at, number) != (0, 0)
    ]
    yield from ({place: 1} for place, keep in reversed(clauses) if keep < LEADS)
    yield from _left([pair for pair in others if pair[1].keep < MUST])
    yield from ({place: 1} for place, keep in reversed(clauses) if LEADS <= keep < MUST)


def _shortened(asides: Placed, *, gone: bool = False) -> Iterator[Step]:
    """Each wording of asides after the first; at last none, if they may leave."""
    for place, one in asides:
        for level in range(1, len(one.wordings) + gone):
            yield {place: level}


def _left(asides: Placed) -> Iterator[Step]:
    """Asides one after the other, those of a group together."""
    for group in dict.fromkeys(one.group or place for place, one in asides):
        of = [(place, one) for place, one in asides if group in (one.group, place)]
        yield {place: len(one.wordings) for place, one in of}


def _asides(said: Statement) -> Iterator[tuple[tuple[int, ...], Aside]]:
    """Asides of a statement with their addresses: clause, part and place in brackets."""
    for number, one in ((-1, said.start), *enumerate(said.clauses)):
        for place, part in enumerate(one.parts):
            if isinstance(part, Aside):
                yield (number, place), part
            elif isinstance(part, Brackets):
                yield from (((number, place, at), own) for at, own in enumerate(part.asides))


def words_in(text: str) -> int:
    """Number of words."""
    return len(text.split())


def _is_read(sentences: list[str]) -> bool:
    return words_in(sentences[0]) <= HEADLINE and sum(map(words_in, sentences)) <= WORDS


def _is_headline(sentences: list[str]) -> bool:
    return words_in(sentences[0]) <= HEADLINE
