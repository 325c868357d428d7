"""Whole outputs against files under expected/.

After a change that is meant to change them, look at the new output, then refresh with

    CRITMIN_UPDATE_EXPECTED=1 python -m pytest tests/cli/test_outputs.py

and read the difference (``git diff tests/cli/expected``) before it is committed. Each
file holds the command, its exit code, stdout, and stderr where the case keeps it.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from critmin.cli.help_topics import TOPICS
from critmin.cli.registry import COMMANDS

EXPECTED = Path(__file__).resolve().parent / "expected"
BROKEN = EXPECTED.parent.parent / "broken"
UPDATE = bool(os.environ.get("CRITMIN_UPDATE_EXPECTED"))
REFINED = "share lithium --stage refining --year 2023 --source iea@2024"

CASES = {
    "share_csv": REFINED,
    "share_table": f"{REFINED} -f table",
    "share_json": f"{REFINED} -f json",
    "share_stages": "share graphite --stage mining,refining --source iea@2024 --top 3 -f table",
    "share_blocs": "share cobalt --year 2023 --source usgs@2025 --by bloc:eu27,g7,brics",
    "share_withheld": "share lithium --year 2023 --source usgs@2025",
    "hhi_csv": "hhi cobalt lithium krypton --year 2023 --source usgs@2025",
    "hhi_wgi_markdown": "hhi cobalt --stage refining --source iea@2024 --weight wgi -f markdown",
    "trend_csv": "trend lithium --country CHN --country AUS --source usgs --year 2021:2024",
    "trend_hhi": "trend cobalt --measure hhi --source usgs --year 2021:2024 -f markdown",
    "reserves_csv": "reserves rare-earths --source usgs@2025",
    "reliance_csv": "reliance antimony cobalt gallium barite iron-ore --year 2024",
    "reliance_forms": "reliance zinc --year 2024 --forms -f markdown",
    "reliance_unknown": "reliance hafnium",
    "reliance_elsewhere": "reliance cobalt --buyer JPN",
    "reliance_japan": "reliance copper lithium zinc --buyer JPN --year 2024",
    "reliance_eu": "reliance tungsten --buyer eu27",
    "risk_csv": "risk tungsten germanium gold",
    "risk_table": "risk magnesium cobalt -f table",
    "risk_buyer": "risk graphite germanium --method geopolrisk --buyer JPN --year 2023",
    "risk_method": "risk cobalt --method dice",
    "dependency_table": "dependency eu27 gallium lithium --year 2023 --top 3 -f table",
    "dependency_json": "dependency JPN cobalt uranium --year 2024 --supplier FIN -f json",
    "dependency_usgs": "dependency USA antimony tungsten --supplier CHN",
    "dependency_no_data": "dependency JPN germanium --year 2023",
    "exposure_csv": "exposure JPN USA --supplier CHN --mineral graphite --mineral antimony "
    "--as-of 2025-10-15",
    "exposure_table": "exposure eu27 --supplier CHN --mineral gallium --as-of 2025-12-01 -f table",
    "exposure_summary": "exposure KOR IND --supplier CHN --as-of 2025-04-10 --summary --quiet",
    "exposure_own": "exposure CHN --supplier CHN",
    "exposure_early": "exposure JPN --supplier CHN --as-of 2019-01-01",
    "via_csv": "via USA graphite --origin china --year 2024",
    "via_table": "via eu27 tungsten --origin CHN --stage refined,ferroalloy --year 2022 -f table",
    "via_gap": "via JPN antimony --origin CHN --stage mining",
    "via_allow_gap": "via JPN antimony --origin CHN --stage refined --allow-gap",
    "via_itself": "via eu27 copper --origin poland",
    "via_no_importer": "via antarctica graphite --origin CHN",
    "shock_quota": "shock JPN --stop COD:cobalt=0.573 --as-of 2026-11-24",
    "shock_table": "shock USA copper bismuth --stop CHN --stop CHL=0.5 --as-of 2026-11-24 -f table",
    "price_csv": "price lithium nickel --from 2025-07 --index 2022",
    "price_table": "price nickel --from 2025-11 -f table",
    "price_annual_usgs": "price antimony tungsten zeolites hydrogen --from 2023",
    "price_since_control": "price gallium cobalt graphite --since-control CHN -f table",
    "price_forms": "price germanium --from 2024 --forms -f json",
    "price_backwards": "price nickel --from 2024 --to 2023-06",
    "price_no_date": "price nickel --from 2024-13",
    "price_no_data": "price platinum-group-metals",
    "agreements_csv": "agreements --party USA --party COD --as-of 2026-11-24",
    "agreements_table": "agreements lithium --party eu27 --as-of 2026-11-24 -f table",
    "agreements_subject": "agreements --party USA --from 2025-10 --to 2025-11 --names defence "
    "--as-of 2026-11-24",
    "agreements_vague": "agreements gallium --party jordan --as-of 2026-11-24",
    "agreements_unseen": "agreements --party JPN --party AUS --to 2022-10-31 --from 2022-10 "
    "--as-of 2026-11-24",
    "events_csv": "events --actor china --target japan --as-of 2026-11-24",
    "events_chain": "events --chain cn-oct9-2025 --as-of 2025-11-30 -f table",
    "events_measure": "events --chain CN-2024-46-2a --as-of 2025-11-30",
    "events_all_chains": "events --chain all --to 2025-02-28 --as-of 2026-11-24",
    "events_mineral": "events gallium antimony --as-of 2026-11-24 -f json",
    "events_unknown": "events --chain cn-apr5-2025",
    "market_table": "market -f table",
    "market_csv": "market --year 2023",
    "market_output": "market tungsten antimony germanium bauxite --valued-by output",
    "market_output_all": "market --valued-by output --year 2024 -f table",
    "market_valued_by": "market --valued-by feelings",
    "market_projection": "market lithium --year 2030",
    "minerals_graphite": "minerals graphite",
    "minerals_gallium": "minerals gallium",
    "minerals_hosts": "minerals copper --hosts",
    "technology_csv": "technology electric-car",
    "technology_table": "technology onshore-wind --reference coal -f table",
    "technology_supplier": "technology solar-pv --supplier CHN",
    "technology_stage_json": "technology ev --supplier CHN --stage refining -f json",
    "technology_units": "technology ev --reference coal",
    "demand_csv": "demand electric-cars --year 2024 --top 4",
    "demand_overview": "demand -f markdown",
    "demand_years": "demand solar wind --year 2023:2024 --country CHN --country UKR --country EU27",
    "demand_hhi": "demand ev --hhi --year 2018:2020 -f table",
    "demand_stated": "demand batteries electric-cars --stage manufacturing,price,duty",
    "demand_unknown": "demand airships",
    "demand_plot": "demand wind --year 2020:2024 --country CHN --country EU27 --plot -q",
    "lists_csv": "lists gallium rare-earths zeolites",
    "lists_one": "lists --list nato-2024 -f markdown",
    "lists_changes": "lists --changes --list EU",
    "lists_matrix": "lists lithium copper dysprosium --matrix --list US --list EU",
    "lists_none": "lists zeolites",
    "policy_csv": "policy",
    "policy_acts": "policy acts --from 2025-07 --to 2026-12",
    "policy_acts_mineral": "policy acts --mineral copper -f markdown",
    "policy_dpa": "policy dpa --mineral graphite --mineral tungsten",
    "policy_dpa_table": "policy dpa --year 2022 -f table",
    "policy_awards": "policy awards --mineral germanium --as-of 2026-11-24",
    "policy_awards_sums": "policy awards --by mineral --mineral graphite --as-of 2025-03-31",
    "policy_awards_markdown": "policy awards --by administration --as-of 2026-11-24 -f markdown",
    "policy_meti": "policy meti --year 2022 --purpose other-supply-chain",
    "policy_meti_sums": "policy meti --by purpose -f table",
    "policy_coverage": "policy coverage --mineral lithium --mineral gallium --year 2024",
    "policy_coverage_summary": "policy coverage --summary --year 2023 --valued-by demand",
    "policy_coverage_money": "policy coverage --money --as-of 2025-03 --year 2024 -f markdown",
    "figure_4": "figure 4",
    "figure_7": "figure 7 -f table",
    "figure_4_notes": "figure 4 --notes",
    "figure_7_notes": "figure 7 --notes -f markdown",
    "sources": "sources",
    "cite_text": "cite usgs@2025",
    "cite_bibtex": "cite iea --style bibtex",
    "tables": "tables",
    "share_plot": f"{REFINED} --plot",
    "share_plot_stages": "share graphite --stage mining,refining --source iea@2024 --plot -q",
    "trend_plot": "trend lithium --country CHN --country AUS --source usgs --year 2021:2024 "
    "--plot -q",
    "sources_plot": "sources --plot",
    "figure_2_notes_plot": "figure 2 --notes --plot",
    "plot_and_file": "share lithium --plot -o x.csv",
    "figure_1": "figure 1 --columns in_paper,date,move,mineral,uses,paper_use,flag,source",
    "figure_1_plot": "figure 1 --plot -q",
    "figure_2": "figure 2",
    "figure_3": "figure 3",
    "figure_3_revised": "figure 3 --edition 2026",
    "figure_notes": "figure 3 --notes",
    "figure_unknown": "figure 8",
    "claims_csv": "claims C3 C6 C10 C22",
    "claims_table": "claims 1 c9 C11 --as-of 2026-11-24 -f table",
    "claims_explained": "claims C5 C9 --explain -f table",
    "claims_explained_json": "claims C2 --explain --as-of 2026-11-24 -f json",
    "claims_on_a_day": "claims C4 --as-of 2025-10-31 -q",
    "claims_unknown": "claims C1 C99",
    "claims_not_testable": "claims C22 --explain",
    "claims_demand": "claims C17 C18 C14 --as-of 2026-11-24",
    "claims_demand_explained": "claims C18 --explain -f table",
    "figure_6": "figure 6",
    "claims_early": "claims --as-of 2019-12-31",
    "figure_edition": "figure 3 --edition 1999",
    "figure_notes_edition": "figure 3 --notes --edition 2026",
    "check": "check share_over_1.csv",
    "unknown_mineral": "share lithum",
    "no_data": "share krypton",
    "help": "--help",
    **{f"help_{command}": f"{command} --help" for command in COMMANDS},
    "topics": "help",
    **{f"topic_{topic.replace('-', '_')}": f"help {topic}" for topic in TOPICS if topic != "notes"},
    "topic_of_a_code": "help withheld",
}


@pytest.mark.parametrize("name", CASES)
def test_output(run, monkeypatch, name) -> None:
    monkeypatch.chdir(BROKEN)
    monkeypatch.setenv("COLUMNS", "80")
    got = run(*CASES[name].split())
    lines = got.out.splitlines()
    assert not lines or lines.count(lines[0]) == 1, "an answer is printed once"
    shown = f"$ critmin {CASES[name]}\nexit {got.code}\n--- stdout\n{got.out}--- stderr\n{got.err}"
    path = EXPECTED / f"{name}.txt"
    if UPDATE:
        path.write_bytes(shown.encode("utf-8"))
    assert path.exists(), "no expected output: CRITMIN_UPDATE_EXPECTED=1 writes it"
    assert shown == path.read_bytes().decode("utf-8")


def test_no_expected_file_without_a_case() -> None:
    assert {path.stem for path in EXPECTED.iterdir()} == set(CASES)


@pytest.mark.parametrize("name", CASES)
def test_no_answer_is_printed_twice(name) -> None:
    shown = (EXPECTED / f"{name}.txt").read_text("utf-8")
    out, _, err = shown.partition("--- stdout\n")[2].partition("--- stderr\n")
    header = out.partition("\n")[0]
    if header.endswith(",source"):
        assert out.splitlines().count(header) == 1
    sources = [line for line in err.splitlines() if line.startswith("source: ")]
    assert len(sources) == len(set(sources))
