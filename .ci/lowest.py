"""Print the lowest allowed version of each dependency as a pip constraint."""

import re
import sys
import tomllib
from pathlib import Path

project = tomllib.loads(Path("pyproject.toml").read_text("utf-8"))["project"]
wanted = list(project["dependencies"])
for extra in ("xlsx", "parquet", "pdf", "frames", "test", "lake", "mcp"):
    wanted += project["optional-dependencies"][extra]
for line in wanted:
    if match := re.match(r"([A-Za-z0-9_-]+)(?:\[[^]]*\])?>=([0-9.]+)", line):
        print(f"{match[1]}=={match[2]}")
sys.exit(0)
