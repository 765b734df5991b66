"""Everybody in a table is answered as `brought population` answers everybody in files."""

from __future__ import annotations

import datetime
import threading
from pathlib import Path

import brought
import duckdb
import polars
import pyarrow as pa
import pyarrow.compute
import pytest
from conftest import AS_OF, TABLES, run_file, written

PROVIDER = {"provider_column": "OrgIDProv"}
PLACED = {**PROVIDER, "file_column": "read_from", "row_column": "read_row"}


def same(answers: brought.Population, folder: Path) -> None:
    for name in TABLES:
        found, wanted = pa.table(getattr(answers, name)), written(folder, name)
        assert found.schema.equals(wanted.schema), name
        assert found.equals(wanted), name
        assert wanted.num_rows > 0 or name == "patterns"
    wanted = run_file(folder)
    for kind in ("rows", "people", "questions", "entries", "packs", "tables"):
        assert answers.run[kind] == wanted[kind], kind
    assert wanted["people"]["looked_at_together"] > 0 and wanted["rows"]["not_used"] > 0


def test_a_table_of_pyarrow(contacts: pa.Table, single_machine: Path) -> None:
    same(brought.population(contacts, as_of=AS_OF, **PLACED), single_machine)


def test_a_frame_of_polars(contacts: pa.Table, single_machine: Path) -> None:
    frame = polars.from_arrow(contacts)
    answers = brought.population(frame, as_of=datetime.date(2026, 6, 30), **PLACED)
    same(answers, single_machine)
    assert polars.DataFrame(answers.obligations).height == answers.run["tables"]["obligations"]
    coded = frame.with_columns(polars.col("AttendStatus").cast(polars.Categorical))
    same(brought.population(coded, as_of=AS_OF, **PLACED), single_machine)


def test_a_relation_of_duckdb(extract: Path, single_machine: Path) -> None:
    with duckdb.connect() as connection:
        relation = connection.sql(
            "select *, filename as read_from, file_row_number + 2 as read_row "
            f"from read_parquet('{extract}/*.parquet', filename = true, file_row_number = true) order by filename, file_row_number"
        )
        same(brought.population(relation, as_of=AS_OF, **PLACED), single_machine)


def test_a_reader_that_can_be_read_once_and_a_single_batch(contacts: pa.Table, single_machine: Path) -> None:
    same(brought.population(contacts.to_reader(max_chunksize=777), as_of=AS_OF, **PLACED), single_machine)
    same(brought.population(contacts.combine_chunks().to_batches()[0], as_of=AS_OF, threads=1, **PLACED), single_machine)


def test_in_little_memory_rows_go_through_files_and_nothing_stays(
    contacts: pa.Table, single_machine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    same(brought.population(contacts, as_of=AS_OF, memory_mb=1, **PLACED), single_machine)
    assert list(tmp_path.iterdir()) == []


def test_files_as_the_program_reads_them(extract: Path, single_machine: Path, tmp_path: Path) -> None:
    told = brought.population_files(extract, tmp_path / "out", as_of=AS_OF, **PROVIDER)
    assert told == run_file(single_machine)["tables"]
    for name in [f"{name}.parquet" for name in TABLES] + ["run.json"]:
        assert (tmp_path / "out" / name).read_bytes() == (single_machine / name).read_bytes()


def test_two_policies_over_the_same_people(contacts: pa.Table) -> None:
    answers = brought.population(contacts, "no-access", compare_with="shropshire", as_of=AS_OF)
    differences = pa.table(answers.differences)
    assert differences.num_rows > 100
    assert {pack["id"] for pack in answers.run["packs"]} == {"no-access", "shropshire"}
    assert set(differences["asked_by"].unique().to_pylist()) == {pack["label"] for pack in answers.run["packs"]}
    assert brought.population(contacts.slice(0, 9), as_of=AS_OF).differences is None


def test_everybody_is_answered_as_one_by_one(contacts: pa.Table) -> None:
    """The answer about somebody does not depend on who else is in the table."""
    child = contacts["LocalPatientId"][-1].as_py()
    alone = contacts.filter(pa.compute.equal(contacts["LocalPatientId"], child))
    of_child = lambda answers: pa.table(answers.obligations).filter(pa.compute.field("person") == f"csds/{child}")
    assert of_child(brought.population(alone, as_of=AS_OF)).equals(of_child(brought.population(contacts, as_of=AS_OF)))


def test_tables_are_handed_out_without_a_copy(contacts: pa.Table) -> None:
    table = brought.population(contacts.slice(0, 3000), as_of=AS_OF).obligations
    first, second = pa.table(table), pa.table(table)
    address = lambda read: read["words"].chunk(0).buffers()[2].address
    assert first.equals(second) and address(first) == address(second)
    assert (table.name, table.num_rows, table.column_names) == ("obligations", first.num_rows, first.column_names)
    del table
    assert first.validate(full=True) is None


def test_other_threads_of_python_run_meanwhile(contacts: pa.Table) -> None:
    """Work that kept the interpreter to itself would let nothing be counted between its beginning and its end."""
    done, counted = threading.Event(), 0

    def work() -> None:
        brought.population(contacts, as_of=AS_OF, threads=1)
        done.set()

    worker = threading.Thread(target=work)
    worker.start()
    while not done.wait(0.001):
        counted += 1
    worker.join()
    assert counted > 20


def test_whose_rows_are_and_which_columns_are_read(contacts: pa.Table) -> None:
    told = pa.table(brought.people(contacts, as_of=AS_OF))
    assert told["person"].to_pylist() == [f"csds/{child}" for child in contacts["LocalPatientId"].to_pylist()]
    assert len(told["digest"].unique()) == len(told["person"].unique())
    read = brought.columns(contacts, provider_column="OrgIDProv")
    assert "AttendStatus" in read and "OrgIDProv" in read and "Outcome" not in read
    assert brought.columns(contacts.slice(0, 0)) == [name for name in read if name != "OrgIDProv"]
