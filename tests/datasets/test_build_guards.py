"""The build stops, and says where, when originals and what is written of them disagree."""

from pathlib import Path

import pytest

pytestmark = pytest.mark.usefixtures("build_path")


ENTRY = """[[correction]]
id = "one"
source = "x@1"
file = "x.csv"
match = { country = "Brazil" }
column = "value"
expect = "21"
use = "11"
why = "mended later"
evidence = "a note"
"""


def ledger(folder: Path):  # type: ignore[no-untyped-def]
    from corrections import Ledger

    (folder / "corrections.toml").write_text(ENTRY, "utf-8")
    return Ledger(folder)


def test_a_correction_is_applied(tmp_path: Path) -> None:
    rows = [{"country": "Brazil", "value": "21"}, {"country": "Chile", "value": "5"}]
    assert ledger(tmp_path).apply("x@1", "x.csv", rows)[0]["value"] == "11"


def test_a_correction_of_a_mended_file_stops_the_build(tmp_path: Path) -> None:
    from tables import BuildError

    with pytest.raises(BuildError, match=r"one: x\.csv says '11', no longer '21'"):
        ledger(tmp_path).apply("x@1", "x.csv", [{"country": "Brazil", "value": "11"}])


def test_a_correction_without_its_row_stops_the_build(tmp_path: Path) -> None:
    from tables import BuildError

    with pytest.raises(BuildError, match="0 matching rows"):
        ledger(tmp_path).apply("x@1", "x.csv", [{"country": "Chile", "value": "5"}])


def test_a_correction_never_met_stops_the_build(tmp_path: Path) -> None:
    from tables import BuildError

    with pytest.raises(BuildError, match="never applied: one"):
        ledger(tmp_path).close({"x@1"})


def test_an_unknown_country_label_stops_the_build() -> None:
    from places import Places
    from tables import BuildError

    with pytest.raises(BuildError, match="here: unknown country label 'Atlantis'"):
        Places().iso3("Atlantis", "here")


def test_a_ragged_row_stops_the_build(tmp_path: Path) -> None:
    from tables import BuildError, read_rows

    path = tmp_path / "x.csv"
    path.write_text("a,b\n1,2,3\n", "utf-8")
    with pytest.raises(BuildError, match=r"x\.csv:2: ragged row"):
        read_rows(path)


def test_a_cell_that_no_rule_reads_stops_the_build() -> None:
    from values import UnreadableCell, read_value

    with pytest.raises(UnreadableCell):
        read_value("12 or so?")


def test_an_original_other_than_the_recorded_one_stops_the_build(tmp_path: Path) -> None:
    from origins import check_originals
    from tables import BuildError

    (tmp_path / "x.csv").write_text("a\n", "utf-8")
    records = {"x@1": {"file": [{"path": "x.csv", "sha256": "0" * 64}]}}
    with pytest.raises(BuildError, match=r"x@1: x.csv is not the file origins.toml records"):
        check_originals(records, tmp_path)
    records["x@1"]["file"][0]["path"] = "y.csv"
    with pytest.raises(BuildError, match=r"original y.csv is not in"):
        check_originals(records, tmp_path)


def test_a_reviewed_code_is_taken_as_the_review_says() -> None:
    from tables import BuildError
    from trade.concordance import _check_reviewed

    asked = "add: ferro-titanium; HS92-HS22; exclusive=yes"
    line = {"first": "HS92", "last": "HS22", "exclusive": "yes"}
    _check_reviewed("720291", asked, [line])
    with pytest.raises(BuildError, match="720291: the review says exclusive=yes"):
        _check_reviewed("720291", asked, [line | {"exclusive": "no"}])
    with pytest.raises(BuildError, match="720291: the review says HS92-HS22"):
        _check_reviewed("720291", asked, [line | {"first": "HS02"}])
    _check_reviewed("310430", "add: other; HS92-HS22; exclusive=no", [line])  # a named departure


def test_each_mineral_of_a_shared_code_is_named_there() -> None:
    from tables import BuildError
    from trade.concordance import _check_shared

    own = [{"mineral": m, "code": "811292", "exclusive": "no"} for m in ("gallium", "indium")]
    with pytest.raises(BuildError, match="811292 does not say what tin shares it with"):
        _check_shared([{"mineral": "tin", "code": "811292", "exclusive": "no"}, *own])


def test_the_example_of_a_date_is_true() -> None:
    import doctest

    import dates

    assert doctest.testmod(dates) == doctest.TestResults(failed=0, attempted=2)
