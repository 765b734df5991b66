"""On a cluster everybody is answered as on one machine: docs/spark.md.

Spark runs here with two worker processes of its own beside the driver (`local-cluster`), which share nothing but the files.
"""

from __future__ import annotations

import importlib.util
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import brought
import pyarrow as pa
import pyarrow.parquet as pq
import pyspark
import pytest
from conftest import AS_OF, TABLES, run_file, written
from pyspark.sql import SparkSession

JOB = Path(__file__).parents[1] / "spark/population_job.py"
PARTS = 6


@pytest.fixture(scope="session")
def job():
    specification = importlib.util.spec_from_file_location("population_job", JOB)
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    own = {"SPARK_HOME": os.path.dirname(pyspark.__file__), "PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}
    os.environ.update(own, SPARK_WORKER_DIR=str(tmp_path_factory.mktemp("workers")))
    settings = {
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.executor.memory": "1g",
        "spark.local.dir": str(tmp_path_factory.mktemp("spark")),
        "spark.sql.warehouse.dir": str(tmp_path_factory.mktemp("warehouse")),
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.shuffle.partitions": "2",
    }
    building = SparkSession.builder.master("local-cluster[2,1,1024]").appName("brought tests")
    for name, value in settings.items():
        building = building.config(name, value)
    session = building.getOrCreate()
    yield session
    session.stop()


def rows(table: pa.Table) -> list[tuple]:
    """All rows, whatever their order; days, instants and numbers as they are."""
    columns = [column.to_pylist() for column in table.columns]
    return sorted(zip(*columns), key=repr)


def same(out: Path, single_machine: Path) -> None:
    for name in TABLES:
        found, wanted = pq.read_table(out / name), written(single_machine, name)
        assert found.column_names == wanted.column_names, name
        assert rows(found) == rows(wanted), name
    told, wanted = run_file(out), run_file(single_machine)
    # How long a file is, Spark does not tell; and everything in the folder that is no Parquet file is left out.
    assert [(file["file"], file["rows"]) for file in told["inputs"]] == [(file["file"], file["rows"]) for file in wanted["inputs"]]
    for each in (told, wanted):
        each.pop("inputs")
    assert told == wanted


def test_row_for_row_as_on_one_machine(job, spark: SparkSession, extract: Path, single_machine: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    job.population(spark, str(extract), str(out), as_of=AS_OF, provider_column="OrgIDProv", partitions=PARTS)
    assert run_file(out)["people"]["looked_at_together"] >= 4, "nobody had to be brought together from several parts"
    same(out, single_machine)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out"]


def test_a_worker_that_is_killed_changes_nothing(job, spark: SparkSession, extract: Path, single_machine: Path, tmp_path: Path) -> None:
    before = executors()
    assert len(before) >= 2
    out, killed = tmp_path / "out", []
    watch = threading.Thread(target=kill_one_in_the_middle, args=(spark, sorted(before)[0], killed))
    watch.start()
    job.population(spark, str(extract), str(out), as_of=AS_OF, provider_column="OrgIDProv", partitions=PARTS)
    watch.join()
    assert killed, "no stage was met in its middle"
    assert sorted(before)[0] not in executors()
    same(out, single_machine)


def test_what_cannot_be_answered_leaves_nothing(job, spark: SparkSession, contacts: pa.Table, tmp_path: Path) -> None:
    extract, out = tmp_path / "extract", tmp_path / "out"
    extract.mkdir()
    ask = lambda **how: job.population(spark, str(extract), str(out), **{"as_of": AS_OF, "partitions": 2, **how})
    pq.write_table(contacts.slice(0, 500), extract / "a.parquet")
    pq.write_table(contacts.slice(500, 500).drop_columns(["RecordUpdated"]), extract / "b.parquet")
    with pytest.raises(brought.Unusable, match="other columns than another file"):
        ask()
    whole = (extract / "a.parquet").read_bytes()
    (extract / "b.parquet").write_bytes(whole[:2000] + bytes(4000) + whole[6000:])
    with pytest.raises(Exception, match="b.parquet|Parquet|parquet"):
        ask()
    (extract / "b.parquet").unlink()
    with pytest.raises(brought.Unusable, match="no-such-policy"):
        ask(policy="no-such-policy")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["extract"]
    out.mkdir()
    with pytest.raises(brought.Unusable, match="there already"):
        ask()


def executors() -> set[int]:
    """The processes in which Spark's workers do their work, those of this test alone."""
    parents = {}
    for process in Path("/proc").iterdir():
        try:
            words = (process / "cmdline").read_bytes()
            parent = int((process / "stat").read_text().rsplit(")", 1)[1].split()[1])
        except (OSError, ValueError, IndexError):
            continue
        parents[process.name] = (parent, b"CoarseGrainedExecutorBackend" in words)
    return {int(name) for name, (_, is_one) in parents.items() if is_one and is_ours(int(name), parents)}


def is_ours(process: int, parents: dict) -> bool:
    while str(process) in parents:
        if process == os.getpid():
            return True
        process = parents[str(process)][0]
    return False


def kill_one_in_the_middle(spark: SparkSession, process: int, killed: list[int]) -> None:
    """Waits until people are being answered, some parts done and some not, and kills a worker."""
    status, until = spark.sparkContext.statusTracker(), time.monotonic() + 120
    while time.monotonic() < until:
        for number in status.getActiveStageIds():
            stage = status.getStageInfo(number)
            if stage and stage.numTasks == PARTS and 0 < stage.numCompletedTasks < PARTS - 1:
                os.kill(process, signal.SIGKILL)
                killed.append(process)
                return
        time.sleep(0.01)
