"""The sums of every column of tables: `python sums.py FOLDER ...` prints lines of `TABLE COLUMN SUM` as `brought measures --checksum` does, days counted
from 1970, and an empty line after each folder. Behind them the same sums with each row counted by a number that its child or provider gives, so that a
figure that was given to the wrong one shows."""

import sys

import duckdb


def number(name, kind):
    if kind == "DATE":
        return f"({name} - date '1970-01-01')"
    return f"{name}::int" if kind == "BOOLEAN" else f"{name}::bigint"


def tell(con, folder, table, key):
    rows = f"from '{folder}/{table}.parquet'"
    columns = {name: number(name, kind) for name, kind, *_ in con.execute(f"describe {rows}").fetchall() if kind != "VARCHAR"}
    weight = f"(hash({key}) % 997)::int"
    sums = {"rows": "count(*)"} | {name: f"sum({cell})" for name, cell in columns.items()}
    sums |= {f"{name}-by-{key}": f"sum({cell} * {weight})" for name, cell in columns.items()}
    for name, found in zip(sums, con.execute(f"select {', '.join(sums.values())} {rows}").fetchone()):
        print(table, name, int(found or 0))


con = duckdb.connect()
for folder in sys.argv[1:]:
    tell(con, folder, "children", "nhs_number")
    tell(con, folder, "months", "provider")
    print()
