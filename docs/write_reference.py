"""Write docs/commands.md and docs/critmin.1 from the help of the commands.

``python docs/write_reference.py`` writes them; ``--check`` fails where one is not current.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from critmin.cli import reference  # noqa: E402


def main() -> int:
    """Write what is not current, or with ``--check`` say so and fail."""
    wanted = {
        ROOT / "docs" / "commands.md": reference.markdown(),
        ROOT / "docs" / "critmin.1": reference.man_page(),
    }
    stale = [
        path
        for path, text in wanted.items()
        if not path.is_file() or path.read_text("utf-8") != text
    ]
    if "--check" in sys.argv[1:]:
        for path in stale:
            print(f"{path.relative_to(ROOT)} is not current: run python docs/write_reference.py")
        return 1 if stale else 0
    for path in stale:
        path.write_text(wanted[path], "utf-8")
        print(f"{path.relative_to(ROOT)} written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
