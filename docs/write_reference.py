"""Write docs/commands.md and docs/critmin.1 from the help of the commands.

``python docs/write_reference.py`` writes them; ``--check`` fails where one is not current.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import current  # noqa: E402
from critmin.cli import reference  # noqa: E402


def main() -> int:
    """Write what is not current, or with ``--check`` say so and fail."""
    wanted = {
        ROOT / "docs" / "commands.md": reference.markdown(),
        ROOT / "docs" / "critmin.1": reference.man_page(),
    }
    return current.write(wanted, "write_reference.py")


if __name__ == "__main__":
    sys.exit(main())
