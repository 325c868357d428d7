"""Completion: the scripts, and what they get when they ask."""

from __future__ import annotations

import subprocess

import pytest
from critmin.cli.completers import column_names, continued, spelled
from critmin.cli.completion import offers, read_line
from critmin.cli.registry import COMMANDS
from hypothesis import given
from hypothesis import strategies as st
from programs import run_code

from critmin.core import names
from tests.conftest import tool

BREAKS = " \t\n\"'@><=;|&(:"  # what bash has in COMP_WORDBREAKS


def asked(line: str) -> list[str] | None:
    """Values offered for a line whose last word is being typed; None for names of files."""
    typed = read_line(line)
    found = offers(typed.words[1:], typed.word)
    return found and [one if isinstance(one, str) else one[0] for one in found]


@pytest.mark.parametrize(
    ("shell_name", "marks"),
    [
        ("bash", "complete -F _critmin_completion critmin"),
        ("zsh", "#compdef critmin"),
        ("fish", "complete --command critmin"),
    ],
)
def test_script(run, shell_name, marks) -> None:
    got = run("completion", shell_name)
    assert (got.code, got.err) == (0, "")
    assert marks in got.out
    assert "_CRITMIN_COMPLETE" in got.out


@pytest.mark.parametrize("shell_name", ["bash", "zsh", "fish"])
def test_script_is_read_by_its_shell(run, tmp_path, shell_name) -> None:
    program = tool((shell_name,), shell_name)
    script = tmp_path / "critmin"
    script.write_text(run("completion", shell_name).out, "utf-8")
    done = subprocess.run([program, "-n", script], capture_output=True, timeout=30, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_unknown_shell(run) -> None:
    assert "known: bash, zsh, fish" in run("completion", "tcsh").refused(3)


def test_nothing_is_written(process, tmp_path) -> None:
    process("completion", "bash", env={"HOME": str(tmp_path)}, cwd=tmp_path)
    process("--help", env={"HOME": str(tmp_path)}, cwd=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_names_come_before_codes() -> None:
    assert asked("critmin dependency ja") == ["jamaica", "japan"]
    assert asked("critmin share lithium --country chi") == ["chile", "china"]
    assert asked("critmin share lithium --country chil") == ["chile"]


def test_codes_are_offered_where_no_name_begins_so() -> None:
    assert asked("critmin dependency jp") == ["jp", "jpn"]
    assert asked("critmin dependency CHN") == ["CHN"]
    assert asked("critmin share xq") == []


def test_a_code_typed_as_a_whole_stays() -> None:
    """United States does not begin with us; Peru does begin with per."""
    assert asked("critmin dependency us")[0] == "us"
    assert asked("critmin share lithium --country per") == ["peru"]


def test_names_are_offered_in_the_case_typed() -> None:
    assert "japan" in asked("critmin dependency ja")
    assert "Japan" in asked("critmin dependency Ja")
    assert "JAPAN" in asked("critmin dependency JA")
    assert "GRAPHITE" in asked("critmin hhi GRAPH")
    assert "South-Korea" in asked("critmin dependency South-K")


def test_names_of_several_words() -> None:
    assert asked("critmin dependency south-k") == ["south-korea"]
    assert asked('critmin dependency "south k') == ["south korea"]
    assert asked(r"critmin dependency south\ k") == ["south korea"]
    assert asked("critmin dependency dr") == ["dr-congo"]
    assert asked("critmin dependency ivory") == ["ivory-coast"]


def test_the_next_words_of_a_name() -> None:
    from critmin.cli.completers import names_of_any_kind

    assert [value for value, _ in names_of_any_kind(["exposure", "south"], "k")] == ["korea"]
    united = [value for value, _ in names_of_any_kind(["exposure", "united"], "")]
    assert united[:2] == ["arab-emirates", "kingdom"]
    after_a_name = [value for value, _ in names_of_any_kind(["exposure", "guinea"], "b")]
    assert {"bismuth", "brazil", "brics"} <= set(after_a_name)


@pytest.mark.parametrize("name", [c.name for c in names.countries().values()])
def test_every_offered_country_is_read(name) -> None:
    assert names.country(spelled(name)).name == name
    assert names.country(spelled(name).lower()).name == name


@given(st.sampled_from([c.name for c in names.countries().values()]), st.integers(0, 12))
def test_a_name_continues_what_is_typed(name, length) -> None:
    typed = spelled(name)[:length]
    for start in (typed, typed.lower(), typed.upper()):
        value = continued(start, spelled(name))
        assert value is not None
        assert value.startswith(start)
        assert names.country(value).name == name


def test_lists_with_commas() -> None:
    assert asked("critmin share lithium --country china,austra") == ["china,australia"]
    assert asked("critmin share lithium --stage mining,") == [
        "mining,refining",
        "mining,reserves",
        "mining,capacity",
    ]
    assert asked("critmin share lithium --stage=mining,ref") == ["--stage=mining,refining"]
    assert asked("critmin share --source usgs@2025,iea@2024") == ["usgs@2025,iea@2024"]


def test_minerals() -> None:
    assert "lithium" in asked("critmin share li")
    assert "cobalt" in asked("critmin share lithium cob")
    assert "lithium" in asked("critmin minerals li")
    assert "spodumene" in asked("critmin share spod")


def test_goods() -> None:
    assert "lithium-carbonate" in asked("critmin share lithium-c")
    assert "lithium carbonate" in asked('critmin share "lithium c')
    assert asked("critmin minerals lith") == ["lithium"]


def test_names_alone_and_sides() -> None:
    assert asked("critmin japa") == ["japan"]
    assert asked("critmin compare share rare-e") == ["rare-earths"]
    assert "usgs@2025" in asked("critmin compare share rare-earths usgs@2025 usgs@2")
    assert asked("critmin brief rare-e") == ["rare-earths"]


def test_groupings_and_stops() -> None:
    assert asked("critmin share x --by b") == ["bloc:", "brics"]
    assert asked("critmin share x --by bloc:eu27,g") == ["bloc:eu27,g7"]
    assert asked("critmin share x --by=bloc:e") == ["--by=bloc:eaeu", "--by=bloc:eu27"]
    assert "china:graphite" in asked("critmin shock japan --stop china:gra")
    assert asked("critmin shock japan --stop chin") == ["china"]


def test_old_spellings_are_read_but_not_offered() -> None:
    assert asked("critmin via usa graphite --origin chin") == ["china"]
    assert "--origin" not in asked("critmin via usa graphite --")
    assert "--supplier" in asked("critmin via usa graphite --")


def test_sources() -> None:
    offered = asked("critmin share lithium --source us")
    assert {"usgs", "usgs@2025"} <= set(offered)
    assert all(word.startswith("usgs") for word in offered)
    offered = asked("critmin cite ie")
    assert {"iea", "iea-outlook"} <= set(offered)
    assert {"iea@2021", "iea@2024", "iea@2025", "iea-outlook@2024"} <= set(offered)


def test_stages_and_formats() -> None:
    assert asked("critmin share lithium --stage ref") == ["refining"]
    assert asked("critmin share lithium --total p") == ["published"]
    assert asked("critmin share lithium -f js") == ["json", "jsonl"]
    assert asked("critmin cite usgs --style ") == ["text", "bibtex"]


def test_former_reporters_are_offered_to_trade() -> None:
    both = {"Belgium", "Belgium-Luxembourg"}
    assert set(asked("critmin dependency Belg")) == both
    assert set(asked("critmin dependency DEU zinc --supplier Belg")) == both
    assert set(asked("critmin shock DEU --stop Belg")) == both
    assert asked("critmin share lithium --country Belg") == ["Belgium"]


def test_commands_and_options() -> None:
    assert asked("critmin sha") == ["share"]
    assert asked("critmin ") == list(COMMANDS)
    assert asked("critmin -") == ["--version", "--help"]
    assert "--stage" in asked("critmin share lithium --st")
    assert "--format" in asked("critmin share lithium --fo")
    assert "--top" not in asked("critmin share lithium --top 3 --")
    assert "--country" in asked("critmin share lithium --country chile --")


def test_files() -> None:
    assert asked("critmin suppliers ") is None
    assert asked("critmin share lithium -o ") is None
    assert asked("critmin share --data ") is None


def test_columns_are_those_of_the_command() -> None:
    assert asked("critmin share lithium --columns mineral,sha") == ["mineral,share"]
    assert asked("critmin hhi --columns eff") == ["effective_suppliers"]
    assert asked("critmin share lithium --columns eff") == []
    assert asked("critmin compare hhi cobalt 2020 2024 --measure eff") == ["effective_suppliers"]


def test_columns_to_sort_by() -> None:
    assert [value for value, _ in column_names(["share"], "-sha")] == ["-share"]
    assert asked("critmin share lithium --sort mineral,-sha") == ["mineral,-share"]
    assert asked("critmin share lithium --sort -sha") == ["-share"]


@pytest.mark.parametrize("command", [c.name for c in COMMANDS.values() if not c.plain])
def test_every_command_has_columns(command) -> None:
    assert all(value for value, _ in column_names([command], ""))


def test_technologies_and_lists() -> None:
    assert asked("critmin technology o") == ["offshore-wind", "onshore-wind"]
    assert asked("critmin technology coal --reference nat") == ["natural-gas"]
    assert asked("critmin lists --list eu") == ["eu-2020", "eu-2024-CRM", "eu-2024-SRM"]


def test_agreements_and_events() -> None:
    assert asked("critmin events --chain cn-apr") == ["cn-apr4-2025"]
    assert "CN-2024-46-2a" in asked("critmin events --chain CN-2024")
    assert asked("critmin events --kind tar") == ["tariff"]
    assert asked("critmin agreements --kind m") == ["mou"]
    assert asked("critmin agreements --names d") == ["decarbonisation", "defence"]
    assert "eu27" in asked("critmin agreements --party eu")
    assert asked("critmin policy a") == ["acts", "awards"]


def test_clean_products() -> None:
    assert asked("critmin demand el") == ["electric-cars", "electrolysers"]
    assert asked("critmin demand wind --stage ca") == ["capacity"]


def test_nothing_fits() -> None:
    assert asked("critmin share zzz") == []
    assert asked("critmin nonsense li") == []


def test_words_of_a_line() -> None:
    assert read_line("critmin share ") == (["critmin", "share"], "", "")
    assert read_line("critmin 'a b' c\\ d") == (["critmin", "a b"], "c d", "")
    assert read_line("critmin \"it's") == (["critmin"], "it's", '"')


@pytest.mark.parametrize(
    ("line", "shell_name", "printed"),
    [
        ("critmin share lithium --source usgs@202", "bash", "@2026"),
        ("critmin share lithium --source usgs@202", "zsh", "usgs@2026"),
        ("critmin share lithium --source=iea-out", "bash", "iea-outlook"),
        (r"critmin dependency south\ k", "bash", r"south\ korea"),
        ('critmin dependency "south k', "bash", "south korea"),
        ("critmin dependency japa", "fish", "japan\tJPN"),
        ("critmin suppliers ", "zsh", ":files"),
    ],
)
def test_what_a_shell_reads(process, line, shell_name, printed) -> None:
    env = {
        "_CRITMIN_COMPLETE": shell_name,
        "_CRITMIN_LINE": line,
        "_CRITMIN_BREAKS": BREAKS if shell_name == "bash" else "",
    }
    got = process(env=env)
    assert (got.code, got.err) == (0, "")
    assert printed in got.out.splitlines()


def test_no_question_is_loaded(tmp_path) -> None:
    """What a command takes is in the index; nor is typer needed to complete it."""
    code = (
        "import sys\nfrom critmin.cli.app import run\nfrom critmin.declared import listed\nrun()\n"
        "asked = {one.module for one in listed.entries()}\n"
        "print(*[n for n in sys.modules if n in asked or n.startswith('critmin.cli.commands.')])"
    )
    env = {"_CRITMIN_COMPLETE": "zsh", "_CRITMIN_LINE": "critmin hhi cobal"}
    lines = run_code(code, tmp_path, **env).stdout.splitlines()
    assert lines == ["cobalt\tmineral", ""]
