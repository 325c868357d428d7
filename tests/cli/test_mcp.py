"""The command `mcp`: its list of tools, and what it says without the SDK."""

import json
import sys


def test_the_list_is_json(run):
    got = run("mcp", "--list")
    assert (got.code, got.err) == (0, "")
    tools = {one["name"]: one for one in json.loads(got.out)}
    assert tools["dependency"]["inputSchema"]["properties"]["measure"]["enum"] == [
        "value",
        "weight",
        "contained",
    ]
    assert "export" not in tools
    assert "check" not in tools


def test_without_the_sdk_the_extra_is_named(run, monkeypatch):
    monkeypatch.setitem(sys.modules, "mcp.server.lowlevel", None)
    said = run("mcp").refused(2)
    assert "pip install 'critmin[mcp]'" in said
