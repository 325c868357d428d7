"""Install size of the package alone and with each extra.

``python benchmarks/sizes.py [EXTRA...]``: every one is installed into a temporary folder with all
it needs, and its size on disk is printed, with what it adds to the package alone.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DEVELOPERS = {"build", "dev", "test"}


def size(extra: str) -> float:
    """Megabytes of the files that pip installs, without compiled ones."""
    with tempfile.TemporaryDirectory() as folder:
        wanted = f"{ROOT}[{extra}]" if extra else str(ROOT)
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-compile"]
        subprocess.run([*command, "--target", folder, wanted], check=True)
        return sum(one.stat().st_size for one in Path(folder).rglob("*") if one.is_file()) / 1e6


def main() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    names = sys.argv[1:] or [n for n in extras["optional-dependencies"] if n not in DEVELOPERS]
    alone = size("")
    print("| installed | MB | more than the package alone |\n|---|---|---|")
    print(f"| critmin | {alone:,.0f} | |", flush=True)
    for name in names:
        whole = size(name)
        print(f"| critmin[{name}] | {whole:,.0f} | {whole - alone:,.0f} |", flush=True)


if __name__ == "__main__":
    main()
