"""`Table`: the type of every answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Generic, overload

from critmin.answers import formats
from critmin.answers.levels import level as level_of
from critmin.core.errors import QueryError, UnknownName, visible
from critmin.core.named_tuple import NamedTuple
from critmin.core.sources import Source
from critmin.core.wording import About

if TYPE_CHECKING:
    from os import PathLike

    import pandas as pd
    import polars as pl
    import pyarrow as pa
    from typing_extensions import TypeVar  # its default lets a plain ``Table`` stand for any rows

    from critmin.charts.model import Chart
    from critmin.findings.finding import Finding

    R = TypeVar("R", bound=tuple[Any, ...], default=Any)
else:
    from typing import TypeVar

    R = TypeVar("R")

# Several codes, ids or names in a cell are a tuple; only the writers join them.
Cell = str | int | float | bool | tuple[str, ...] | None


def as_number(cell: Cell) -> float | None:
    """Cell as a number; None for text and without a figure, never 0.

    >>> as_number(3), as_number(None), as_number("n/a")
    (3.0, None, None)
    """
    return float(cell) if isinstance(cell, int | float) else None


def several(cell: Cell) -> tuple[str, ...]:
    """Codes, ids or names in a cell; none if it is empty.

    >>> several(("estimated", "withheld")), several(None), several("usgs@2026")
    (('estimated', 'withheld'), (), ('usgs@2026',))
    """
    if isinstance(cell, tuple):
        return cell
    return (str(cell),) if cell else ()


class Column(NamedTuple):
    """Column of an answer: its name, type, unit and meaning.

    ``type`` is ``string``, ``integer``, ``number`` or ``boolean``; ``unit`` is
    empty for text and counts, ``fraction`` for shares in [0, 1].
    ``weight`` ranks columns for narrow terminals: the lowest are left out first.
    """

    name: str
    type: str = "string"
    unit: str = ""
    description: str = ""
    weight: int = 5


class _Said(NamedTuple):
    code: str
    message: str


class Caution(_Said):
    """Warning of an answer: a code of the closed vocabulary and a sentence.

    It is a pair of both. ``about`` is what the sentence is said of, such as ``lithium mining
    2025``; ``short`` is the sentence for a screen, without ``about``. Both are empty where the
    message has to do. ``values`` are what the sentence was made from, by the names of its fields:
    ``caution.values["countries"]``; ``name`` is the code with its variant, as ``no_data:years``.
    """

    about: str
    short: str
    name: str
    values: Mapping[str, Any]
    _level: str

    def __new__(
        cls,
        code: str,
        message: str,
        about: str = "",
        short: str = "",
        level: str = "",
        *,
        name: str = "",
        values: Mapping[str, Any] | None = None,
    ) -> Caution:
        """Make a caution; its level is that of its code unless another one is given."""
        made = super().__new__(cls, code, visible(message))
        made.about = about if isinstance(about, About) else visible(about)
        made.short, made._level = visible(short), level
        made.name, made.values = name or code, values or {}
        return made

    def said(self, message: str) -> Caution:
        """The same caution, with the same values, in other words."""
        return Caution(
            self.code,
            message,
            self.about,
            self.short,
            self._level,
            name=self.name,
            values=self.values,
        )

    def is_of(self, mineral: object, stage: object, year: object = None) -> bool:
        """Whether it is said of a mineral at a stage, and in a year if there is one."""
        about = self.values.get("what")
        return isinstance(about, About) and (about.mineral, about.stage, about.year) == (
            mineral,
            stage,
            year,
        )

    @property
    def level(self) -> str:
        """Importance of the caution: ``data-loss``, ``changes-reading`` or ``background``."""
        return self._level or level_of(self.code)

    def as_dict(self) -> dict[str, str]:
        """Code, message and level, as written to files."""
        return {"code": self.code, "message": self.message, "level": self.level}


def _said_of(whole: Table, _part: Table) -> str | Finding:
    """What an answer says or finds, for a part of its columns or rows."""
    return whole.said


class _Whole(NamedTuple):
    """Rows with all cells, of an answer of which columns were left out."""

    rows: Sequence[Any]
    places: tuple[int, ...]  # of the cells that are left


def _picked(rows: Sequence[Any], places: Sequence[int]) -> Sequence[tuple[Cell, ...]]:
    picked = getattr(rows, "picked", None)  # of LongRows
    return picked(places) if picked else tuple(tuple(row[at] for at in places) for row in rows)


def _ordered(rows: Sequence[Any], places: Sequence[int]) -> Sequence[Any]:
    ordered = getattr(rows, "ordered", None)  # of LongRows
    return ordered(places) if ordered else tuple(rows[at] for at in places)


@dataclass(frozen=True, repr=False)
class Table(Generic[R]):
    """Answer: columns with unit and meaning, rows, sources, warnings and the query.

    Rows are a tuple of tuples in column order, or `LongRows` that are made when they are read; an
    absent figure is None, never 0. Numbers are at full precision; rounding is left to the writers.
    ``typed`` are the same rows as the question made them, each cell by its name:
    ``table.typed[0].share``; they keep all their cells where columns are left out.
    ``further`` are commands that show more, ``body`` writes the rows for a terminal of a width
    where a table would not do. ``sentence`` is the summary of the answer or what it finds,
    ``chart`` its chart, or functions that make them from the whole answer, and ``map`` makes its
    map, if the question has them.
    """

    query: Mapping[str, Any]
    columns: tuple[Column, ...]
    rows: Sequence[tuple[Cell, ...]]
    sources: tuple[Source, ...] = ()
    warnings: tuple[Caution, ...] = ()
    notes: tuple[str, ...] = field(default=(), repr=False)
    from_user: bool = False
    further: tuple[str, ...] = field(default=(), repr=False)
    body: Callable[[Table, int], str] | None = field(default=None, repr=False, compare=False)
    sentence: str | Finding | Callable[[Table], str | Finding | None] = field(
        default="", repr=False, compare=False
    )
    chart: Chart | Callable[[Table], Chart | None] | None = field(
        default=None, repr=False, compare=False
    )
    writers: Mapping[str, Callable[[], str | bytes]] = field(
        default_factory=dict, repr=False, compare=False
    )
    map: Callable[[Table], Chart | None] | None = field(default=None, repr=False, compare=False)
    whole: _Whole | None = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Keep characters that are not seen out of what people read; cells stay as they are."""
        object.__setattr__(self, "notes", tuple(map(visible, self.notes)))

    @cached_property
    def said(self) -> str | Finding:
        """What the answer says or finds, made when it is read; empty if it has nothing to say."""
        return (self.sentence(self) if callable(self.sentence) else self.sentence) or ""

    @property
    def finding(self) -> Finding | None:
        """Claims of the answer with their wordings; None where it has a sentence alone."""
        return None if isinstance(self.said, str) else self.said

    @cached_property
    def summary(self) -> str:
        """The answer in one or two sentences, made from its rows; empty if it has none."""
        return visible(self.said if isinstance(self.said, str) else self.said.sentence())

    @property
    def typed(self) -> Sequence[R]:
        """Rows as the question made them, in step with ``rows``: ``table.typed[0].share``.

        They are named tuples of the question's ``Row``, with all cells, also of columns that were
        left out. Rows that were put in since then have None there.
        """
        return self.rows if self.whole is None else self.whole.rows  # type: ignore[return-value]

    @property
    def names(self) -> tuple[str, ...]:
        """Column names in order."""
        return tuple(column.name for column in self.columns)

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[dict[str, Cell]]:
        """Rows as dicts."""
        names = self.names
        return (dict(zip(names, row, strict=True)) for row in self.rows)

    def records(self) -> list[dict[str, Any]]:
        """Rows as dicts without types, for charts."""
        return list(self)

    @overload
    def __getitem__(self, name: str) -> list[Cell]: ...

    @overload
    def __getitem__(self, name: list[str]) -> Table[R]: ...

    def __getitem__(self, name: str | list[str]) -> list[Cell] | Table[R]:
        """All values of one column, or an answer with some columns.

        ``table["share"]``, ``table[["country", "share"]]``.

        Raises
        ------
        UnknownName
            If there is no such column.
        QueryError
            For the number of a row or a slice, with what to write.
        """
        return self.select(name) if isinstance(name, list | tuple) else self.column(name)

    def column(self, name: str) -> list[Cell]:
        """All values of one column.

        Raises
        ------
        UnknownName
            If there is no such column.
        QueryError
            If the name is no text.
        """
        index = self._index(name)
        return [row[index] for row in self.rows]

    def select(self, names: str | Sequence[str]) -> Table[R]:
        """Select columns, in the order named; the summary stays that of the whole answer.

        One name is one column. ``typed`` keeps the rows with all their cells.

        Raises
        ------
        UnknownName
            If a name is not a column, with the known ones.
        QueryError
            For a column that is named twice: of two columns of one name no program reads both.
        """
        listed = [names] if isinstance(names, str) else list(names)
        indices = [self._index(name) for name in listed]
        if twice := [name for at, name in enumerate(listed) if name in listed[:at]]:
            raise QueryError(f"the column {twice[0]} is named twice: name each column once")
        before = self.whole or _Whole(self.rows, tuple(range(len(self.columns))))
        places = tuple(before.places[at] for at in indices)
        return self.replace(
            columns=tuple(self.columns[i] for i in indices),
            rows=_picked(before.rows, places),
            whole=_Whole(before.rows, places),
            sentence=partial(_said_of, self),
        )

    def in_order(self, places: Sequence[int]) -> Table[R]:
        """Rows at some places, in their order; the summary stays that of the whole answer."""
        found = self._of(_ordered(self.typed, places))
        return found.replace(sentence=partial(_said_of, self))

    def _of(self, typed: Sequence[R]) -> Table[R]:
        """The answer with other rows of the question, of which it has the same columns."""
        if self.whole is None:
            return self.replace(rows=typed, whole=None)
        places = self.whole.places
        return self.replace(rows=_picked(typed, places), whole=_Whole(typed, places))

    def mapped(self, change: Callable[[R], R | None]) -> Table[R]:
        """Each row as a function makes it of the question's row; None leaves the row out.

        ``table.mapped(lambda row: row if row.share else None)``. The summary and the picture are
        made from the rows that are left. Rows of a long answer are made when they are read.
        """
        long = getattr(self.typed, "mapped", None)  # of LongRows
        return self._of(
            long(change)
            if long
            else tuple(made for row in self.typed if (made := change(row)) is not None)
        )

    def joined(self, others: Iterable[Table[R]]) -> Table[R]:
        """Rows of several answers of one question in one, with the cautions and sources of all.

        The columns, the sentence and the picture are those of this answer.

        Raises
        ------
        QueryError
            If the answers are of different questions.
        """
        tables = [self, *others]
        if len({type(row) for table in tables for row in table.typed}) > 1:
            raise QueryError(
                "answers of different questions have no rows in common: join those of one"
            )
        return self._of(tuple(row for table in tables for row in table.typed)).replace(
            sources=tuple(dict.fromkeys(one for table in tables for one in table.sources)),
            warnings=tuple(dict.fromkeys(one for table in tables for one in table.warnings)),
            notes=tuple(dict.fromkeys(one for table in tables for one in table.notes)),
        )

    def without(self, names: str | Sequence[str]) -> Table[R]:
        """Leave out columns."""
        left_out = [names] if isinstance(names, str) else names
        return self.select([name for name in self.names if name not in left_out])

    def replace(self, **changes: Any) -> Table[R]:
        """Copy of the answer with some fields changed; plain rows become rows of the question."""
        from dataclasses import replace

        if "rows" in changes and "whole" not in changes:
            if "columns" in changes:
                changes["whole"] = None
            elif self.whole is not None:
                changes["whole"] = self.whole._replace(rows=self._filled(changes["rows"]))
            else:
                changes["rows"] = self._as_typed(changes["rows"])
        return replace(self, **changes)

    def _maker(self) -> Callable[[Iterable[Cell]], Any]:
        """What makes a row of the question from its cells."""
        return getattr(type(next(iter(self.typed), ())), "_make", tuple)

    def _as_typed(self, rows: Sequence[Any]) -> Sequence[Any]:
        """Rows of plain cells as rows of the question, if they have all of its cells."""
        make = self._maker()
        if not isinstance(rows, list | tuple) or any(len(row) != len(self.columns) for row in rows):
            return rows
        return tuple(row if hasattr(row, "_fields") else make(row) for row in rows)

    def _filled(self, rows: Iterable[Any]) -> tuple[Any, ...]:
        """Whole rows of the question: as the answer had them, else None in what is left out."""
        known: dict[tuple[Cell, ...], Any] = {}
        for cells, whole in zip(map(tuple, self.rows), self.typed, strict=True):
            known[cells] = None if cells in known else whole  # which of two that are alike is open
        make, width = self._maker(), len(next(iter(self.typed), ()))
        found = []
        for row in map(tuple, rows):
            left = dict(zip(self.whole.places if self.whole else (), row, strict=False))
            found.append(known.get(row) or make(map(left.get, range(width))))
        return tuple(found)

    def _index(self, name: str) -> int:
        if not isinstance(name, str):
            raise QueryError(
                f"a column is named by a text, as table['{self.names[0]}'], not by {name!r}; rows "
                "are read with: for row in table, or table.records()"
            )
        if name not in self.names:
            raise UnknownName("column", name, known=self.names)
        return self.names.index(name)

    def to_csv(self) -> str:
        r"""CSV text: full precision, empty cell for no figure, ``\n`` line ends."""
        return self._text("csv")

    def to_json(self) -> str:
        """One JSON object: query, columns, data, sources, warnings."""
        return self._text("json").removesuffix("\n")

    def to_markdown(self) -> str:
        """Markdown table for reading: percent, thousands separators."""
        return self._text("markdown").removesuffix("\n")

    def to_latex(self) -> str:
        """A LaTeX tabular (booktabs)."""
        return self._text("latex").removesuffix("\n")

    def to_picture(
        self, form: str = "svg", *, size: str = "slide", title: str = "", map: bool = False
    ) -> bytes:
        """Picture of the answer: svg, png or pdf, for a slide or a column.

        Parameters
        ----------
        form : {"svg", "png", "pdf"}
            Form of the picture.
        size : {"slide", "column"}
            1,080 pixels wide, or 400.
        title : str
            Title instead of the finding of the answer.
        map : bool
            A map of the world instead of the usual form, for shares and reserves.

        Raises
        ------
        UnknownName
            For a format that is not a picture.
        QueryError
            If the answer has no picture, or no map.
        MissingExtra
            If matplotlib, which PNG and PDF need, is not installed.
        """
        known = [found.name for found in formats.FORMATS.values() if found.picture]
        if form not in known:
            raise UnknownName("picture format", form, known=known)
        layout = formats.Layout(size=size, title=title, map=map)
        drawn = formats.write(self, formats.FORMATS[form], layout)
        return drawn if isinstance(drawn, bytes) else drawn.encode("utf-8")

    def to_pandas(self, *, totals: bool = True) -> pd.DataFrame:
        """A pandas DataFrame; ``attrs`` holds summary, query, units, sources and warnings.

        Parameters
        ----------
        totals : bool
            False leaves out rows that hold other rows: printed totals, and blocs and regions where
            countries are listed too, so that columns can be added up. The residual stays.
        """
        frame: pd.DataFrame = formats.load(".frames:to_pandas")(self, totals=totals)
        return frame

    def to_polars(self, *, totals: bool = True) -> pl.DataFrame:
        """A polars DataFrame; ``totals`` as in `to_pandas`.

        Raises
        ------
        MissingExtra
            If polars is not installed.
        """
        frame: pl.DataFrame = formats.load(".frames:to_polars")(self, totals=totals)
        return frame

    def to_arrow(self, *, totals: bool = True) -> pa.Table:
        """A pyarrow Table; ``totals`` as in `to_pandas`.

        Its schema's metadata has, under ``critmin``, summary, query, units, sources and warnings
        as JSON.

        Raises
        ------
        MissingExtra
            If pyarrow is not installed.
        """
        found: pa.Table = formats.load(".frames:to_arrow")(self, totals=totals)
        return found

    def to_parquet(self, path: str | PathLike[str]) -> None:
        """Write a Parquet file.

        Raises
        ------
        MissingExtra
            If pyarrow is not installed.
        OutputError
            If it cannot be written.
        """
        from critmin.answers.writing import write_whole

        content = formats.write(self, formats.FORMATS["parquet"])
        write_whole(path, content if isinstance(content, bytes) else content.encode("utf-8"))

    def _text(self, name: str) -> str:
        return str(formats.write(self, formats.FORMATS[name]))

    def _repr_html_(self) -> str:
        return str(formats.load(".notebook:html")(self))

    def __repr__(self) -> str:
        return str(self)

    def __str__(self) -> str:
        return self._text(formats.READING).removesuffix("\n")
