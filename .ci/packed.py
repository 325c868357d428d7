"""Check what a wheel and an sdist hold: the files of the commit and no others, small enough.

python .ci/packed.py CLONE WHEEL SDIST
"""

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

# Bytes. The tables are most of both; a file that does not belong there shows here first.
LARGEST = {"wheel": 14_000_000, "sdist": 18_000_000}
FOLDERS = {"critmin": "critmin", "cli": "critmin/cli", "datasets": "critmin/datasets"}
MANUAL = ("docs/critmin.1", "share/man/man1/critmin.1")
LICENCES = {"LICENSE", "datasets/LICENSE-unicode.txt", "critmin/drawing/LICENSE-arimo.txt"}
MADE = {"METADATA", "WHEEL", "RECORD", "entry_points.txt"}


def committed(clone: Path) -> set[str]:
    """Paths of the files of the commit."""
    listed = subprocess.run(
        ["git", "-C", str(clone), "ls-files", "-z"], capture_output=True, text=True, check=True
    ).stdout
    return set(listed.split("\0")) - {""}


def wanted(files: set[str], information: str, data: str) -> dict[str, str]:
    """Files of the commit that a wheel holds, by their place in it."""
    found = {f"{information}/licenses/{path}": path for path in LICENCES}
    found[f"{data}/data/{MANUAL[1]}"] = MANUAL[0]
    for path in files - LICENCES:
        top, _, rest = path.partition("/")
        if top in FOLDERS and not path.startswith("datasets/_build/"):
            found[f"{FOLDERS[top]}/{rest}"] = path
    return found


def wheel_faults(clone: Path, wheel: Path) -> list[str]:
    """What is in a wheel and not in the commit, what lacks, what is not the same."""
    stem = "-".join(wheel.name.split("-")[:2])
    want = wanted(committed(clone), f"{stem}.dist-info", f"{stem}.data")
    with zipfile.ZipFile(wheel) as packed:
        names = {name for name in packed.namelist() if not name.endswith("/")}
        made = {f"{stem}.dist-info/{name}" for name in MADE}
        faults = [f"lacks {name}" for name in sorted((set(want) | made) - names)]
        faults += [f"has {name}" for name in sorted(names - set(want) - made)]
        for name in sorted(names & set(want)):
            if packed.read(name) != (clone / want[name]).read_bytes():
                faults.append(f"{name} is not {want[name]} of the commit")
    return faults


def sdist_faults(clone: Path, sdist: Path) -> list[str]:
    """As for a wheel; of the commit an sdist leaves out what only the repository needs."""
    files = {path for path in committed(clone) if not path.startswith((".github/", ".pre-"))}
    top = sdist.name.removesuffix(".tar.gz")
    with tarfile.open(sdist) as packed:
        names = {item.name.removeprefix(f"{top}/") for item in packed if item.isfile()}
        faults = [f"lacks {name}" for name in sorted(files - names)]
        faults += [f"has {name}" for name in sorted(names - files - {"PKG-INFO"})]
        for name in sorted(names & files):
            held = packed.extractfile(f"{top}/{name}")
            if held is None or held.read() != (clone / name).read_bytes():
                faults.append(f"{name} is not the file of the commit")
    return faults


def main() -> int:
    """Print the sizes, or what is wrong."""
    clone, wheel, sdist = map(Path, sys.argv[1:4])
    faults = [f"wheel: {fault}" for fault in wheel_faults(clone, wheel)]
    faults += [f"sdist: {fault}" for fault in sdist_faults(clone, sdist)]
    for kind, file in (("wheel", wheel), ("sdist", sdist)):
        size = file.stat().st_size
        print(f"{kind}: {size:,} bytes, at most {LARGEST[kind]:,}")
        if size > LARGEST[kind]:
            faults.append(f"{kind}: larger than the limit in {Path(__file__).name}")
    print(*faults, sep="\n", end="\n" if faults else "")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
