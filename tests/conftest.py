"""Which tests are slow, and programs that some need.

Where a program is missing the test skips and says so. With CRITMIN_REQUIRE_TOOLS=1 such a skip is
a failure.
"""

from __future__ import annotations

import os
import shutil
import signal
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import settings
from slow import EACH, GRIDS, SLOW

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
# Under nohup the end of the terminal is ignored, in the programs that a test starts too. A handler
# is not passed on to them: they have the usual one, and this run still goes on.
WORKER = "PYTEST_XDIST_WORKER" in os.environ
if hasattr(signal, "SIGHUP") and (WORKER or signal.getsignal(signal.SIGHUP) is signal.SIG_IGN):
    signal.signal(signal.SIGHUP, lambda _number, _frame: None)
# Settings of the person who runs the tests are none of the program's.
for name in ("BUYER", "FORMAT", "ENGINE", "LAKE", "LIMIT"):
    os.environ.pop(f"CRITMIN_{name}", None)
os.environ["XDG_CONFIG_HOME"] = os.devnull
os.environ["XDG_CACHE_HOME"] = os.devnull  # nothing is remembered from test to test
HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is too slow for every save."""
    seen: Counter[str] = Counter()
    for item in items:
        if not item.path.is_relative_to(HERE):
            continue
        path = item.path.relative_to(HERE)
        test = f"{path.as_posix()}::{getattr(item, 'originalname', item.name)}"
        if test in GRIDS:
            slow = seen[test] % EACH > 0
            seen[test] += 1
        else:
            slow = not SLOW.keys().isdisjoint((path.parts[0], path.as_posix(), test))
        if slow:
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
