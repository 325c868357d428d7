"""How answers look: columns, files, screens."""

from __future__ import annotations

import csv
import fcntl
import io
import json
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time

import pytest

REFINED = ("lithium", "--stage", "refining", "--year", "2023", "--source", "iea@2024")
SHARE = ("share", *REFINED, "-q")

# The contract: add to the end, never reorder, never rename.
COLUMNS = {
    "share": "mineral, stage, basis, year, rank, country, iso3, kind, quantity, unit, share, "
    "flag, source",
    "hhi": "mineral, stage, basis, year, hhi, hhi_low, hhi_high, band, scheme, weight, "
    "denominator, cr1, cr3, cr5, effective_suppliers, top_country, top_iso3, countries, "
    "residual_share, unknown, flag, source",
    "trend": "mineral, stage, basis, year, country, iso3, value, unit, flag, source",
    "reserves": "mineral, basis, year, country, iso3, kind, production, production_share, "
    "reserves, reserves_share, unit, reserve_years, untapped, flag, source",
    "check": "line, column, code, message",
}


@pytest.mark.parametrize("command", COLUMNS)
def test_columns_are_the_contract(run, own, command) -> None:
    own_table = own("mineral,year,country,quantity", "lithium,2023,Chile,-4")
    got = run(command, own_table if command == "check" else "lithium")
    header = got.out.splitlines()[0]
    assert header == COLUMNS[command].replace(", ", ",")


@pytest.mark.parametrize("command", ["share", "hhi", "trend", "check"])
def test_columns_of_an_own_table_are_the_same(run, own, command) -> None:
    path = own("mineral,year,country,quantity", "lithium,2023,Chile,4")
    got = run(command, path) if command == "check" else run(command, "--data", path)
    assert got.code == 0
    assert got.out.splitlines()[0] == COLUMNS[command].replace(", ", ",")


@pytest.mark.parametrize("name", ["minerals", "sources", "tables"])
def test_every_row_about_what_is_here_has_its_source(run, name) -> None:
    header = run(name, "-q").out.splitlines()[0].split(",")
    assert header[-1] == ("hosts" if name == "minerals" else "source")


def test_every_source_can_be_cited(run) -> None:
    for command in (
        ["share", "lithium"],
        ["hhi"],
        ["hhi", "--weight", "wgi"],
        ["trend", "cobalt"],
        ["reserves", "lithium"],
        ["sources"],
        ["tables"],
        ["minerals", "graphite"],
    ):
        rows = csv.DictReader(io.StringIO(run(*command, "-q").out))
        ids = {id_ for row in rows for id_ in row["source"].split(";") if id_}
        assert ids
        assert {id_: run("cite", id_).code for id_ in ids} == dict.fromkeys(ids, 0)


# Files are raw.


def test_csv_is_raw(run) -> None:
    text = run(*SHARE).out
    assert "\r" not in text
    assert text.endswith("\n")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert float(rows[0]["share"]) == 113.9 / 176.3
    assert rows[0]["share"] == repr(113.9 / 176.3)
    assert "%" not in text


def test_no_thousands_separator(run) -> None:
    rows = list(csv.DictReader(io.StringIO(run("share", "rare-earths", "-q").out)))
    assert rows[0]["quantity"] == "270000"


def test_no_figure_is_an_empty_cell_never_zero(run) -> None:
    rows = list(csv.DictReader(io.StringIO(run("share", "lithium", "-q").out)))
    (withheld,) = [row for row in rows if row["iso3"] == "USA"]
    assert (withheld["quantity"], withheld["share"]) == ("", "")
    assert withheld["flag"].split(";")[0] == "withheld"
    data = json.loads(run("share", "lithium", "-q", "-f", "json").out)["data"]
    (withheld,) = [row for row in data if row["iso3"] == "USA"]
    assert (withheld["quantity"], withheld["share"]) == (None, None)


def test_tsv_is_the_csv_with_tabs(run) -> None:
    plain = list(csv.reader(io.StringIO(run(*SHARE).out)))
    tabs = list(csv.reader(io.StringIO(run(*SHARE, "-f", "tsv").out), delimiter="\t"))
    assert tabs == plain


def test_json_is_one_object(run) -> None:
    answer = json.loads(run("share", "lithium", "-f", "json").out)
    assert list(answer) == ["query", "columns", "data", "sources", "warnings", "notes", "summary"]
    assert answer["query"]["command"] == "share"
    assert answer["query"]["minerals"] == ["lithium"]
    assert [c["name"] for c in answer["columns"]] == COLUMNS["share"].split(", ")
    assert {tuple(c) for c in answer["columns"]} == {("name", "type", "unit", "description")}
    assert {tuple(s) for s in answer["sources"]} == {
        ("id", "citation", "licence", "edition", "url")
    }
    assert {tuple(w) for w in answer["warnings"]} == {("code", "message", "level")}
    assert {w["code"] for w in answer["warnings"]} >= {"withheld_excluded", "total_differs"}
    types = {
        "string": (str, type(None)),
        "integer": (int, type(None)),
        "number": (int, float, type(None)),
        "boolean": (bool, type(None)),
    }
    for row in answer["data"]:
        for column in answer["columns"]:
            assert isinstance(row[column["name"]], types[column["type"]])


@pytest.mark.parametrize("command", ["share", "hhi", "trend", "reserves"])
def test_json_says_what_csv_says(run, command) -> None:
    rows = list(csv.DictReader(io.StringIO(run(command, "lithium", "-q").out)))
    data = json.loads(run(command, "lithium", "-q", "-f", "json").out)["data"]
    assert len(rows) == len(data)
    for row, record in zip(rows, data, strict=True):
        assert list(row) == list(record)
        for name, value in record.items():
            if value is None:
                assert row[name] == ""
            elif isinstance(value, bool):
                assert row[name] == str(value).lower()
            elif isinstance(value, str):
                assert row[name] == value
            else:
                assert float(row[name]) == value


def test_json_has_no_nan(run) -> None:
    def refuse(name: str) -> None:
        raise AssertionError(name)

    json.loads(run("hhi", "-q", "-f", "json").out, parse_constant=refuse)


def test_jsonl_is_the_rows_alone(run) -> None:
    lines = run(*SHARE, "-f", "jsonl").out.splitlines()
    assert [json.loads(line) for line in lines] == json.loads(run(*SHARE, "-f", "json").out)["data"]


def test_markdown(run, own) -> None:
    text = run(*SHARE, "-f", "markdown").out
    summary, empty, *lines = text.splitlines()
    assert summary.startswith("China refined 65% of the world's lithium in 2023")
    assert not empty
    assert all(line.startswith("|") and line.endswith("|") for line in lines)
    assert len({line.count("|") for line in lines}) == 1
    assert "64.6%" in text
    path = own("mineral,year,country,quantity", "lithium,2023,a|b,4")
    assert "a\\|b" in run("share", "--data", path, "-q", "-f", "markdown").out


def test_latex(run, own) -> None:
    text = run(*SHARE, "-f", "latex").out
    assert text.startswith("\\begin{tabular}")
    assert "\\toprule" in text
    assert "64.6\\%" in text
    path = own("mineral,year,country,quantity", "lithium,2023,A & B_c,4")
    assert "A \\& B\\_c" in run("share", "--data", path, "-q", "-f", "latex").out


def test_html_escapes(run, own) -> None:
    text = run(*SHARE, "-f", "html").out
    assert text.count("<tr>") == 7
    assert "64.6%" in text
    path = own("mineral,year,country,quantity", "lithium,2023,<script>alert(1)</script>,4")
    hostile = run("share", "--data", path, "-q", "-f", "html").out
    assert "<script>" not in hostile
    assert "&lt;script&gt;" in hostile


def test_xlsx(run, tmp_path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    got = run("share", "lithium", "-o", tmp_path / "out.xlsx")
    assert (got.code, got.out) == (0, "")
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert book.sheetnames == ["data", "sources"]
    sheet = book["data"]
    assert sheet["A1"].value.startswith("Australia mined about 32%")
    header = [cell.value for cell in sheet[3]]
    assert header == COLUMNS["share"].split(", ")
    units = dict(zip(header, (cell.value for cell in sheet[2]), strict=True))
    assert (units["share"], units["quantity"], units["year"]) == ("%", "in column unit", None)
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("A4", "$3:$3")
    assert sheet.auto_filter.ref == f"A3:M{3 + len(list(sheet.iter_rows(min_row=4)))}"
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    first = dict(zip(header, sheet[4], strict=True))
    assert (first["quantity"].number_format, first["year"].number_format) == ("#,##0", "General")
    assert (first["quantity"].value, first["quantity"].data_type) == (92000, "n")
    assert first["year"].data_type == "n"
    assert first["share"].value == pytest.approx(92000 / 288380, rel=1e-14)
    assert first["share"].number_format == "0.0%"
    assert first["country"].data_type == "s"
    withheld = next(row for row in sheet.iter_rows(min_row=4) if row[6].value == "USA")
    assert withheld[8].value is None
    assert withheld[10].value is None
    about = [[cell.value for cell in row] for row in book["sources"].iter_rows(min_row=2)]
    assert ["source", "usgs@2026"] in [line[:2] for line in about]
    assert "withheld_excluded" in [line[1] for line in about if line[0] == "warning"]


def test_a_small_figure_is_not_shown_as_zero_in_a_workbook() -> None:
    openpyxl = pytest.importorskip("openpyxl")
    import critmin
    from critmin.answers.formats import Layout
    from critmin.answers.workbook import write_xlsx

    table = critmin.share("lithium")
    at = table.names.index("quantity")
    figures = (0.0004, 0.25, 12.0, 45678.9)
    rows = tuple((*table.rows[0][:at], one, *table.rows[0][at + 1 :]) for one in figures)
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx(table.replace(rows=rows), Layout())))
    cells = [row[at] for row in book["data"].iter_rows(min_row=4)]
    assert [cell.number_format for cell in cells] == ["General", "#,##0.0##", "#,##0", "#,##0"]


def test_xlsx_to_a_pipe(shell) -> None:
    pytest.importorskip("openpyxl")
    got = shell("critmin share lithium -q -f xlsx | head -c 2")
    assert (got.code, got.out, got.err) == (0, "PK", "")


def test_xlsx_of_text_that_a_workbook_cannot_hold(run, own, tmp_path) -> None:
    pytest.importorskip("openpyxl")
    path = own("mineral,year,country,quantity", "lithium,2023,Be\x07ll,4")
    got = run("share", "--data", path, "-q", "-o", tmp_path / "out.xlsx")
    assert "unexpected" not in got.err
    assert got.code in {0, 4}


def test_parquet(run, tmp_path) -> None:
    target = tmp_path / "out.parquet"
    got = run("share", "lithium", "-q", "-o", target)
    try:
        import pyarrow.parquet
    except ImportError:
        assert "pip install 'critmin[parquet]'" in got.refused(2)
        assert list(tmp_path.iterdir()) == []
        return
    assert (got.code, got.out, got.err) == (0, "", "")
    table = pyarrow.parquet.read_table(target).to_pydict()
    assert list(table) == COLUMNS["share"].split(", ")
    assert table["quantity"][0] == 92000
    assert table["quantity"][table["iso3"].index("USA")] is None
    missing = run("share", "lithium", "-q", "-o", tmp_path / "nowhere" / "out.parquet")
    assert "cannot be written" in missing.refused(1)
    assert "None" not in missing.err


SUFFIXES = {
    "csv": "mineral,stage,",
    "tsv": "mineral\tstage\t",
    "json": "{\n",
    "jsonl": '{"mineral": ',
    "md": "China refined ",
    "tex": "\\begin{tabular}",
    "html": "<table",
    "txt": "mineral ",
    "CSV": "mineral,stage,",
    "Json": "{\n",
}


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_suffix_decides(run, tmp_path, suffix) -> None:
    target = tmp_path / f"out.{suffix}"
    got = run(*SHARE, "-o", target)
    assert (got.code, got.out, got.err) == (0, "", "")
    assert target.read_bytes().startswith(SUFFIXES[suffix].encode())
    assert b"\r" not in target.read_bytes()


@pytest.mark.parametrize("name", ["out", "out.docx", "out.csv.bak", ".csv"])
def test_a_suffix_that_says_nothing(run, tmp_path, name) -> None:
    line = run(*SHARE, "-o", tmp_path / name).refused(2)
    assert "no format has the suffix" in line
    assert list(tmp_path.iterdir()) == []


def test_format_overrides_suffix(run, tmp_path) -> None:
    run(*SHARE, "-o", tmp_path / "out.dat", "-f", "json")
    assert json.loads((tmp_path / "out.dat").read_text("utf-8"))["data"]


def test_dash_is_stdout(run) -> None:
    assert run(*SHARE, "-o", "-").out == run(*SHARE).out
    assert run(*SHARE, "-o", "-", "-f", "json").out == run(*SHARE, "-f", "json").out


# Options of all commands.


def test_columns_pick_and_order(run) -> None:
    got = run(*SHARE, "--columns", "share, country")
    assert got.out.splitlines()[:2] == ["share,country", "0.6460578559273965,China"]
    keys = json.loads(run(*SHARE, "--columns", "share,country", "-f", "json").out)
    assert [c["name"] for c in keys["columns"]] == ["share", "country"]
    assert list(keys["data"][0]) == ["share", "country"]


def test_an_unknown_column_lists_the_known(run) -> None:
    assert f"known: {COLUMNS['share']}" in run(*SHARE, "--columns", "xyz").refused(3)


def test_no_column_at_all_is_refused(run) -> None:
    assert run(*SHARE, "--columns", ",").code in {2, 3}


@pytest.mark.parametrize("name", ["csv", "tsv"])
def test_no_headers(run, name) -> None:
    whole = run(*SHARE, "-f", name).out
    assert run(*SHARE, "-f", name, "--no-headers").out == whole.split("\n", 1)[1]


def test_no_headers_on_screen(run) -> None:
    assert "country" not in run(*SHARE, "-f", "table", "--no-headers").out.split("China")[0]


def test_digits_are_for_reading_only(run) -> None:
    assert run(*SHARE, "--digits", "3").out == run(*SHARE).out
    assert run(*SHARE, "--digits", "3", "-f", "json").out == run(*SHARE, "-f", "json").out
    assert "64.606%" in run(*SHARE, "--digits", "3", "-f", "table").out
    assert " 65%" in run(*SHARE, "--digits", "0", "-f", "table").out


def test_bom(run, tmp_path) -> None:
    assert run(*SHARE, "--bom").out == "\ufeff" + run(*SHARE).out
    run(*SHARE, "--bom", "-o", tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_bytes().startswith(b"\xef\xbb\xbfmineral,")
    assert not run(*SHARE, "--bom", "-f", "json").out.startswith("\ufeff")


def test_quiet_silences_notes_not_data(run) -> None:
    loud = run("share", "lithium", "--notes")
    quiet = run("share", "lithium", "-q")
    assert quiet.err == ""
    assert quiet.out == loud.out
    for start in ("withheld_excluded: ", "note: ", "source: usgs@2026: "):
        assert any(line.strip().startswith(start) for line in loud.err.splitlines())


@pytest.mark.parametrize("command", ["trend", "hhi", "share", "reserves"])
def test_no_line_is_said_twice(run, command) -> None:
    lines = run(command, "lithium").err.splitlines()
    assert len(lines) == len(set(lines))
    for line in lines:
        if line.startswith("note: mining is shown"):
            assert line.count("lithium") == 1


def test_warnings_are_in_json_and_on_stderr(run) -> None:
    got = run("hhi", "cobalt", "-f", "json", "--notes")
    for warning in json.loads(got.out)["warnings"]:
        assert f"{warning['code']}: {warning['message']}" in got.err


def test_flags_are_of_the_vocabulary(run) -> None:
    from critmin.core.files import read_table

    vocabulary = {row[0] for row in read_table("warnings.csv")[1]}
    for command in (
        ["share", "lithium", "cobalt", "krypton", "graphite", "--stage", "mining,refining"],
        ["hhi", "--stage", "mining,refining", "--weight", "wgi"],
        ["trend", "--stage", "mining"],
        ["reserves", "lithium", "rare-earths", "copper", "bauxite"],
        ["share", "lithium", "--country", "Fiji"],
    ):
        rows = csv.DictReader(io.StringIO(run(*command, "-q").out))
        flags = {flag for row in rows for flag in row["flag"].split(";") if flag}
        assert flags <= vocabulary, command


HOSTILE = ("=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1")


@pytest.mark.parametrize("text", HOSTILE)
def test_formulas_of_an_own_table_are_made_harmless(run, own, tmp_path, text) -> None:
    cell = '"' + text.replace('"', '""') + '"'
    path = own("mineral,year,country,quantity", f"{cell},2023,{cell},4", "lithium,2023,Chile,4")
    rows = list(csv.DictReader(io.StringIO(run("share", "--data", path, "-q").out)))
    ours = [row for row in rows if row["iso3"] != "CHL"]
    for row in ours:
        for value in row.values():
            assert not value.startswith(("=", "+", "-", "@", "\t", "\r")), value
    assert any(row["country"].startswith("'") or text[0].isspace() for row in ours)
    openpyxl = pytest.importorskip("openpyxl")
    run("share", "--data", path, "-q", "-o", tmp_path / "out.xlsx")
    for row in openpyxl.load_workbook(tmp_path / "out.xlsx")["data"].iter_rows():
        for found in row:
            assert found.data_type != "f"
            assert not str(found.value).startswith(("=", "+", "@"))


def test_negative_numbers_are_not_guarded() -> None:
    """The guard is for text; a number below zero stays a number."""
    from critmin.answers.text import file_cell

    assert file_cell(-1.5, from_user=True) == "-1.5"


def test_bundled_text_is_not_guarded(run) -> None:
    assert "'" not in run(*SHARE).out


@pytest.mark.parametrize("locale", ["C", "POSIX"])
def test_utf8_whatever_the_locale(process, own, locale) -> None:
    env = {"LC_ALL": locale, "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    path = own("mineral,year,country,quantity", "lithium,2023,Türkiye,4", "lithium,2023,Åland–é,6")
    got = process("share", "--data", path, env=env)
    assert got.code == 0
    assert "Türkiye" in got.out
    assert "Åland–é" in got.out
    assert process("cite", "eu", env=env).code == 0
    for arguments in (["cite", "usgs"], ["minerals", "graphite"], ["--help"], ["share", "--help"]):
        shown = process(*arguments, env=env)
        assert (shown.code, "unexpected" in shown.err) == (0, False)
    asked = process("share", "Türkiye", env=env)
    assert (asked.code, asked.out, len(asked.errors)) == (3, "", 1)


# Screens, through a terminal of our own.


def on_terminal(*arguments: str, columns: int = 200, **env: str) -> tuple[int, str, str]:
    """Exit code, what a terminal of that width was sent, and stderr."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in {"NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "TERM", "COLORTERM"}
    }
    main, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    child = subprocess.Popen(
        [sys.executable, "-m", "critmin", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=terminal,
        stderr=subprocess.PIPE,
        env={**kept, "TERM": "xterm-256color", **env},
    )
    os.close(terminal)
    sent = b""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        ready, _, _ = select.select([main], [], [], 0.2)
        try:
            part = os.read(main, 65536) if ready else b""
        except OSError:
            break
        if ready and not part:
            break
        sent += part
    os.close(main)
    said = child.stderr.read().decode("utf-8")
    child.stderr.close()
    return child.wait(), sent.decode("utf-8", "replace").replace("\r\n", "\n"), said


ESCAPE = re.compile(r"\x1b\[[0-9;]*m")
WIDE = ("share", "lithium", "--stage", "mining,refining")


def test_a_terminal_gets_a_table() -> None:
    code, screen, _ = on_terminal(*WIDE, columns=200)
    plain = ESCAPE.sub("", screen)
    assert code == 0
    assert "31.9%" in plain
    assert "92,000" in plain
    assert "mineral,stage" not in plain
    assert any(line.split()[-2:-1] == ["W"] or " W " in line for line in plain.splitlines())


def test_wide_shows_all() -> None:
    code, screen, said = on_terminal(*WIDE, columns=200)
    assert code == 0
    assert "no room for" not in said
    heads = ESCAPE.sub("", screen)
    for name in ("stage", "year", "rank", "country", "iso3", "kind", "quantity", "unit", "share"):
        assert name in heads


def test_narrow_drops_the_least_important_and_says_so() -> None:
    code, screen, said = on_terminal(*WIDE, columns=60)
    assert code == 0
    plain = ESCAPE.sub("", screen)
    assert max(len(line) for line in plain.splitlines()) <= 60
    assert "country" in plain
    assert "31.9%" in plain
    (note,) = [line for line in said.splitlines() if line.startswith("No room for ")]
    assert "kind" in note
    assert "share" not in note.replace("--columns", "")


def test_sentences_are_broken_into_lines_before_a_column_leaves() -> None:
    code, screen, said = on_terminal("claims", "C5", "C9", columns=80)
    lines = ESCAPE.sub("", screen).splitlines()
    assert code == 0
    assert max(len(line) for line in lines) <= 80
    text = " ".join(" ".join(lines).split())
    for word in ("clean-energy", "55.7%", "15.4%", "partly", "Greenland's", "fails"):
        assert word in text
    assert "result" not in said.partition("No room for ")[2].partition(";")[0]


FIVE = (
    "exposure",
    "JPN",
    "USA",
    "eu27",
    "KOR",
    "IND",
    "--supplier",
    "CHN",
    "--as-of",
    "2025-10-15",
)


def test_five_buyers_of_all_minerals_on_80_columns() -> None:
    code, screen, _ = on_terminal(*FIVE, columns=80)
    lines = [line.rstrip() for line in ESCAPE.sub("", screen).splitlines()]
    assert code == 0
    assert max(map(len, lines)) <= 80
    assert "supplier China" in [line.strip() for line in lines]
    rows = [line.split() for line in lines]
    assert ["bismuth", "refined", "2024", "JPN", "71.4%", "71.4%"] in rows
    assert ["antimony", "intermediate", "2021-2024", "USA", "66.0%", "0.0\u201366.0%"] in rows


def test_the_minerals_of_a_summary_are_read_on_80_columns() -> None:
    _, screen, _ = on_terminal(*FIVE, "--summary", columns=80)
    plain = ESCAPE.sub("", screen)
    assert max(map(len, plain.splitlines())) <= 80
    assert "threshold 50.0%" in plain
    for word in ("eu27", "licence high", "barite;", "vanadium"):
        assert word in plain


def test_whom_a_control_is_aimed_at_and_what_changes_stay_on_120_columns() -> None:
    _, screen, _ = on_terminal("controls", "--target", "USA", "--as-of", "2026-11-24", columns=120)
    plain = ESCAPE.sub("", screen)
    assert max(map(len, plain.splitlines())) <= 120
    rows = [line.split() for line in plain.splitlines()]
    starts = ["China", "No.", "46", "of", "2024,", "ban", "USA", "gallium"]
    (ban,) = [r for r in rows if r[:8] == starts]
    assert (ban[8:10], ban[-1]) == (["suspended", "until"], "2026-11-27")


def test_narrow_and_quiet_says_nothing() -> None:
    assert on_terminal(*WIDE, "-q", columns=60)[2] == ""


def test_notes_on_a_terminal_are_broken_at_words(tmp_path) -> None:
    """As `script` records them: stdout goes to a file, stderr to a terminal of 60 columns."""
    main, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 60, 0, 0))
    with (tmp_path / "out.csv").open("wb") as out:
        command = [sys.executable, "-m", "critmin", "claims", "C12", "C16"]
        subprocess.run(command, stdout=out, stderr=terminal, check=True, timeout=60)
    os.close(terminal)
    said = os.read(main, 65536).decode("utf-8").replace("\r\n", "\n")
    os.close(main)
    lines = said.splitlines()
    assert max(len(line) for line in lines) <= 60
    assert "CEPII BACI HS92 202601" in " ".join(said.split())
    assert (tmp_path / "out.csv").read_text("utf-8").startswith("id,claim,")


def test_columns_variable_is_honoured() -> None:
    _, screen, said = on_terminal(*WIDE, columns=200, COLUMNS="60")
    assert max(len(line) for line in ESCAPE.sub("", screen).splitlines()) <= 60
    assert "No room for" in said


def test_colours_of_a_terminal() -> None:
    assert "\x1b[" in on_terminal(*WIDE)[1]


def test_no_color() -> None:
    _, screen, _ = on_terminal(*WIDE, NO_COLOR="1")
    assert not re.search(r"\x1b\[[0-9;]*(3[0-7]|4[0-7]|9[0-7])m", screen)


def test_dumb_terminal() -> None:
    _, screen, _ = on_terminal(*WIDE, TERM="dumb")
    assert "\x1b" not in screen
    assert screen.isascii() or "─" not in screen


ODD = {
    "no name": {"TERM": ""},
    "unknown": {"TERM": "unknown"},
    "not in any list": {"TERM": "nonsense-256"},
    "20 columns": {"COLUMNS": "20"},
    "1000 columns": {"COLUMNS": "1000"},
    "no columns": {"COLUMNS": "0"},
    "columns in words": {"COLUMNS": "wide"},
    "ASCII alone": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "Latin letters": {"PYTHONIOENCODING": "latin-1"},
    "in CI": {"CI": "true"},
}


@pytest.mark.parametrize("odd", ODD)
def test_an_odd_terminal_shows_the_same_figures(odd) -> None:
    code, screen, said = on_terminal("share", "lithium", columns=100, **ODD[odd])
    plain = ESCAPE.sub("", screen)
    assert code == 0
    assert "unexpected" not in said
    assert "\x1b" not in plain
    assert "Australia" in plain
    assert "31.9%" in plain
    assert plain.isascii() or odd != "ASCII alone"
    assert "\x1b" not in screen or odd not in {"no name", "unknown"}


def test_force_color_through_a_pipe(process) -> None:
    forced = process(*WIDE, "-q", "-f", "table", env={"FORCE_COLOR": "1", "COLUMNS": "300"})
    assert "\x1b[" in forced.out
    assert "31.9%" in forced.out
    assert "\x1b" not in process(*WIDE, "-q", "-f", "table").out
    assert "\x1b" not in process(*WIDE, "-q", env={"FORCE_COLOR": "1"}).out


def test_force_color_through_a_pipe_drops_no_column(process) -> None:
    forced = process(*WIDE, "-q", "-f", "table", env={"FORCE_COLOR": "1"})
    for name in ("kind", "iso3", "rank", "quantity", "flag", "source"):
        assert name in ESCAPE.sub("", forced.out)


def test_a_piped_table_is_whole(process) -> None:
    narrow = process("hhi", "lithium", "-f", "table", "-q", env={"COLUMNS": "40"})
    assert narrow.out == process("hhi", "lithium", "-f", "table", "-q").out
    assert "…" not in narrow.out
    for name in COLUMNS["hhi"].split(", "):
        assert name in narrow.out


@pytest.mark.parametrize("name", ["xlsx", "parquet"])
def test_binary_to_a_terminal_is_refused(name) -> None:
    code, screen, said = on_terminal("share", "lithium", "-f", name)
    assert (code, screen) == (2, "")
    assert "is binary: name a file with -o" in said
    assert len(said.splitlines()) == 1


def test_csv_to_a_terminal_when_asked(run) -> None:
    _, screen, _ = on_terminal(*SHARE, "-f", "csv")
    assert screen == run(*SHARE).out


def test_text_of_a_user_cannot_drive_the_terminal(own) -> None:
    path = own(
        "mineral,year,country,quantity",
        "lithium,2023,[red]x[/red],4",
        "lithium,2023,\x1b]0;title\x07y,5",
    )
    _, screen, said = on_terminal("share", "--data", str(path))
    assert "[red]x[/red]" in screen
    assert "\x1b]0;" not in screen
    assert "\x1b]0;" not in said


@pytest.mark.parametrize("command", ["hhi", "trend", "reserves", "minerals", "sources", "tables"])
def test_every_command_fits_a_narrow_terminal(command) -> None:
    named = ["lithium"] if command in {"trend", "reserves"} else []
    code, screen, _ = on_terminal(command, *named, columns=80)
    assert code == 0
    assert screen.count("\n") > 3


def test_an_empty_answer_on_screen(own) -> None:
    path = own("mineral,year,country,quantity", "lithium,2023,Chile,4")
    code, screen, said = on_terminal("check", str(path))
    assert code == 0
    assert "problems found: 0" in said
    assert "Traceback" not in screen


ESSENTIAL = {
    "figure 1": ["in paper", "date", "move", "target", "mineral"],
    "figure 3 --notes": ["item", "why"],
    "figure 6": ["mineral", "year", "value usd", "kind"],
    "market": ["mineral", "year", "value usd", "kind"],
    "technology ev --supplier CHN": ["mineral", "supplier share", "stage"],
    "policy awards": ["date", "recipient", "amount usd", "status", "minerals"],
    "policy meti": ["year", "budget line", "amount bn jpy"],
    "policy coverage": ["mineral", "as of", "money"],
    "policy coverage --summary": ["class", "reach", "as of", "value share"],
}


@pytest.mark.parametrize("command", ESSENTIAL)
def test_what_tells_rows_apart_stays_on_80_columns(command) -> None:
    code, screen, _ = on_terminal(*command.split(), columns=80, TERM="dumb")
    assert code == 0
    header = screen.partition("+-")[2].partition("|-")[0].splitlines()[1:]
    parts = zip(*(line.strip("|").split("|") for line in header), strict=True)
    names = {" ".join(" ".join(lines).split()) for lines in parts}  # headings of several lines
    assert set(ESSENTIAL[command]) <= names


ANSWERS = (
    "share lithium",
    "hhi lithium",
    "trend lithium",
    "reserves lithium",
    "reliance copper",
    "dependency JPN lithium",
    "exposure JPN --supplier CHN --mineral graphite",
    "via USA graphite --origin CHN",
    "controls gallium",
    "shock JPN graphite --stop CHN",
    "risk tungsten",
    "technology electric-car",
    "price lithium --from 2025",
    "market --year 2023",
    "policy dpa",
    "lists lithium",
    "figure 2",
    "minerals lithium",
    "sources",
    "tables",
)


@pytest.mark.parametrize("line", ANSWERS)
def test_an_answer_is_printed_once(run, line) -> None:
    got = run(*line.split(), "-f", "csv")
    lines = got.out.splitlines()
    assert got.code == 0
    assert len(lines) > 1
    assert lines.count(lines[0]) == 1
    assert len(got.err.splitlines()) == len(set(got.err.splitlines()))
