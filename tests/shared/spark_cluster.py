"""A Spark standalone cluster on this machine: a master, workers and a Connect server.

Each worker has a loopback address of its own (127.0.0.2, 127.0.0.3 ...). The programs come with
``pip install pyspark``, which has no start scripts; `spark-class` starts each of them.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

SERVER = "org.apache.spark.sql.connect.service.SparkConnectServer"
PATIENCE = 120  # seconds until a program must have started


def spark_home() -> Path | None:
    """Folder of pip's PySpark with its jars; None where only the client is installed."""
    found = importlib.util.find_spec("pyspark")
    home = Path(found.origin).parent if found and found.origin else None
    return (
        home if home and (home / "jars").is_dir() and (home / "bin/spark-class").exists() else None
    )


def java_home() -> Path | None:
    """Folder of Java 17, which Spark 4 needs; JAVA_HOME where it is set."""
    if given := os.environ.get("JAVA_HOME"):
        return Path(given)
    places = sorted(Path("/usr/lib/jvm").glob("*17*")) if Path("/usr/lib/jvm").is_dir() else []
    for place in places:
        if (place / "bin/java").exists():
            return place
    found = shutil.which("java")
    return Path(found).resolve().parent.parent if found else None


def free_port(address: str = "127.0.0.1") -> int:
    with socket.socket() as probe:
        probe.bind((address, 0))
        return int(probe.getsockname()[1])


class Program:
    """Started program with all its children, which end with it."""

    def __init__(self, command: Sequence[str], env: dict[str, str], log: Path) -> None:
        self.log = log
        with log.open("wb") as out:
            self.process = subprocess.Popen(
                command,
                env=env,
                cwd=log.parent,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wait_for(self, words: str) -> None:
        """Return once the log has the words."""
        end = time.monotonic() + PATIENCE
        while words not in self.log.read_text("utf-8", "replace"):
            if self.process.poll() is not None or time.monotonic() > end:
                tail = self.log.read_text("utf-8", "replace")[-3000:]
                raise RuntimeError(f"{self.log.stem} has not started:\n{tail}")
            time.sleep(0.1)

    def end(self, kind: signal.Signals = signal.SIGTERM) -> None:
        """End it and its children; kill what has not ended after ten seconds."""
        for one in (kind, signal.SIGKILL):
            try:
                os.killpg(self.process.pid, one)
            except ProcessLookupError:
                break
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                continue
        self.process.wait(10)


class SparkCluster:
    """Cluster that runs inside a `with`.

    Parameters
    ----------
    folder : Path
        Folder for logs and scratch files.
    workers : int
        Number of workers, each with one core.
    memory : str
        Memory of each worker's executor.
    settings : dict of str to str, optional
        Further settings of the Connect server.
    """

    def __init__(
        self,
        folder: Path,
        workers: int = 2,
        memory: str = "2g",
        settings: dict[str, str] | None = None,
    ) -> None:
        self.folder, self.memory, self.settings = folder, memory, settings or {}
        self.count = workers
        self.workers: list[Program] = []
        self.programs: list[Program] = []
        self.port = free_port()
        self.address = f"sc://127.0.0.1:{self.port}"

    def __enter__(self) -> SparkCluster:
        try:
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for program in reversed(self.programs):
            program.end()

    @property
    def server(self) -> Program:
        """The Connect server, which holds the cluster's driver."""
        return self.programs[-1]

    def _start(self) -> None:
        home = spark_home()
        if home is None:
            raise RuntimeError("pyspark with its jars is not installed")
        self.spark_class = str(home / "bin/spark-class")
        self.home = str(home)
        port = free_port()
        self.master = f"spark://127.0.0.1:{port}"
        arguments = ("--host", "127.0.0.1", "--port", str(port), "--webui-port", "0")
        master = self._program("master", "127.0.0.1", "deploy.master.Master", *arguments)
        master.wait_for("I have been elected leader")
        for number in range(self.count):
            self.add_worker(number)
        conf = {
            "spark.connect.grpc.binding.address": "127.0.0.1",
            "spark.connect.grpc.binding.port": str(self.port),
            "spark.driver.host": "127.0.0.1",
            "spark.driver.memory": "1g",
            "spark.executor.memory": self.memory,
            "spark.executor.cores": "1",
            "spark.sql.shuffle.partitions": "8",
            "spark.ui.enabled": "false",
            **self.settings,
        }
        given = [part for key, value in conf.items() for part in ("--conf", f"{key}={value}")]
        server = self._program(
            *("server", "127.0.0.1", "deploy.SparkSubmit", "--class", SERVER),
            *("--master", self.master, *given, "spark-internal"),
        )
        server.wait_for("Spark Connect server started")

    def add_worker(self, number: int) -> Program:
        """Start a worker at the next loopback address."""
        host = f"127.0.0.{number + 2}"
        arguments = ("--host", host, "--port", "0", "--webui-port", "0")
        limits = ("--cores", "1", "--memory", self.memory)
        work = ("--work-dir", str(self.folder / f"work{number}"))
        worker = self._program(
            f"worker{number}", host, "deploy.worker.Worker", *arguments, *limits, *work, self.master
        )
        worker.wait_for("Successfully registered with master")
        self.workers.append(worker)
        return worker

    def _program(self, name: str, host: str, main: str, *arguments: str) -> Program:
        java = java_home()
        env = {
            **os.environ,
            "SPARK_HOME": self.home,
            "SPARK_LOCAL_IP": host,
            "SPARK_LOCAL_DIRS": str(self.folder / f"scratch-{name}"),
            "SPARK_DAEMON_MEMORY": "512m",
            **({"JAVA_HOME": str(java)} if java else {}),
        }
        command = [self.spark_class, f"org.apache.spark.{main}", *arguments]
        program = Program(command, env, self.folder / f"{name}.log")
        self.programs.append(program)
        return program
