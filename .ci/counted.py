"""Print how many tests of a JUnit file passed, and how many were skipped or left out."""

import sys
from xml.etree import ElementTree

suite = next(ElementTree.parse(sys.argv[1]).iter("testsuite"))
count = {name: int(suite.get(name, 0)) for name in ("tests", "failures", "errors", "skipped")}
passed = count["tests"] - count["failures"] - count["errors"] - count["skipped"]
seconds = round(float(suite.get("time", 0)))
skipped = f", {count['skipped']} skipped" if count["skipped"] else ""
print(f"{passed} passed{skipped}, {seconds} s")
