"""Gallery: one page with the pictures of all commands, on a slide and in a column.

    python tests/pictures/gallery.py gallery.html

The page needs no other file. Each picture has its name and the command that draws it.
"""

from __future__ import annotations

import html
import shlex
import sys
from pathlib import Path
from unittest import mock

from critmin.answers.chart_of_answer import chart_of
from critmin.answers.table import Table
from critmin.charts.model import Chart

DAY = "2026-11-24"
# Name of a picture to the command line that draws it; at least one for every command with rows.
PICTURES = {
    "share": "share lithium --stage refining",
    "share_withheld": "share lithium",
    "share_two_stages": "share lithium --stage mining,refining --source iea@2025",
    "share_blocs": "share rare-earths --by bloc:eu27,g7,brics",
    "share_minerals": "share copper lithium nickel cobalt graphite --stage refining",
    "share_map": "share copper --map",
    "hhi": "hhi cobalt lithium --stage mining,refining --source iea@2025",
    "hhi_all": "hhi --stage mining",
    "trend": "trend cobalt --source usgs --year 2021:2025",
    "trend_stages": "trend cobalt --stage mining,refining --country COD --country CHN",
    "trend_hhi": "trend cobalt --measure hhi",
    "reserves": "reserves lithium",
    "reserves_map": "reserves lithium --map",
    "compare": "compare dependency antimony japan KOR",
    "brief_buyer": f"brief japan --as-of {DAY}",
    "brief_mineral": f"brief lithium --as-of {DAY}",
    "dependency": "dependency japan graphite",
    "dependency_forms": "dependency USA antimony cobalt --year 2023",
    "dependency_years": "dependency japan graphite --year 1995:2024",
    "via": "via japan cobalt --supplier COD",
    "via_graphite": "via USA graphite --supplier china --year 2024",
    "via_stages": "via USA copper --supplier chile --origin-stage mining",
    "reliance": "reliance antimony copper cobalt gallium zinc tungsten",
    "risk": "risk tungsten magnesium cobalt gallium",
    "exposure": f"exposure japan --supplier china --as-of {DAY}",
    "exposure_buyers": f"exposure JPN USA eu27 KOR IND --supplier CHN --as-of {DAY}",
    "exposure_summary": f"exposure JPN USA eu27 KOR IND --supplier CHN --summary --as-of {DAY}",
    "shock": f"shock USA cobalt copper --stop CHN --stop CHL=0.5 --reach 1 --as-of {DAY}",
    "shock_quota": f"shock CHN --stop COD:cobalt=0.573 --as-of {DAY}",
    "shock_untold": f"shock JPN --stop COD:cobalt=0.573 --as-of {DAY}",
    "controls": f"controls gallium --as-of {DAY}",
    "controls_expiring": f"controls --expiring 60 --as-of {DAY}",
    "controls_rare_earths": f"controls rare-earths --as-of {DAY}",
    "events": f"events --from 2025-04 --as-of {DAY}",
    "events_chain": f"events --chain cn-oct9-2025 --as-of {DAY}",
    "agreements": f"agreements --party eu27 --as-of {DAY}",
    "price": "price lithium nickel --from 2019",
    "price_control": "price gallium germanium --since-control china",
    "price_index": "price lithium nickel --from 2020 --index 2022",
    "market": "market --year 2023",
    "market_output": "market tungsten antimony gallium --valued-by output",
    "technology": "technology",
    "technology_supplier": "technology electric-car --supplier CHN",
    "demand": "demand electric-cars --year 2024 --top 6",
    "demand_all": "demand",
    "lists": "lists lithium",
    "lists_matrix": "lists --matrix",
    "lists_changes": "lists --changes",
    "policy": f"policy acts --from 2025 --as-of {DAY}",
    "policy_awards": f"policy awards antimony gallium --by mineral --as-of {DAY}",
    "policy_meti": "policy meti --by purpose",
    "policy_coverage": "policy coverage --summary",
    "policy_dpa": "policy dpa",
    **{f"figure{number}": f"figure {number}" for number in range(1, 8)},
    "figure3_revised": "figure 3 --edition 2026",
    "claims": f"claims --as-of {DAY}",
    "minerals": "minerals",
    "minerals_hosts": "minerals zinc --hosts",
    "sources": "sources",
    "tables": "tables",
}
WIDTHS = {"slide": "min(100%, 1080px)", "column": "400px"}
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>critmin: gallery of pictures</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>body{{font:16px/1.4 Arial,sans-serif;margin:2rem;max-width:1600px}}
figure{{display:flex;flex-wrap:wrap;gap:24px;align-items:start;margin:0 0 3rem}}
figcaption{{width:100%}}img{{border:1px solid #ddd;height:auto}}</style></head><body>
<h1>Gallery: {count} pictures, on a slide and in a column</h1>
{figures}
</body></html>
"""


def answer(line: str) -> tuple[Table, bool]:
    """Answer of a command line, and whether a map was asked for."""
    from critmin.cli import app, output_options

    found: list[tuple[Table, bool]] = []

    def keep(table: Table, how: object) -> bool:
        found.append((table, bool(getattr(how, "as_map", False))))
        return False

    with mock.patch.object(output_options, "emit", keep):
        code = app.run(shlex.split(line))
    if not found:
        raise ValueError(f"exit code {code}: critmin {line}")
    return found[0]


def chart(name: str) -> Chart:
    """Chart of a picture of the gallery."""
    table, map = answer(PICTURES[name])
    return chart_of(table, map=map)


def page() -> str:
    """The gallery as one page of HTML."""
    from base64 import b64encode

    from critmin.drawing.draw import picture

    figures = []
    for name, line in PICTURES.items():
        shown = []
        for size, width in WIDTHS.items():
            drawn = b64encode(picture(chart(name), "svg", size=size)).decode()
            shown.append(
                f'<img alt="{name}, {size}" style="width:{width}" '
                f'src="data:image/svg+xml;base64,{drawn}">'
            )
        command = html.escape(f"critmin {line}")
        caption = f"<h2>{name}</h2><code>{command}</code>"
        figures.append(f"<figure><figcaption>{caption}</figcaption>{''.join(shown)}</figure>")
    return PAGE.format(count=len(PICTURES), figures="\n".join(figures))


if __name__ == "__main__":
    written = page()
    Path(sys.argv[1]).write_text(written, encoding="utf-8")
    print(f"{len(PICTURES)} pictures, {len(written) // 1000} kB: {sys.argv[1]}")
