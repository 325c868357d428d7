"""The export in Datasette: pages, a count by column, licences and meanings."""

import asyncio
import gc
import json

import pytest

from critmin.outlets.contents import contents_alone
from critmin.outlets.views import views

pytest.importorskip("datasette")
# Datasette leaves connections open, of which Python warns from 3.13 on.
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore:unclosed database")]


@pytest.fixture(scope="module")
def page(sqlite_file):
    """Answer of Datasette to an address."""
    from datasette.app import Datasette

    metadata = json.loads(sqlite_file.with_suffix(".json").read_text("utf-8"))
    server = Datasette(
        [str(sqlite_file)], metadata=metadata, settings={"sql_time_limit_ms": 60_000}
    )

    def get(address):
        return asyncio.run(server.client.get(address))

    yield get
    server.executor.shutdown()
    server = None
    gc.collect()  # here, where the warning is no error


def test_the_front_page_and_the_database(page):
    assert "critmin: tidy tables" in page("/").text
    found = page("/critmin")
    assert found.status_code == 200
    for name in ("supply", "share", "dependency", "control_by_day", "dictionary"):
        assert f"/critmin/{name}" in found.text


@pytest.mark.parametrize("name", [content.name for content in contents_alone()])
def test_each_table_has_a_page(page, name):
    assert page(f"/critmin/{name}?_size=2&_nofacet=1&_nocount=1").status_code == 200


@pytest.mark.parametrize("name", [view.name for view in views()])
def test_each_view_has_a_page(page, name):
    narrowed = "&buyer_iso3=JPN&year=2024" if name in {"imports_by_source", "flow_by_form"} else ""
    found = page(f"/critmin/{name}?_size=2&_nofacet=1&_nocount=1{narrowed}")
    assert found.status_code == 200


def test_a_count_by_column(page):
    found = page("/critmin/supply.json?_facet=stage&mineral=lithium&_size=1").json()
    (facet,) = (found["facet_results"].get("results") or found["facet_results"]).values()
    counts = {one["value"]: one["count"] for one in facet["results"]}
    assert {"mining", "refining", "reserves"} <= counts.keys()


def test_references_are_shown_with_the_name(page):
    found = page("/critmin/supply.json?mineral=lithium&_size=1&_labels=on&_shape=objects").json()
    assert found["rows"][0]["iso3"]["value"]


def test_licences_sources_and_meanings_are_shown(page):
    text = page("/critmin/supply?_size=1&_nofacet=1&_nocount=1").text
    assert "CC BY 4.0" in text
    assert "Mineral Commodity Summaries 2026" in text
    assert "withheld" in text.casefold()
    flows = page("/critmin/flows?_size=1&_nofacet=1&_nocount=1").text
    assert "etalab-2.0" in flows


def test_a_query_of_the_documentation(page):
    query = "SELECT country, share FROM share WHERE mineral = 'lithium' AND rank = 1"
    found = page(f"/critmin.json?sql={query}&_shape=array").json()
    assert found[0]["country"]
