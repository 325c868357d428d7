"""Pictures against references that were looked at, their bytes, and how they look in grey.

After a change that is meant to change them, refresh with

    CRITMIN_UPDATE_EXPECTED=1 python -m pytest tests/pictures

and look at each of the files before it is committed.
"""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
from dataclasses import replace
from importlib.metadata import version
from itertools import groupby

import draws
import pytest
from PIL import Image

import critmin
from critmin.charts.model import RESIDUAL, Part, Stacks
from critmin.core.errors import MissingExtra, QueryError, UnknownName
from critmin.drawing.draw import picture

UPDATE = bool(os.environ.get("CRITMIN_UPDATE_EXPECTED"))
TOLERANCE = 6.0  # of 255
MATPLOTLIB = "3.11."  # of the references; others space letters and break lines in their own way
COARSE = 12.0  # of 255, at an eighth of the references' scale
CHARTS = draws.charts()


@pytest.mark.parametrize("size", draws.SIZES)
@pytest.mark.parametrize("name", CHARTS)
def test_as_the_reference(name, size) -> None:
    path = draws.EXPECTED / f"{name}_{size}.png"
    now = draws.drawn(CHARTS[name], size)
    if UPDATE:
        now.quantize(draws.GREYS).save(path, optimize=True)
    assert path.exists(), "no reference: CRITMIN_UPDATE_EXPECTED=1 writes it"
    with Image.open(path) as stored:
        then = stored.convert("L")
    assert draws.apart(draws.coarse(now), draws.coarse(then)) < COARSE
    if version("matplotlib").startswith(MATPLOTLIB):
        assert draws.apart(now, then) < TOLERANCE


def test_no_reference_without_a_picture() -> None:
    wanted = {f"{name}_{size}.png" for name in CHARTS for size in draws.SIZES}
    assert {path.name for path in draws.EXPECTED.iterdir()} == wanted


@pytest.mark.parametrize("size", draws.SIZES)
def test_the_comparison_sees_a_wrong_bar(size) -> None:
    chart = CHARTS["figure2"]
    assert isinstance(chart, Stacks)
    parts = list(chart.parts)
    first, second = parts[0], parts[1]
    parts[0], parts[1] = first._replace(value=second.value), second._replace(value=first.value)
    wrong = draws.drawn(replace(chart, parts=tuple(parts)), size)
    assert draws.apart(wrong, draws.drawn(chart, size)) > TOLERANCE / 2
    renamed = tuple(p._replace(highlight=False) for p in chart.parts)
    assert (
        draws.apart(draws.drawn(replace(chart, parts=renamed), size), draws.drawn(chart, size))
        > TOLERANCE
    )


BYTES = (
    "import critmin, hashlib\n"
    "table = critmin.figure({number})\n"
    "for form in ('svg', 'pdf', 'png'):\n"
    "    print(hashlib.sha256(table.to_picture(form)).hexdigest())\n"
)


@pytest.mark.parametrize("number", [1, 2, 3])
def test_two_processes_draw_the_same_bytes(number) -> None:
    said = [
        subprocess.run(
            [sys.executable, "-c", BYTES.format(number=number)],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
            timeout=120,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo"))
    ]
    assert said[0] == said[1]
    ours = critmin.figure(number).to_picture("svg")
    assert said[0].splitlines()[0] == hashlib.sha256(ours).hexdigest()


def test_a_users_settings_change_nothing(tmp_path, monkeypatch) -> None:
    import matplotlib

    chart = CHARTS["bars"]
    before = [picture(chart, form) for form in ("png", "pdf")]
    with matplotlib.rc_context(
        {
            "svg.fonttype": "none",
            "axes.facecolor": "black",
            "lines.linewidth": 9,
            "text.color": "red",
        }
    ):
        assert [picture(chart, form) for form in ("png", "pdf")] == before
        assert matplotlib.rcParams["lines.linewidth"] == 9


def test_an_svg_has_a_name_no_date_and_no_font_inside() -> None:
    text = picture(CHARTS["bars"], "svg").decode()
    assert 'role="img"' in text
    assert ">$5_a^b$ &amp; &lt;b&gt;: a title" in text
    assert "date>" not in text
    assert "@font-face" not in text


@pytest.mark.parametrize(
    ("form", "start"), [("png", b"\x89PNG"), ("pdf", b"%PDF"), ("svg", b"<?xml")]
)
def test_forms(form, start) -> None:
    assert picture(CHARTS["bars"], form).startswith(start)


def test_other_forms_and_sizes_are_refused() -> None:
    with pytest.raises(UnknownName, match="picture format 'gif'"):
        picture(CHARTS["bars"], "gif")
    with pytest.raises(QueryError, match="slide or column"):
        picture(CHARTS["bars"], "svg", size="poster")


def test_without_the_extra_the_hint_is_one_line(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(MissingExtra, match=r"pip install 'critmin\[charts\]'"):
        picture(CHARTS["bars"], "png")


def greys_of(chart: Stacks) -> list[int]:
    """Greys of the parts of the only bar from left to right: long runs of one grey."""
    image = Image.open(io.BytesIO(picture(chart, "png"))).convert("L")
    rows = [[image.getpixel((x, y)) for x in range(image.width)] for y in range(image.height)]
    row = max(rows, key=lambda row: sum(grey < 250 for grey in row))
    runs = [(grey, len(list(run))) for grey, run in groupby(row)]
    long = [grey for grey, length in runs if length > 40 and grey < 250]
    return [grey for grey, _ in groupby(long)]  # letters may stand in the middle of a part


def test_what_is_in_focus_is_told_apart_in_grey() -> None:
    """China's part lies three tenths of the way from black to white off each of the others."""
    names = ("CHN", "AUS", "COD", "CHL", "RUS", "ZAF")
    parts = tuple(Part("G", "row", "x" * 80, 1 / 6, n == "CHN", key=n) for n in names)
    parts = tuple(p._replace(label=p.key * 30) for p in parts)
    greys = greys_of(Stacks(topic="Grey", unit="fraction", parts=parts))
    assert len(greys) == 6
    assert min(greys[1:]) - greys[0] > 255 * 0.3


def test_what_is_no_country_is_hatched() -> None:
    rest = (Part("G", "row", "x" * 80, 0.5), Part("G", "row", "x" * 80, 0.5, kind=RESIDUAL))
    assert len(greys_of(Stacks(topic="Grey", unit="fraction", parts=rest))) == 1, (
        "a hatched part has no long run"
    )
    two = (rest[0], rest[1]._replace(label="y" * 80, kind="country", key="CHN"))
    assert len(greys_of(Stacks(topic="Grey", unit="fraction", parts=two))) == 2, "it was drawn"
