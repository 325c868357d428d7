"""What is refused, with which code, in one line, with nothing on stdout."""

from __future__ import annotations

import csv
import io
import os
import re
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

LITHIUM = ("share", "lithium", "-q")
FULL_DISK = pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")


def hints(line: str) -> list[str]:
    found = re.search(r"; did you mean (.+)\?$", line)
    return found[1].split(", ") if found else []


# 3: names that are none, or several.

MISSPELT = [
    (["share", "lithum"], "mineral 'lithum'", "lithium"),
    (["share", "lithium", "cobolt"], "mineral 'cobolt'", "cobalt"),
    (["hhi", "grafite"], "mineral 'grafite'", "graphite"),
    (["trend", "galium"], "mineral 'galium'", "gallium"),
    (["reserves", "rare-erths"], "mineral 'rare-erths'", "rare-earths"),
    (["minerals", "tungstn"], "mineral 'tungstn'", "tungsten"),
    (["minerals", "galium", "--hosts"], "mineral 'galium'", "gallium"),
    (["technology", "elctric car"], "technology 'elctric car'", "electric-car"),
    (
        ["technology", "ev", "--reference", "conventional-cr"],
        "technology 'conventional-cr'",
        "conventional-car",
    ),
    (["technology", "ev", "--supplier", "Chle"], "country 'Chle'", "Chile"),
    (["technology", "ev", "--supplier", "CHN", "--stage", "minning"], "stage 'minning'", "mining"),
    (["lists", "lithum"], "mineral 'lithum'", "lithium"),
    (["lists", "--list", "NATO-2025"], "list 'NATO-2025'", "NATO-2024"),
    (["share", "lithium", "--country", "Chle"], "country or bloc 'Chle'", "Chile"),
    (["trend", "lithium", "--country", "Austrlia"], "country or bloc 'Austrlia'", "Australia"),
    (["share", "lithium", "--stage", "refinng"], "stage 'refinng'", "refining"),
    (["hhi", "--stage", "minning"], "stage 'minning'", "mining"),
    (["share", "lithium", "--source", "usgss"], "source 'usgss'", "usgs"),
    (["share", "lithium", "--source", "iea@1999"], "source 'iea@1999'", "iea@2025"),
    (["sources", "usg"], "source 'usg'", "usgs"),
    (["cite", "ieaa"], "source 'ieaa'", "iea"),
    (["share", "lithium", "--by", "bloc:eu28"], "bloc 'eu28'", "eu27"),
    (["share", "lithium", "--columns", "country,shar"], "column 'shar'", "share"),
    (["minerals", "--columns", "simbol"], "column 'simbol'", "symbol"),
    (["cite", "iea", "--style", "bibtx"], "style 'bibtx'", "bibtex"),
    (["completion", "bsh"], "shell 'bsh'", "bash"),
]


@pytest.mark.parametrize(("arguments", "said", "meant"), MISSPELT, ids=[c[1] for c in MISSPELT])
def test_misspelt(run, arguments, said, meant) -> None:
    line = run(*arguments).refused(3)
    assert f"unknown {said}" in line
    assert meant in hints(line)
    assert len(hints(line)) <= 3


UNKNOWN = [
    (["share", "unobtainium"], "mineral 'unobtainium'", ""),
    (["share", ""], "mineral ''", ""),
    (["share", "lithium", "--country", "Zzzz"], "country or bloc 'Zzzz'", ""),
    (["share", "lithium", "--stage", "xyz"], "stage 'xyz'", "mining, refining, reserves, capacity"),
    (
        ["share", "lithium", "--source", "xyz"],
        "source 'xyz'",
        "iea, imf, irena, lists, natural-earth, policy, usgs, wgi, worldbank",
    ),
    (["share", "lithium", "--by", "bloc:xyz"], "bloc 'xyz'", "eu27"),
    (["share", "lithium", "--basis", "xyz"], "basis 'xyz'", "contained"),
    (["share", "lithium", "--columns", "xyz"], "column 'xyz'", "mineral, stage, basis, year"),
    (["cite", "usgs", "--style", "xyz"], "style 'xyz'", "text, bibtex"),
    (["completion", "xyz"], "shell 'xyz'", "bash, zsh, fish"),
]


@pytest.mark.parametrize(("arguments", "said", "known"), UNKNOWN, ids=[c[1] for c in UNKNOWN])
def test_unknown(run, arguments, said, known) -> None:
    line = run(*arguments).refused(3)
    assert f"unknown {said}" in line
    assert known in line
    assert not hints(line)


AMBIGUOUS = [
    (["share", "cobalt", "--country", "Congo"], ["DR Congo (COD)", "Congo (Brazzaville) (COG)"]),
    (["trend", "cobalt", "--country", "congo"], ["DR Congo (COD)", "Congo (Brazzaville) (COG)"]),
    (["share", "diamond"], ["diamond-gem", "diamond-industrial"]),
    (["minerals", "Diamonds"], ["diamond-gem", "diamond-industrial"]),
    (["technology", "wind"], ["offshore-wind", "onshore-wind"]),
    (["technology", "Car"], ["electric-car", "conventional-car"]),
]


@pytest.mark.parametrize(("arguments", "meanings"), AMBIGUOUS, ids=[c[0][-1] for c in AMBIGUOUS])
def test_ambiguous(run, arguments, meanings) -> None:
    line = run(*arguments).refused(3)
    assert "is ambiguous: " in line
    for meaning in meanings:
        assert meaning in line


NAMES = [
    ("Lithium", "lithium"),
    ("Li", "lithium"),
    ("spodumene", "lithium"),
    ("REE", "rare-earths"),
    ("rare earth", "rare-earths"),
    ("Rare_Earths", "rare-earths"),
    ("coltan", "tantalum"),
    ("PGM", "platinum-group-metals"),
    ("natural graphite", "graphite"),
]


@pytest.mark.parametrize(("typed", "slug"), NAMES)
def test_names_are_forgiving(run, typed, slug) -> None:
    got = run("minerals", typed, "--columns", "mineral", "--no-headers", "-q")
    assert got.code == 0
    assert set(got.out.split()) <= {slug}


PLACES = [
    "CD",
    "cod",
    "180",
    "DRC",
    "DR Congo",
    "Congo (Kinshasa)",
    "Congo-Kinshasa",
    "Congo, Democratic Republic of the",
    "democratic republic of the congo",
]


@pytest.mark.parametrize("place", PLACES)
def test_countries_are_forgiving(run, place) -> None:
    got = run("share", "cobalt", "--country", place, "--columns", "iso3", "--no-headers", "-q")
    assert (got.code, got.out) == (0, "COD\n")


@pytest.mark.parametrize(
    ("place", "iso3"),
    [
        ("Burma", "MMR"),
        ("Türkiye", "TUR"),
        ("Turkey", "TUR"),
        ("South Korea", "KOR"),
        ("Korea, Republic of", "KOR"),
        ("US", "USA"),
        ("NA", "NAM"),
        ("Côte d'Ivoire", "CIV"),
    ],
)
def test_publishers_spellings(run, place, iso3) -> None:
    got = run("share", "cobalt", "--country", place, "--columns", "iso3", "--no-headers", "-q")
    assert (got.code, got.out) == (0, f"{iso3}\n")


# 4: known, and no figure.


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["share", "lithium", "--year", "1950"], "in 1950; figures exist in usgs@2026"),
        (["share", "lithium", "--year", "2099"], "in 2099; figures exist in usgs@2026"),
        (["hhi", "lithium", "--year", "1950:1955"], "figures exist in"),
        (["trend", "lithium", "--year", "1950"], "figures exist in"),
        (["reserves", "lithium", "--year", "1950"], "figures exist in"),
        (["share", "krypton", "--stage", "mining"], "figures exist at refining usgs@2026"),
        (["hhi", "lithium", "--source", "iea@2024", "--year", "2022"], "figures exist in iea@2024"),
        (["share", "antimony", "--source", "iea"], "figures exist"),
        (["share", "lithium", "--source", "wgi"], "figures exist"),
        (["reserves", "gallium"], "figures exist"),
        (["share", "lithium", "krypton", "--year", "1950"], "1950"),
        (["hhi", "--year", "1950"], "no data for any of"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_no_data_says_why_and_where_figures_are(run, arguments, says) -> None:
    assert says in run(*arguments).refused(4)


def test_projections_only_when_named(run) -> None:
    got = run("share", "lithium", "--stage", "refining", "--source", "iea", "-q")
    assert {row["year"] for row in csv.DictReader(io.StringIO(got.out))} == {"2024"}
    named = run("share", "lithium", "--source", "iea", "--year", "2030", "-q")
    rows = list(csv.DictReader(io.StringIO(named.out)))
    assert {row["year"] for row in rows} == {"2030"}
    assert all("projection" in row["flag"].split(";") for row in rows if row["quantity"])


@pytest.mark.parametrize("command", ["share", "hhi", "reserves"])
def test_one_of_several_lacks_data(run, command) -> None:
    lacking = "gallium" if command == "reserves" else "krypton"
    stage = [] if command == "reserves" else ["--stage", "mining"]
    got = run(command, "lithium", lacking, *stage, "--notes")
    assert got.code == 0
    rows = [r for r in csv.DictReader(io.StringIO(got.out)) if r["mineral"] == lacking]
    (row,) = rows
    assert row["flag"] == "no_data"
    figures = {"quantity", "share", "hhi", "hhi_low", "cr1", "production", "reserves", "source"}
    assert {row[name] for name in figures & row.keys()} == {""}
    assert f"no_data: no data for {lacking}" in got.err


def test_trend_of_several(run) -> None:
    got = run("trend", "lithium", "krypton", "--measure", "hhi", "--stage", "mining")
    assert got.code == 0
    (row,) = [r for r in csv.DictReader(io.StringIO(got.out)) if r["mineral"] == "krypton"]
    assert (row["flag"], row["value"]) == ("no_data", "")


def test_all_minerals_count_those_without(run) -> None:
    got = run("hhi", "--source", "iea", "--notes")
    assert got.code == 0
    assert re.search(r"no_data: no figure at mining for \d+ of the minerals", got.err)
    assert "no_data" not in got.out


def test_a_year_that_is_partly_there_is_said(run) -> None:
    got = run("hhi", "lithium", "--year", "1999,2023")
    assert got.code == 0
    assert "no figure for 1999" in got.err
    assert [r["year"] for r in csv.DictReader(io.StringIO(got.out))] == ["2023"]


def test_many_missing_years_are_said_shortly(run) -> None:
    got = run("hhi", "lithium", "--year", "1900:2025", "--notes")
    (line,) = [line for line in got.err.splitlines() if line.startswith("  no_data: ")]
    assert len(line) < 200


def test_a_country_that_is_not_listed_has_an_empty_row(run) -> None:
    got = run("share", "lithium", "--country", "Fiji", "-q")
    (row,) = csv.DictReader(io.StringIO(got.out))
    assert (row["iso3"], row["share"], row["quantity"], row["flag"]) == (
        "FJI",
        "",
        "",
        "not_listed",
    )


# 2: usage, in one plain line with the command's usage.

USAGE = [
    (["frobnicate"], "critmin COMMAND"),
    (["shar", "lithium"], "critmin COMMAND"),
    (["--frobnicate"], "critmin COMMAND"),
    (["share", "lithium", "--frobnicate"], "critmin share [OPTIONS]"),
    (["share", "lithium", "--stage"], "critmin share [OPTIONS]"),
    (["share", "lithium", "--top", "many"], "critmin share [OPTIONS]"),
    (["share", "lithium", "--digits", "-1"], "critmin share [OPTIONS]"),
    (["share", "lithium", "--digits", "99"], "critmin share [OPTIONS]"),
    (["cite"], "critmin cite [OPTIONS]"),
    (["check"], "critmin check [OPTIONS]"),
    (["check", "a.csv", "b.csv"], "critmin check [OPTIONS]"),
    (["tables", "extra"], "critmin tables [OPTIONS]"),
    (["completion"], "critmin completion [OPTIONS]"),
    (["share"], "critmin share [OPTIONS]"),
    (["reserves"], "critmin reserves [OPTIONS]"),
    (["share", "lithium", "--top", "0"], "critmin share [OPTIONS]"),
    (["share", "lithium", "--year", "abc"], "critmin share [OPTIONS]"),
    (["share", "lithium", "--year", "2024:2020"], "critmin share [OPTIONS]"),
    (["share", "lithium", "--year", "202"], "critmin share [OPTIONS]"),
    (["share", "lithium", "--total", "half"], "critmin share [OPTIONS]"),
    (["share", "lithium", "--by", "continent"], "critmin share [OPTIONS]"),
    (["share", "lithium", "--by", "bloc:"], "critmin share [OPTIONS]"),
    (["share", "lithium", "--by", "bloc:g7", "--top", "3"], "critmin share [OPTIONS]"),
    (["share", "lithium", "--as-of", "June"], "critmin share [OPTIONS]"),
    (["hhi", "lithium", "--weight", "gdp"], "critmin hhi [OPTIONS]"),
    (["hhi", "lithium", "--scheme", "eu"], "critmin hhi [OPTIONS]"),
    (["trend", "lithium", "--measure", "price"], "critmin trend [OPTIONS]"),
    (["trend", "lithium", "--measure", "hhi", "--country", "CHN"], "critmin trend [OPTIONS]"),
    (["share", "lithium", "-o", "out.docx"], "critmin share [OPTIONS]"),
]


@pytest.mark.parametrize(
    ("typed", "meant"), [("csvv", "csv"), ("mardown", "markdown"), ("xyz", None)]
)
def test_an_unknown_format_is_a_usage_error(run, typed, meant) -> None:
    line = run("share", "lithium", "-f", typed).refused(2)
    assert f"unknown format {typed!r}; known: table, csv, tsv, json" in line
    assert (f"did you mean {meant}?" in line) == (meant is not None)


@pytest.mark.parametrize(("arguments", "usage"), USAGE, ids=[" ".join(c[0]) for c in USAGE])
def test_usage(run, arguments, usage) -> None:
    line = run(*arguments).refused(2)
    assert "╭" not in line


@pytest.mark.parametrize(("arguments", "usage"), USAGE, ids=[" ".join(c[0]) for c in USAGE])
def test_usage_is_shown(run, arguments, usage) -> None:
    assert f"usage: {usage}" in run(*arguments).err


def test_no_arguments_print_help(run) -> None:
    got = run()
    assert (got.code, got.err) == (0, "")
    assert got.out == run("--help").out


def test_refusals_in_a_process(process) -> None:
    process("share", "lithum").refused(3)
    process("share", "lithium", "--year", "1950").refused(4)
    process("share", "--frobnicate").refused(2)


def test_quiet_does_not_silence_errors(run) -> None:
    run("share", "lithum", "-q").refused(3)
    run("share", "lithium", "--year", "1950", "-q").refused(4)


def test_a_defect_is_one_line(run, monkeypatch) -> None:
    from critmin.supply import share as module

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("two\nlines")

    monkeypatch.setattr(module, "share", broken)
    line = run("share", "lithium").refused(1)
    assert "unexpected ZeroDivisionError: two lines" in line
    assert "report" in line


# 1: output that cannot be written.


@pytest.mark.parametrize("suffix", ["csv", "json", "md", "xlsx"])
def test_missing_folder(run, tmp_path, suffix) -> None:
    if suffix == "xlsx":
        pytest.importorskip("openpyxl")
    target = tmp_path / "nowhere" / f"out.{suffix}"
    line = run(*LITHIUM, "-o", target).refused(1)
    assert f"{target} cannot be written: there is no folder {target.parent}" in line
    assert not target.parent.exists()


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_target_is_a_folder(run, tmp_path, suffix) -> None:
    if suffix == "xlsx":
        pytest.importorskip("openpyxl")
    target = tmp_path / f"out.{suffix}"
    target.mkdir()
    assert f"{target} cannot be written" in run(*LITHIUM, "-o", target).refused(1)
    assert [path.name for path in tmp_path.iterdir()] == [target.name]


def test_full_disk_keeps_the_old_file(run, tmp_path, monkeypatch) -> None:
    target = tmp_path / "out.csv"
    target.write_text("old\n")

    real = os.write

    def full(handle: int, content: bytes) -> int:
        if len(content) > 500:
            return real(handle, content[:500])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("critmin.answers.writing.os.write", full)
    line = run(*LITHIUM, "-o", target).refused(1)
    monkeypatch.undo()
    assert f"{target} cannot be written: No space left on device" in line
    assert target.read_text() == "old\n"
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]


def test_a_refused_question_keeps_the_old_file(run, tmp_path) -> None:
    target = tmp_path / "out.csv"
    target.write_text("old\n")
    run("share", "lithium", "--year", "1950", "-o", target).refused(4)
    run("share", "lithium", "--columns", "xyz", "-o", target).refused(3)
    assert target.read_text() == "old\n"


def test_a_good_answer_replaces_the_old_file(run, tmp_path) -> None:
    target = tmp_path / "out.csv"
    target.write_text("old\n")
    got = run(*LITHIUM, "-o", target)
    assert (got.code, got.out) == (0, "")
    assert target.read_text("utf-8") == run(*LITHIUM).out
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]


def test_a_private_file_stays_private(run, tmp_path) -> None:
    target = tmp_path / "out.csv"
    target.write_text("old\n")
    target.chmod(0o600)
    run(*LITHIUM, "-o", target)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_a_link_stays_a_link(run, tmp_path) -> None:
    real, link = tmp_path / "real.csv", tmp_path / "link.csv"
    real.write_text("old\n")
    link.symlink_to(real)
    run(*LITHIUM, "-o", link)
    assert link.is_symlink()
    assert real.read_text("utf-8").startswith("mineral,")


def test_a_pipe_or_device_stays_one(run, tmp_path) -> None:
    """Root's ``-o /dev/null`` must not put a file where the device was."""
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDWR | os.O_NONBLOCK)
    try:
        run(*LITHIUM, "-o", pipe)
        assert stat.S_ISFIFO(pipe.stat().st_mode)
        assert os.read(reader, 8) == b"mineral,"
    finally:
        os.close(reader)


@FULL_DISK
@pytest.mark.parametrize(
    "arguments",
    [
        "share lithium -q",
        "share lithium -q -f json",
        "share lithium -q -f xlsx",
        "cite usgs",
        "cite usgs --style bibtex",
        "--help",
        "share --help",
        "--version",
        "completion bash",
        "",
    ],
)
def test_full_disk_behind_stdout(shell, arguments) -> None:
    if "xlsx" in arguments:
        pytest.importorskip("openpyxl")
    line = shell(f"critmin {arguments} > /dev/full").refused(1)
    assert "standard output cannot be written: No space left on device" in line


# Streams that close.


@pytest.mark.parametrize(
    "arguments",
    [
        "hhi --stage mining -q -f json",
        "hhi --stage mining -q",
        "share lithium -q",
        "cite usgs",
        "tables -q",
        "minerals -q -f json",
        "--help",
        "share --help",
        "completion bash",
        "",
        "trend --stage mining --year 2021:2025 -q -f json",
    ],
)
def test_head_ends_quietly(shell, arguments) -> None:
    got = shell(f"critmin {arguments} | head -1")
    assert got.err == ""
    assert got.code == 0
    assert got.out.count("\n") == 1


def test_reader_gone_at_once(shell) -> None:
    got = shell("critmin trend --stage mining -q -f json | true")
    assert (got.code, got.err, got.out) == (0, "", "")


@pytest.mark.parametrize(
    "arguments",
    [
        "share lithium",
        "share lithium -f json",
        "share lithium -f xlsx",
        "cite usgs",
        "--version",
        "--help",
        "completion bash",
        "",
    ],
)
def test_closed_stdout(shell, arguments) -> None:
    assert shell(f"critmin {arguments} >&-").refused(1) == "error: standard output is closed"


def test_closed_stdout_with_a_file_to_write(shell, tmp_path) -> None:
    target = tmp_path / "out.csv"
    got = shell(f"critmin share lithium -q -o {target} >&-")
    assert (got.code, got.err) == (0, "")
    assert target.read_text("utf-8").startswith("mineral,")


def test_closed_stderr_puts_no_notes_among_the_data(shell) -> None:
    noted = shell("critmin share lithium 2>&-")
    assert noted.code == 0
    assert noted.out == shell("critmin share lithium -q").out
    refused = shell("critmin share lithum 2>&-")
    assert (refused.code, refused.out) == (3, "")


@pytest.mark.parametrize("command", [["check", "-"], ["share", "--data", "-"]])
def test_ctrl_c(command) -> None:
    child = subprocess.Popen(
        [sys.executable, "-m", "critmin", *command],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    # Once the pipe's buffer is drained the program is reading, past its imports.
    block = b"mineral,year,country,quantity\n" * 8000
    child.stdin.write(block)
    child.stdin.flush()
    time.sleep(0.3)
    child.send_signal(signal.SIGINT)
    out, err = child.communicate(timeout=30)
    assert (child.returncode, out, err) == (130, b"", b"")


LOADING = """
import os, signal, sys

class Interrupt:
    def find_spec(self, name, path=None, target=None):
        if name == module:
            os.kill(os.getpid(), signal.SIGINT)

module, sys.argv = sys.argv[1], ["critmin", "share", "lithium"]
sys.meta_path.insert(0, Interrupt())
from critmin.__main__ import main
main()
"""


@pytest.mark.skipif(os.name == "nt", reason="a console's Ctrl-C is another thing there")
@pytest.mark.parametrize("module", ["critmin.cli.app", "typer", "critmin.core.errors"])
def test_ctrl_c_while_loading_is_no_traceback(module) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADING, module], capture_output=True, timeout=30, check=False
    )
    assert done.returncode in {-signal.SIGINT, 130}
    assert (done.stdout, done.stderr) == (b"", b"")


@pytest.mark.skipif(os.name == "nt", reason="no such signals there")
def test_an_ignored_ctrl_c_stays_ignored() -> None:
    code = (
        "import signal, sys; signal.signal(signal.SIGINT, signal.SIG_IGN);"
        "sys.argv = ['critmin', '--version']; import atexit;"
        "atexit.register(lambda: print(signal.getsignal(signal.SIGINT).name, file=sys.stderr));"
        "from critmin.__main__ import main; main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.strip()) == (0, "SIG_IGN")


def test_today_is_a_day(run) -> None:
    from datetime import date

    for command in (
        ["share", "cobalt", "--by", "bloc:g7"],
        ["controls", "gallium"],
        ["claims", "C4"],
        ["policy", "awards"],
    ):
        got = run(*command, "--as-of", "today", "-f", "json", "-q")
        assert got.code == 0, got.err
        assert f'"{date.today().isoformat()}"' in got.out
        assert '"today"' not in got.out


def test_a_country_without_a_row_is_said_to_be_no_zero(run) -> None:
    got = run("share", "cobalt", "--country", "Ivory Coast", "--country", "COD", "--notes")
    assert got.code == 0
    (said,) = [line for line in got.err.splitlines() if "not listed by" in line]
    assert "Côte d'Ivoire" in said
    assert "DR Congo" not in said
    assert "its figure is unknown, not zero, it may be among the other countries" in said


def test_a_way_out_is_named_only_where_there_is_one(run) -> None:
    assert "--valued-by output" in run("market", "tungsten").refused(4)
    assert "--valued-by" not in run("market", "germanium").refused(4)
