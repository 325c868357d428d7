"""Lines of a supplier list in columns of numbers: a line costs some bytes, however long its texts.

What lines have alike is kept once: their kind, an amount that is no plain figure, and the
supplier's name.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain
from typing import overload

from critmin.answers.cautions import caution
from critmin.answers.table import Caution
from critmin.company.line_amount import NOTHING, Amount, plain_figure, read_amount
from critmin.company.line_numbers import line_spans
from critmin.company.line_problems import Problem
from critmin.company.supplier_line import Kind, LineCells, ListReader, names_supplier
from critmin.core.named_tuple import NamedTuple
from critmin.user_tables.decimal_notation import Exact

PLAIN = -1  # place of an amount that is a plain figure


class SupplierLine(NamedTuple):
    """Line of a list, for who looks at single ones: its number in the file and what it says."""

    number: int
    kind: Kind
    supplier: str
    amount: Amount

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Reasons why it is not matched or its amount is not used."""
        return self.kind.problems + self.amount.problems


class Group(NamedTuple):
    """Lines of one kind whose amounts are alike but for the figure.

    ``places`` are those of the lines in the list, in order; ``like`` is the amount of one of them.
    """

    kind: Kind
    like: Amount
    places: array[int]

    @property
    def unit(self) -> str:
        """Unit of the amounts: that beside the figure, else that of the line."""
        return self.like.unit or self.kind.unit

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Problems with each of the lines."""
        return self.kind.problems + self.like.problems


class Lines(Sequence[SupplierLine]):
    """All lines of a list, in file order.

    Line ``at`` is in line ``numbers[at]`` of the file; it is of kind ``kinds[kind_of[at]]``, its
    supplier is ``suppliers[supplier_of[at]]``, and its amount is ``amounts[amount_of[at]]``, or the
    figure ``figures[at]`` alone where ``amount_of[at]`` is `PLAIN`.
    """

    def __init__(
        self,
        numbers: Sequence[int],
        kinds: Sequence[Kind],
        amounts: Sequence[Amount],
        suppliers: Sequence[str],
    ) -> None:
        self.numbers = numbers
        self.kinds, self.amounts, self.suppliers = kinds, amounts, suppliers
        self.kind_of, self.amount_of, self.supplier_of = array("i"), array("i"), array("i")
        self.figures = array("d")

    def __len__(self) -> int:
        return len(self.kind_of)

    @overload
    def __getitem__(self, at: int) -> SupplierLine: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[SupplierLine]: ...

    def __getitem__(self, at: int | slice) -> SupplierLine | Sequence[SupplierLine]:
        """One line, or several."""
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        kind = self.kinds[self.kind_of[at]]
        return SupplierLine(
            self.numbers[at], kind, self.suppliers[self.supplier_of[at]], self.amount(at)
        )

    def amount(self, at: int) -> Amount:
        """Amount of a line."""
        found = self.amount_of[at]
        if found != PLAIN:
            return self.amounts[found]
        return Amount(self.figures[at], self.figures[at], given=True)

    @cached_property
    def groups(self) -> list[Group]:
        """Lines that are alike, by the first line of each group."""
        plain: dict[int, array[int]] = {}
        odd: dict[tuple[int, int], array[int]] = {}
        for at, (kind, amount) in enumerate(zip(self.kind_of, self.amount_of, strict=True)):
            found = plain.get(kind) if amount == PLAIN else odd.get((kind, amount))
            if found is None:
                found = array("i")
                if amount == PLAIN:
                    plain[kind] = found
                else:
                    odd[kind, amount] = found
            found.append(at)
        groups = [
            Group(self.kinds[k], self.amount(places[0]), places) for k, places in plain.items()
        ]
        groups += [Group(self.kinds[k], self.amounts[a], places) for (k, a), places in odd.items()]
        groups.sort(key=lambda group: group.places[0])
        return groups

    def largest(self, group: Group) -> float:
        """Largest amount of a group; 0 where none is known."""
        if self.amount_of[group.places[0]] != PLAIN:
            return group.like.high or 0.0
        return max(map(self.figures.__getitem__, group.places))

    def spans(self, groups: Iterable[Group]) -> str:
        """Numbers of the lines of some groups, in words."""
        places = sorted(chain.from_iterable(group.places for group in groups))
        return line_spans([*map(self.numbers.__getitem__, places)])

    def cautions(self) -> Iterator[Caution]:
        """Problems of the lines, each once with the numbers of its lines."""
        found: dict[Problem, list[Group]] = {}
        for group in self.groups:
            for problem in group.problems:
                found.setdefault(problem, []).append(group)
        for problem, groups in found.items():
            yield caution(problem.name, lines=self.spans(groups), **dict(problem.values))


class LinesMaker:
    """Maker of the lines of a list, one by one."""

    def __init__(self, reader: ListReader) -> None:
        self._reader = reader
        self._kinds: list[Kind] = []
        self._amounts: list[Amount] = [NOTHING]
        self._suppliers: list[str] = []
        self._numbers = array("q")
        self.lines = Lines(self._numbers, self._kinds, self._amounts, self._suppliers)
        self._kind_at: dict[tuple[LineCells, str | None], int] = {}
        self._of_supplier: dict[tuple[str, str], bool] = {}
        self._amount_at: dict[tuple[str, bool], int] = {}
        self._supplier_at: dict[str, int] = {}

    def add(self, number: int, cells: LineCells, supplier: str, amount: str) -> None:
        """Add a line of the file; its texts have no spaces around them."""
        pair = cells[:2]
        matters = self._of_supplier.get(pair)
        if matters is None:
            matters = self._of_supplier[pair] = names_supplier(*pair)
        key = (cells, supplier if matters else None)
        kind = self._kind_at.get(key)
        if kind is None:
            kind = self._kind_at[key] = len(self._kinds)
            self._kinds.append(self._reader.read(cells, supplier))
        self._put(number, kind, supplier, amount)

    def add_kind(self, number: int, kind: Kind) -> None:
        """Add a line of a kind that no other line has, without supplier and amount."""
        self._kinds.append(kind)
        self._put(number, len(self._kinds) - 1, "", "")

    def _put(self, number: int, kind: int, supplier: str, text: str) -> None:
        lines = self.lines
        self._numbers.append(number)
        lines.kind_of.append(kind)
        at = self._supplier_at.get(supplier)
        if at is None:
            at = self._supplier_at[supplier] = len(self._suppliers)
            self._suppliers.append(supplier)
        lines.supplier_of.append(at)
        figure, amount = self._amount(kind, text)
        lines.figures.append(figure)
        lines.amount_of.append(amount)

    def _amount(self, kind: int, text: str) -> tuple[float, int]:
        """Figure of an amount if it is plain, and its place among those that are not."""
        column = self._reader.amount
        if column is None or not self._kinds[kind].has_amount:
            return 0.0, 0
        figure = plain_figure(text, column)
        if figure is not None:
            return figure, PLAIN
        key = (text, isinstance(text, Exact))
        at = self._amount_at.get(key)
        if at is None:
            at = self._amount_at[key] = len(self._amounts)
            self._amounts.append(read_amount(text, column))
        return 0.0, at
