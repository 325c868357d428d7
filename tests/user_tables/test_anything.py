"""Whatever a file holds, it is read or refused in words, and no row vanishes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import critmin
from critmin.core.errors import CritminError
from critmin.supply import own_table

PIECES = st.sampled_from(
    [
        *("mineral", "Rohstoff", "year", "年", "country", "Land", "quantity", "Anteil (%)", "2023"),
        *(
            "2024e",
            "2023*",
            "lithium",
            "锂",
            "Chile",
            "Welt",
            "Total Africa",
            "其他",
            "1.234",
            "1,5",
        ),
        *(
            "1.234",
            "1,5",
            "0,5",
            "34 %",
            "5 t",
            "€ 3",
            "n.d.",
            "-",
            "W",
            "<5",
            "2-4",
            "",
            " ",
            '"',
            "'",
            "sep=;",
        ),
        *(";", ",", "\t", "|", "\n", "\r\n", "é", "\x00", "\ufeff", "=1+1", "Quelle: x"),
    ]
)
TEXTS = st.lists(PIECES, max_size=60).map("".join)
ENCODINGS = st.sampled_from(["utf-8", "cp1252", "utf-16", "gb18030"])
HOW = st.sampled_from([{}, {"wide": "year"}, {"decimal": ","}, {"decimal": "."}])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.one_of(
        st.binary(max_size=300),
        st.builds(lambda text, code: text.encode(code, "replace"), TEXTS, ENCODINGS),
        st.builds(lambda text: f"mineral;year;country;quantity\n{text}".encode(), TEXTS),
    ),
    how=HOW,
)
def test_a_table_is_read_or_refused(tmp_path: Path, content: bytes, how: dict[str, str]) -> None:
    path = tmp_path / "own.csv"
    path.write_bytes(content)
    try:
        reading = own_table.read(str(path), **how)
    except CritminError as error:
        assert str(path) in str(error)
        return
    fatal = {problem.line for problem in reading.problems if problem.fatal}
    assert len(reading.lines) + len(fatal) >= (0 if how.get("wide") else reading.rows_in - 1)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.builds(lambda text: f"Material;Land;Menge\n{text}".encode(), TEXTS))
def test_a_supplier_list_is_read_or_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "own.csv"
    path.write_bytes(content)
    try:
        table = critmin.suppliers(str(path), as_of="2026-11-24")
    except CritminError:
        return
    assert all(row["matched"] or row["flag"] for row in table)


def test_a_value_of_any_type_in_rows_is_read_or_refused() -> None:
    for value in (None, True, 5, 1.5, "5", b"5", [5], {"a": 1}, float("nan"), 10**30):
        row = {"mineral": "tin", "year": 2024, "country": "Peru", "quantity": value}
        try:
            critmin.share(data=[row])
        except CritminError as error:
            assert "rows" in str(error)
        except Exception as error:  # pragma: no cover
            pytest.fail(f"{value!r}: {error!r}")
