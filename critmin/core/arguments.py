"""The only reader of what a person types: names, stages, years; days are read in `dates`.

Each question reads its arguments here once and passes on slugs, ISO codes, years and ISO days.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from critmin.core import names
from critmin.core.errors import QueryError, UnknownName
from critmin.core.folding import word as plain_word
from critmin.core.name_words import is_one_name

T = TypeVar("T")
Words = str | Sequence[str] | None
Years = str | int | Sequence[int] | None
Pairs = str | Mapping[str, str] | Sequence[str]  # theirs=ours column names


def words(text: Words) -> list[str]:
    """Split a text at commas, or each text of a sequence.

    Raises
    ------
    QueryError
        If the text is given but has no word in it; that does not mean all.
    """
    texts = [text] if isinstance(text, str) else list(text or ())
    return _filled([part for one in texts for part in one.split(",")])


def places(text: Words) -> list[str]:
    """Names of countries and blocs between commas; a known name with a comma is one.

    Raises
    ------
    QueryError
        If the text is given but has no name in it.

    Examples
    --------
    >>> places(["CHN,AUS", "Congo, Democratic Republic of the"])
    ['CHN', 'AUS', 'Congo, Democratic Republic of the']
    """
    texts = [text] if isinstance(text, str) else list(text or ())
    parts = [
        part
        for one in texts
        for part in ([one] if "," not in one or is_one_name(one) else one.split(","))
    ]
    return _filled(parts)


def _filled(parts: Sequence[str]) -> list[str]:
    """Parts without the empty ones; refused if all are empty, because that does not mean all."""
    found = [part.strip() for part in parts if part.strip()]
    if parts and not found:
        raise QueryError("an option has an empty value: give a name, or leave the option out")
    return found


def flat(minerals: Sequence[Any]) -> list[str]:
    """Flatten names given one by one or as a list.

    Raises
    ------
    QueryError
        For anything that is not text.
    """
    found: list[Any] = []
    for item in minerals:
        found += item if isinstance(item, (list, tuple)) else [item]
    if not all(isinstance(name, str) for name in found):
        raise QueryError("a mineral is given as text: a slug, a symbol or a common name")
    return found


def slugs(minerals: Sequence[Any]) -> list[str]:
    """Slugs of minerals, once each.

    Raises
    ------
    UnknownName, AmbiguousName
        For an unknown or ambiguous name.
    """
    return list(dict.fromkeys(names.mineral(text).slug for text in flat(minerals)))


def countries(text: Words) -> list[str]:
    """ISO3 codes of countries, once each.

    Raises
    ------
    UnknownName, AmbiguousName
        For an unknown or ambiguous name.
    """
    return list(dict.fromkeys(names.country(word).iso3 for word in places(text)))


def countries_or_blocs(text: Words) -> list[str]:
    """ISO3 codes of countries and names of blocs, once each.

    Raises
    ------
    UnknownName, AmbiguousName
        For an unknown or ambiguous name.
    """
    return list(dict.fromkeys(names.country_or_bloc(word)[0] for word in places(text)))


def stages(named: Words, default: str = "mining") -> list[str]:
    """Stages of supply by their words, once each; the default if none is named."""
    return list(dict.fromkeys(map(names.stage, words(named)))) or [default]


def trade_forms(text: Words) -> list[str]:
    """Traded forms named, once each: a form, or ``mining``, ``refining`` for those of the stage.

    Raises
    ------
    UnknownName
        For an unknown form; with the known ones.
    """
    return list(dict.fromkeys(form for word in words(text) for form in names.trade_forms(word)))


def either(option: str, *given: Any) -> Any:
    """Value of an option that has two spellings; None if neither is given.

    Raises
    ------
    QueryError
        If both are given.
    """
    found = [value for value in given if value not in (None, [], ())]
    if len(found) > 1:
        raise QueryError(f"{option} is given twice, in two spellings: leave one out")
    return found[0] if found else None


def as_asked(texts: Sequence[str]) -> str | list[str] | None:
    """Names for the query of an answer: one as text, several as a list, none as None."""
    return texts[0] if len(texts) == 1 else list(texts) or None


def form_or_stage(form: Words, stage: Words) -> Words:
    """Traded forms asked for, given as forms or as stages of supply.

    Raises
    ------
    QueryError
        If both are given.
    """
    if form and stage:
        raise QueryError("--form and --stage exclude each other: a stage means all its forms")
    return form or stage


def origin_stage(text: str | None) -> str | None:
    """Stage at which the origin of supply is asked for: ``mining``, ``refining``, or None.

    Raises
    ------
    UnknownName
        For an unknown stage.
    QueryError
        For a stage that is no origin, as ``reserves``.
    """
    if text is None:
        return None
    stage = names.stage(text)
    if stage not in names.STAGE_FORMS:
        raise QueryError(f"--origin-stage is {text!r}: write mining or refining")
    return stage


def total(text: str | None) -> str | None:
    """Denominator of shares: ``published``, ``listed`` or None for the source's own rule.

    Raises
    ------
    QueryError
        If it is something else.
    """
    if text not in {None, "published", "listed"}:
        raise QueryError(f"total is {text!r}: write published or listed")
    return text


def years(text: Years) -> list[int]:
    """Years of ``2023``, ``2021,2024`` or ``2018:2024``, also ``2018-2024``; once each.

    Raises
    ------
    QueryError
        If the text is none of these.

    Examples
    --------
    >>> years("2018:2020"), years(2023)
    ([2018, 2019, 2020], [2023])
    """
    if text is None:
        return []
    if isinstance(text, int | float):
        if not (0 <= text <= 9999 and int(text) == text):  # NaN and infinity too
            raise QueryError(f"{text} is not a year: write 2023, 2021,2024 or 2018:2024")
        return [int(text)]
    if not isinstance(text, str):
        return list(dict.fromkeys(year for one in text for year in years(one)))
    return _years_between_commas(text)


def _years_between_commas(text: str) -> list[int]:
    found: list[int] = []
    for part in text.split(","):
        match = re.fullmatch(r"\s*(\d{4})\s*(?:[:-]\s*(\d{4})\s*)?", part)
        if match is None:
            raise QueryError(f"{text!r} is not a year: write 2023, 2021,2024 or 2018:2024")
        first = int(match[1])
        last = int(match[2] or first)
        if last < first:
            raise QueryError(f"{text!r} ends before it starts: write {last}:{first}")
        found += range(first, last + 1)
    return list(dict.fromkeys(found))


def pairs(column_map: Pairs) -> list[str]:
    """Column names as ``theirs=ours``, from a dict of theirs and ours, a list or one text.

    >>> pairs({"wo": "country"}), pairs("wo=country")
    (['wo=country'], ['wo=country'])
    """
    if isinstance(column_map, str):
        return [column_map]
    if isinstance(column_map, Mapping):
        return [f"{theirs}={ours}" for theirs, ours in column_map.items()]
    return [*column_map]


def span_of_years(year: Years, first: T, last: T) -> tuple[T | str, T | str]:
    """First and last day or period, which may also be given as years without a gap.

    Raises
    ------
    QueryError
        If years are given beside a day or period, or have a gap.

    Examples
    --------
    >>> span_of_years("2020:2024", None, None), span_of_years(None, "2021-05", None)
    (('2020', '2024'), ('2021-05', None))
    """
    found = years(year)
    if not found:
        return first, last
    if first is not None or last is not None:
        raise QueryError("--year excludes --from and --to: it sets both")
    start, end = min(found), max(found)
    if len(found) <= end - start:
        raise QueryError(f"this question takes years without a gap: write --year {start}:{end}")
    return str(start), str(end)


def choice(what: str, text: str | None, known: Sequence[str]) -> str | None:
    """Word of a closed vocabulary in the vocabulary's spelling; None when not given.

    Raises
    ------
    UnknownName
        With suggestions and the known words.

    Examples
    --------
    >>> choice("purpose", "EV purchase", ["reshoring", "ev-purchase"])
    'ev-purchase'
    """
    if text is None or text in known:
        return text
    word = plain_word(text).replace(" ", "-").replace("_", "-")
    if word in known:
        return word
    raise UnknownName(what, text, names.suggestions(word, known), tuple(known))
