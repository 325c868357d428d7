"""Print the releases of the lock file as pip constraints, without their hashes."""

from pathlib import Path

for line in Path("requirements-dev.lock").read_text("utf-8").splitlines():
    if line[:1].isalnum():
        print(line.removesuffix("\\").strip())
