"""`Table`: the type of every answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, overload

from critmin.answers import formats
from critmin.answers.levels import level as level_of
from critmin.core.errors import QueryError, UnknownName, visible
from critmin.core.named_tuple import NamedTuple
from critmin.core.sources import Source

if TYPE_CHECKING:
    from os import PathLike

    import pandas as pd
    import polars as pl
    import pyarrow as pa

    from critmin.charts.model import Chart
    from critmin.findings.finding import Finding

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

    >>> several(("estimated", "withheld")), several(None), several("usgs@2026;iea@2025")
    (('estimated', 'withheld'), (), ('usgs@2026', 'iea@2025'))
    """
    if isinstance(cell, tuple):
        return cell
    return tuple(str(cell).split(";")) if cell else ()


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
    message has to do.
    """

    about: str
    short: str
    _level: str

    def __new__(
        cls, code: str, message: str, about: str = "", short: str = "", level: str = ""
    ) -> Caution:
        """Make a caution; its level is that of its code unless another one is given."""
        made = super().__new__(cls, code, visible(message))
        made.about, made.short, made._level = visible(about), visible(short), level
        return made

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


@dataclass(frozen=True, repr=False)
class Table:
    """Answer: columns with unit and meaning, rows, sources, warnings and the query.

    Rows are a tuple of tuples in column order, or `LongRows` that are made when they are read; an
    absent figure is None, never 0. Numbers are at full precision; rounding is left to the writers.
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
    def __getitem__(self, name: list[str]) -> Table: ...

    def __getitem__(self, name: str | list[str]) -> list[Cell] | Table:
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

    def select(self, names: str | Sequence[str]) -> Table:
        """Select columns, in the order named; the summary stays that of the whole answer.

        One name is one column.

        Raises
        ------
        UnknownName
            If a name is not a column, with the known ones.
        """
        indices = [self._index(name) for name in ([names] if isinstance(names, str) else names)]
        picked = getattr(self.rows, "picked", None)  # of LongRows
        rows = picked(indices) if picked else tuple(tuple(r[i] for i in indices) for r in self.rows)
        return self.replace(
            columns=tuple(self.columns[i] for i in indices),
            rows=rows,
            sentence=partial(_said_of, self),
        )

    def in_order(self, places: Sequence[int]) -> Table:
        """Rows at some places, in their order; the summary stays that of the whole answer."""
        ordered = getattr(self.rows, "ordered", None)  # of LongRows
        rows = ordered(places) if ordered else tuple(self.rows[at] for at in places)
        return self.replace(rows=rows, sentence=partial(_said_of, self))

    def without(self, names: str | Sequence[str]) -> Table:
        """Leave out columns."""
        left_out = [names] if isinstance(names, str) else names
        return self.select([name for name in self.names if name not in left_out])

    def replace(self, **changes: Any) -> Table:
        """Copy of the answer with some fields changed."""
        from dataclasses import replace

        return replace(self, **changes)

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
