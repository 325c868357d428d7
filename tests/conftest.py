"""Programs that some tests need: where one is missing the test skips and says so.

With CRITMIN_REQUIRE_TOOLS=1 such a skip is a failure.
"""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path

import pytest
from hypothesis import settings

REQUIRED = "CRITMIN_REQUIRE_TOOLS"
# No test holds a stopwatch: hypothesis would fail an example that a busy machine delays. Examples
# are the same in each run, so that a failure is about the change; CRITMIN_NEW_EXAMPLES=1 draws
# others.
settings.register_profile(
    "critmin", deadline=None, derandomize=not os.environ.get("CRITMIN_NEW_EXAMPLES")
)
settings.load_profile("critmin")
# A run started in the background ignores Ctrl-C, and so would each program that a test starts.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
# Settings of the person who runs the tests are none of the program's.
for name in ("BUYER", "FORMAT", "ENGINE", "LAKE", "LIMIT"):
    os.environ.pop(f"CRITMIN_{name}", None)
os.environ["XDG_CONFIG_HOME"] = os.devnull
os.environ["XDG_CACHE_HOME"] = os.devnull  # nothing is remembered from test to test
# Run by `pytest -m "not slow"` are all but these: they open programs, draw, or run whole pages.
SLOW = ("browser", "golden", "office", "pictures", "test_docs.py", "test_walks.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is too slow for every save."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here) and item.path.relative_to(here).parts[0] in SLOW:
            item.add_marker("slow")


def tool(names: tuple[str, ...], package: str) -> str:
    """Path of the first program found."""
    found = next((path for name in names if (path := shutil.which(name))), None)
    if found is None:
        unavailable(f"no {names[0]} at hand: apt-get install {package}")
    return str(found)


def unavailable(reason: str) -> None:
    """Skip, or fail where nothing may be missing."""
    if os.environ.get(REQUIRED):
        pytest.fail(f"{reason} ({REQUIRED} is set)")
    pytest.skip(reason)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Debian's Chromium."""
    return tool(("chromium", "chromium-browser"), "chromium")


@pytest.fixture(scope="session")
def libreoffice() -> str:
    """LibreOffice without a window."""
    return tool(("soffice", "libreoffice"), "libreoffice-calc")
