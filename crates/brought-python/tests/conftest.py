"""What the tests share: made-up populations and what the program itself says of them.

`BROUGHT_BIN` is the program, built with `population`; `cargo xtask test python` sets it.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pyarrow as pa
import pyarrow.compute
import pyarrow.csv as csv
import pyarrow.parquet as pq
import pytest

AS_OF = "2026-06-30"
TABLES = ("follow_ups", "obligations", "patterns", "problems", "rates")


def brought_program(*arguments: object) -> None:
    """Runs the program. 1 says that rows were not taken: it is written all the same."""
    done = subprocess.run([os.environ["BROUGHT_BIN"], *map(str, arguments)], capture_output=True, text=True)
    assert done.returncode in (0, 1), done.stderr


@pytest.fixture(scope="session")
def extract(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Contacts of 1,200 made-up children in four files, with faults, and two pairs of children who share something across files."""
    made = tmp_path_factory.mktemp("made-up") / "population"
    brought_program("synth", "--children", 1200, "--seed", 11, "--until", AS_OF, "--dirty", "--shuffled", "--format", "csv", "--out", made)
    contacts = linked(typed(made / "contacts.csv"))
    folder = tmp_path_factory.mktemp("extract here")
    each = -(-contacts.num_rows // 4)
    for number in range(4):
        pq.write_table(contacts.slice(number * each, each), folder / f"contacts-{number}.parquet", row_group_size=1000)
    return folder


def typed(path: Path) -> pa.Table:
    """Days as days where all of them are some; everything else as text, because ids may begin with a nought."""
    with path.open() as lines:
        names = next(lines).strip().split(",")
    kinds = {name: pa.date32() if name in ("PersonBirthDate", "RecordUpdated") else pa.string() for name in names}
    return csv.read_csv(path, convert_options=csv.ConvertOptions(column_types=kinds, strings_can_be_null=True))


def linked(contacts: pa.Table) -> pa.Table:
    """One contact of a child gets the id of another child's, and one child the number and birthday of another."""
    rows = contacts.to_pylist()
    child = {row["LocalPatientId"]: place for place, row in enumerate(rows)}
    first, second, third, fourth = sorted(child)[10:14]
    rows[child[first]]["CareContactId"] = rows[child[second]]["CareContactId"]
    number = next(row for row in rows if row["NHSNumber"] and row["LocalPatientId"] not in (first, second, third, fourth))
    for row in rows:
        if row["LocalPatientId"] == third:
            row.update({key: number[key] for key in ("NHSNumber", "PersonBirthDate")})
    return pa.Table.from_pylist(rows, schema=contacts.schema)


@pytest.fixture(scope="session")
def contacts(extract: Path) -> pa.Table:
    """The same, in memory, in the order of the files, and where each row stood."""
    return pa.concat_tables(placed(path) for path in sorted(extract.iterdir()))


def placed(path: Path) -> pa.Table:
    """The rows of a file with its name and their numbers: the heading would be row 1."""
    table = pq.read_table(path)
    rows = pa.array(range(2, table.num_rows + 2))
    return table.append_column("read_from", pa.array([str(path)] * len(rows))).append_column("read_row", rows)


@pytest.fixture(scope="session")
def single_machine(extract: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `brought population` writes about them."""
    out = tmp_path_factory.mktemp("answers") / "single"
    brought_program("population", extract, "--as-of", AS_OF, "--provider-column", "OrgIDProv", "--out", out)
    return out


def written(folder: Path, name: str) -> pa.Table:
    """A table as the program wrote it."""
    return pq.read_table(folder / f"{name}.parquet")


def run_file(folder: Path) -> dict:
    return json.loads((folder / "run.json").read_text())
