"""The command ``controls``: contract of its columns, goldens, exit codes."""

from __future__ import annotations

import csv
import io
import os
from datetime import date
from pathlib import Path

import pytest
from critmin.cli.app import run

import critmin
from critmin.core import names
from critmin.core.errors import NoData

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
COLUMNS = (
    "measure_id, jurisdiction_iso3, announcement, type, target, mineral, forms, hs6, announced, "
    "effective, suspended_from, suspended_until, ended, status, next_event, next_event_date, "
    "verified_through, flag, source"
)
NEXT = "measure_id,mineral,status,next_event,next_event_date"


def ask(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = run(["controls", *arguments])
    out, err = capsys.readouterr()
    return code, out, err


def parsed(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, str]]:
    code, out, _ = ask(capsys, *arguments)
    assert code == 0
    return list(csv.DictReader(io.StringIO(out)))


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("gallium_usa", ["gallium", "--target", "USA", "--as-of", "2026-11-24"]),
        ("expiring", ["--expiring", "60", "--as-of", "2026-11-24", "--columns", NEXT]),
        ("cobalt_handover", ["cobalt", "--by", "DRC", "--as-of", "2025-10-15", "--all"]),
        ("october_2025", ["--by", "CHN", "--as-of", "2025-10-15", "--columns", NEXT]),
        ("disruptions", ["--disruptions", "--as-of", "2026-11-24"]),
    ],
)
def test_golden(name: str, arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = ask(capsys, *arguments)
    path = GOLDEN / f"controls_{name}.csv"
    if os.environ.get("CRITMIN_UPDATE_EXPECTED"):
        path.write_text(out, "utf-8")
    assert code == 0
    assert out == path.read_text("utf-8")


def test_columns_are_the_contract(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = ask(capsys, "bismuth", "--as-of", "2026-11-24")
    assert out.split("\n", 1)[0] == COLUMNS.replace(" ", "")


def test_today_is_the_default() -> None:
    assert critmin.controls("bismuth").query["as_of"] == date.today().isoformat()


def test_what_reaches_a_buyer(capsys: pytest.CaptureFixture[str]) -> None:
    def ids(*arguments: str) -> set[str]:
        return {row["measure_id"] for row in parsed(capsys, "--as-of", "2026-11-24", *arguments)}

    usa, japan, germany, china = (ids("--target", c) for c in ("USA", "JPN", "DEU", "CHN"))
    assert {"CN-2024-46-1", "CN-2024-46-2a", "CN-2023-23", "CN-2026-23"} <= usa
    assert not {"CN-2026-1", "CN-2026-11", "CN-2026-20"} & usa
    assert {"CN-2026-1", "CN-2026-11", "CN-2026-12", "CN-2023-23"} <= japan
    assert not {"CN-2024-46-1", "CN-2024-46-2a", "RU-2024-U"} & japan
    assert {"CN-2026-20", "CN-2026-30"} <= germany
    assert not {key for key in china if key.startswith("CN-")}
    assert "CD-2025-004" in china
    assert ids("--target", "eu27") >= {"CN-2026-20", "CN-2026-30"}
    assert all("RU-2022-U" in found for found in (usa, japan, germany))


def test_a_target_not_stated_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    rows = parsed(capsys, "uranium", "--target", "JPN", "--as-of", "2025-06-01")
    assert [(r["measure_id"], "target_not_stated" in r["flag"]) for r in rows] == [
        ("RU-2022-U", True)
    ]


def test_a_group_s_measure_reaches_its_member(capsys: pytest.CaptureFixture[str]) -> None:
    rows = parsed(capsys, "neodymium", "--as-of", "2025-10-15", "--by", "CHN")
    found = {row["measure_id"]: row for row in rows}
    assert "CN-2025-18" not in found
    assert found["CN-2025-61a"]["status"] == "in-force"
    assert "group_measure" in found["CN-2025-61a"]["flag"]
    assert {row["mineral"] for row in rows} == {"neodymium"}


def test_the_whole_group_shows_its_members(capsys: pytest.CaptureFixture[str]) -> None:
    rows = parsed(capsys, "REE", "--as-of", "2026-11-24")
    assert {"holmium", "dysprosium", "rare-earths"} <= {row["mineral"] for row in rows}


def test_the_dual_use_list_follows_the_licences(capsys: pytest.CaptureFixture[str]) -> None:
    def end_use(mineral: str, day: str) -> bool:
        rows = parsed(capsys, mineral, "--target", "USA", "--as-of", day)
        return any(row["type"] == "end-use-ban" for row in rows)

    assert end_use("bismuth", "2025-02-04")
    assert not any(
        row["type"] == "end-use-ban"
        for row in critmin.controls("holmium", as_of="2026-11-24", target="USA")
    )
    assert not any(
        row["type"] == "end-use-ban"
        for row in critmin.controls("copper", as_of="2026-11-24", target="USA")
    )


def test_ended_measures_only_with_all(capsys: pytest.CaptureFixture[str]) -> None:
    day = ["--as-of", "2026-11-24", "--by", "COD"]
    assert {r["status"] for r in parsed(capsys, *day)} == {"in-force-unverified"}
    everything = {r["measure_id"]: r["status"] for r in parsed(capsys, "--all", *day)}
    assert everything == {
        "CD-2025-001": "ended",
        "CD-2025-004a": "ended",
        "CD-2025-004": "in-force-unverified",
    }


def test_a_mineral_without_a_control_gets_a_row(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = ask(capsys, "talc", "bismuth", "--as-of", "2026-11-24")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert code == 0
    (talc,) = [row for row in rows if row["mineral"] == "talc"]
    assert talc["flag"] == "no_data"
    assert not talc["measure_id"]
    assert "No export control on record for talc on 24 November 2026." in err


def test_measures_that_name_no_mineral_are_not_passed_over(
    capsys: pytest.CaptureFixture[str],
) -> None:
    _, out, err = ask(capsys, "chromium", "--by", "ZWE", "--as-of", "2026-03-01", "--notes")
    assert "ZW-2026-SUSP-RAW" not in out
    assert "may cover this one too: ZW-2023-5, ZW-2026-SUSP-RAW" in err
    _, out, _ = ask(capsys, "--by", "ZWE", "--as-of", "2026-03-01")
    assert "ZW-2026-SUSP-RAW" in out


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["gallum"], 3, "did you mean gallium"),
        (["--by", "Congo"], 3, "ambiguous"),
        (["--target", "Atlantis"], 3, "unknown country or bloc 'Atlantis'"),
        (["--as-of", "2025-02-30"], 2, "is not a day"),
        (["--as-of", "yesterday"], 2, "is not a day"),
        (["--as-of", "2025021"], 2, "is not a day"),
        (["--as-of", "2019-12-31"], 4, "from 2020-01-01"),
        (["--expiring", "-1"], 2, "expiring"),
        (["--disruptions", "--expiring", "5"], 2, "disruptions"),
        (["talc", "--as-of", "2026-11-24"], 4, "no export control on record for talc"),
        (["--by", "MMR", "--as-of", "2026-11-24"], 4, "--disruptions"),
        (["--by", "GAB", "--expiring", "1", "--as-of", "2026-06-01"], 4, "changes by 2026-06-02"),
        (["gold", "--disruptions", "--as-of", "2026-11-24"], 4, "no disruption on record"),
    ],
)
def test_what_cannot_be_answered(
    arguments: list[str], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found, out, err = ask(capsys, *arguments)
    assert found == code
    assert out == ""
    assert said in err
    assert sum(line.startswith("error:") for line in err.splitlines()) == 1


def test_a_day_without_hyphens_is_read(capsys: pytest.CaptureFixture[str]) -> None:
    plain = ask(capsys, "cobalt", "--as-of", "2025-10-15")
    assert plain[0] == 0
    assert ask(capsys, "cobalt", "--as-of", "20251015") == plain


def test_days_beyond_the_calendar_are_no_failure(capsys: pytest.CaptureFixture[str]) -> None:
    assert parsed(capsys, "--expiring", "99999999", "--as-of", "2026-11-24")


def test_the_function_is_no_module() -> None:
    import critmin.export_controls.controls  # a package of the function's own name would hide it

    assert callable(critmin.controls)


def test_as_of_takes_a_date() -> None:
    day = date(2025, 10, 15)
    assert critmin.controls("cobalt", as_of=day).query["as_of"] == "2025-10-15"


def test_each_status_met_has_its_caution() -> None:
    table = critmin.controls("holmium", as_of="2026-11-24")
    codes = {caution.code for caution in table.warnings}
    assert {"extension_announced", "outside_shares", "compiled"} <= codes
    assert any("28 September 2026" in note for note in table.notes)
    assert "67% of world trade in cobalt" in str(critmin.controls("cobalt").warnings)


def test_sources_resolve() -> None:
    table = critmin.controls(as_of="2026-11-24")
    assert {source.id for source in table.sources} == {id_ for (id_,) in table.column("source")}


def test_a_bloc_controls_by_its_members_of_the_day(capsys: pytest.CaptureFixture[str]) -> None:
    """Indonesia joined the BRICS in January 2025."""
    for day, joined in (("2024-12-31", False), ("2025-06-01", True)):
        rows = parsed(capsys, "--by", "brics", "--as-of", day)
        assert ("IDN" in {row["jurisdiction_iso3"] for row in rows}) is joined
    code, _, err = ask(capsys, "--by", "EU27", "--as-of", "2026-11-24")
    assert (code, "no export control on record of the EU27 on 2026-11-24" in err) == (4, True)


@pytest.mark.parametrize("bloc", names.bloc_names())
def test_every_bloc_is_the_sum_of_its_members(bloc: str) -> None:
    day = "2026-11-24"

    def found(by: str) -> set[str]:
        try:
            table = critmin.controls(by=by, as_of=day)
        except NoData:
            return set()
        return {str(row["measure_id"]) for row in table}

    assert found(bloc) == set().union(*map(found, names.members(bloc, day)))


@pytest.mark.parametrize(
    ("group", "member"),
    [
        ("rare-earths", "scandium"),
        ("rare-earths", "yttrium"),
        ("heavy-rare-earths", "dysprosium"),
        ("heavy-rare-earths", "yttrium"),
        ("light-rare-earths", "samarium"),
        ("platinum-group-metals", "rhodium"),
        ("ferroalloys", "chromium"),
        ("titanium-minerals", "rutile"),
        ("graphite", "graphite-synthetic"),
        ("gemstones", "diamond-gem"),
        ("rare-gases", "helium"),
    ],
)
def test_a_group_shows_every_member_that_a_measure_names(group: str, member: str) -> None:
    rows = [r for r in critmin.controls(group, as_of="2026-11-24") if r["mineral"] == member]
    assert rows
    known = names.related(group, member)
    for row in rows:
        assert ("beside_group" in row["flag"]) is not known


def test_a_law_in_force_is_said_in_plain_words_and_warned_of_only_if_a_change_was_due() -> None:
    table = critmin.controls("bismuth", by="CHN", as_of="2026-11-24")
    (row,) = [r for r in table if r["measure_id"] == "CN-2025-10"]
    assert (row["status"], "unverified_since" in row["flag"]) == ("in-force-unverified", False)
    assert "in force, last confirmed 5 July 2026" in str(table)
    assert "in-force-unverified" in table.to_csv()
    due = critmin.controls("lithium", by="ZWE", as_of="2027-02-01")
    (row,) = [r for r in due if r["measure_id"] == "ZW-2027-CONC"]
    assert "unverified_since" in row["flag"]
