"""What cannot be answered is told with where, what, and what to do; no wrong number, and nothing that only looks complete."""

from __future__ import annotations

from pathlib import Path

import brought
import pyarrow as pa
import pytest
from conftest import AS_OF


def refused(contacts: object, *says: str, **how: object) -> None:
    with pytest.raises(brought.Unusable) as told:
        brought.population(contacts, **{"as_of": AS_OF, **how})
    assert all(word in str(told.value) for word in says), str(told.value)
    assert isinstance(told.value, brought.Problem) and not isinstance(told.value, brought.MachineTrouble)


def test_what_is_no_table(contacts: pa.Table) -> None:
    refused([1, 2], "list", "population_files")
    refused(contacts["LocalPatientId"], "the contacts")


def test_columns_that_are_missing_or_cannot_be_read(contacts: pa.Table) -> None:
    refused(contacts.drop_columns(["AttendStatus"]), "the contacts", "ATTENDANCE STATUS")
    place = contacts.column_names.index("CareContactId")
    fractions = contacts.set_column(place, "CareContactId", pa.array([1.5] * contacts.num_rows))
    refused(fractions, "CareContactId", "Float64", "Export it as text")
    refused(contacts.append_column("CareContactId", contacts["CareContactId"]), "the contacts", "CareContactId")
    refused(contacts, "OrgCode", provider_column="OrgCode")
    refused(contacts, "no column `where`", file_column="where")
    refused(contacts, "is not the number of a row", row_column="PersonBirthDate")


def test_questions_that_are_none(contacts: pa.Table) -> None:
    refused(contacts, "next Friday", "Write a day", as_of="next Friday")
    refused(contacts, "never showed", as_of="2026-03-29T01:30")
    refused(contacts, "int", "as_of", as_of=7)
    refused(contacts, "no-such-policy", "shropshire", policy="no-such-policy")
    refused(contacts, "no-such-map", "csds-care-contact", mapping="no-such-map")
    refused(contacts, "not for contacts", mapping="children-list")
    refused(contacts, "the same", compare_with="no-access")
    refused(contacts, "threads", threads=0)
    refused(contacts, "memory_mb", memory_mb=0)


def test_a_policy_with_an_error_is_not_asked(contacts: pa.Table, tmp_path: Path) -> None:
    (tmp_path / "pack.toml").write_text("id = 'x'\n")
    refused(contacts, "has errors and is not asked", "pack.toml", policy=tmp_path)


def test_a_giver_that_stops_in_the_middle(contacts: pa.Table) -> None:
    def batches():
        yield from contacts.slice(0, 100).to_batches()
        raise OSError("the line went dead")

    refused(pa.RecordBatchReader.from_batches(contacts.schema, batches()), "stopped in the middle", "the line went dead")


def test_texts_that_are_none_are_found_before_they_are_read(contacts: pa.Table) -> None:
    """What another library hands over is not believed unseen."""
    few = contacts.slice(0, 2).combine_chunks()
    broken = pa.Array.from_buffers(pa.string(), 2, [None, pa.py_buffer(b"\0\0\0\0\1\0\0\0\2\0\0\0"), pa.py_buffer(b"\xff\xfe")])
    place = few.column_names.index("CareContactId")
    refused(few.set_column(place, "CareContactId", broken), "CareContactId", "made it wrongly")


def test_a_folder_that_is_there_or_a_file_that_is_cut_off(extract: Path, tmp_path: Path) -> None:
    with pytest.raises(brought.Unusable, match="there already"):
        brought.population_files(extract, tmp_path, as_of=AS_OF)
    whole = sorted(extract.iterdir())[0].read_bytes()
    (tmp_path / "cut.parquet").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(brought.Unusable, match="cut.parquet"):
        brought.population_files(tmp_path / "cut.parquet", tmp_path / "out", as_of=AS_OF)
    with pytest.raises(brought.Unusable, match="xlsx is no format"):
        brought.population_files(extract, tmp_path / "out", as_of=AS_OF, format="xlsx")
    assert [path.name for path in tmp_path.iterdir()] == ["cut.parquet"]
    with pytest.raises(brought.MachineTrouble, match="could not be written"):
        brought.population_files(extract, tmp_path / "cut.parquet" / "out", as_of=AS_OF)


def test_a_chronology_with_slips(tmp_path: Path) -> None:
    with pytest.raises(brought.Unusable, match="is not a chronology"):
        brought.standing({"events": 7}, as_of=AS_OF)
    with pytest.raises(brought.Unusable, match="could not be read as a chronology"):
        brought.standing(tmp_path / "sam.json", as_of=AS_OF)
    with pytest.raises(brought.Unusable, match="no nation"):
        brought.standing(SAM, as_of=AS_OF, nation="atlantis")


SAM = (Path(__file__).parents[2] / "brought/tests/data/sam.toml").read_text()
