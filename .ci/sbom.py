"""Write the bill of materials of the packages that users can install, as CycloneDX JSON.

    python .ci/sbom.py ENVIRONMENT FILE

ENVIRONMENT holds critmin with all extras for users. Names, releases, licences and what needs what
are read there; the hashes of the files of each release are those of the lock file.
"""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

TOOLS = {"pip", "setuptools", "wheel"}  # of the environment, not of critmin
RELEASE = re.compile(r"^([a-z0-9-]+)==([^ \\;]+)")


def hashes() -> dict[str, list[str]]:
    """SHA-256 of the files of each release in the lock file, by ``name==release``."""
    found: dict[str, list[str]] = {}
    name = ""
    for line in Path("requirements-dev.lock").read_text("utf-8").splitlines():
        if match := RELEASE.match(line):
            name = f"{match[1]}=={match[2]}"
        found.setdefault(name, []).extend(re.findall(r"--hash=sha256:([0-9a-f]{64})", line))
    return found


def main() -> None:
    """Write the file, or stop where an installed release is not the locked one."""
    home, file = Path(sys.argv[1]), Path(sys.argv[2])
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "raw.json"
        command = [
            *(sys.executable, "-m", "cyclonedx_py", "environment", "--pyproject", "pyproject.toml"),
            *("--mc-type", "application", "--output-reproducible", "--of", "JSON"),
            *("-o", str(raw), str(home / "bin" / "python")),
        ]
        subprocess.run(command, check=True, capture_output=True)
        bill = json.loads(raw.read_text("utf-8"))
    locked = hashes()
    parts = [part for part in bill["components"] if part["name"] not in TOOLS]
    for part in parts:
        key = f"{re.sub(r'[-_.]+', '-', part['name']).lower()}=={part['version']}"
        if key not in locked:
            sys.exit(f"{key} is not the release of requirements-dev.lock")
        files = [{"alg": "SHA-256", "content": one} for one in sorted(locked[key])]
        part.setdefault("externalReferences", []).append(
            {"type": "distribution", "url": part["purl"], "hashes": files}
        )
    gone = {part["bom-ref"] for part in bill["components"]} - {part["bom-ref"] for part in parts}
    bill["components"] = parts
    bill["dependencies"] = [one for one in bill["dependencies"] if one["ref"] not in gone]
    file.write_text(json.dumps(bill, indent=1, ensure_ascii=False) + "\n", "utf-8")
    valid(file.read_text("utf-8"))
    print(f"{len(parts)} packages, {file.stat().st_size // 1000} kB: {file.name}")


def valid(text: str) -> None:
    """Stop where the file is not CycloneDX of the version it names."""
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    version = SchemaVersion.from_version(json.loads(text)["specVersion"])
    if fault := JsonStrictValidator(version).validate_str(text):
        sys.exit(f"not valid: {fault}")


if __name__ == "__main__":
    main()
