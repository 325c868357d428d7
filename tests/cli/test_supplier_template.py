"""suppliers --template: a sample list on stdout, and nothing else."""

from __future__ import annotations

import csv
import subprocess
import sys


def test_a_sample_list_is_printed_without_a_file() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "critmin", "suppliers", "--template"],
        capture_output=True,
        text=True,
        check=True,
    )
    header, *lines = csv.reader(done.stdout.splitlines())
    assert {"material", "country"} <= {*header}
    assert len(lines) == 6
    assert done.stderr == ""
