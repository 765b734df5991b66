"""Makes the contacts that every system is measured on. Nobody in them is real.

    python data.py duckdb CHILDREN FOLDER     made up by DuckDB, so that this project has no hand in it
    python data.py synth CHILDREN FOLDER      out of what `brought synth --out FOLDER/made-up` wrote

FOLDER gets children.parquet and folders of files: `sorted` in the order of child, time and id, and up to a million children also `by-time` (in the
order of time) and `csv` (sorted, with children.csv beside it).
"""

import pathlib
import sys

import duckdb

# So many children at a time, so that putting them in order fits into memory.
CHUNK = 1_000_000
# What `brought synth` calls the outcomes, and W1.
CODES = {
    "seen": "SEEN",
    "spoken_to": "SEEN",
    "cancelled_by_family": "CANCELLED_FAMILY",
    "cancelled_by_service": "CANCELLED_PROVIDER",
    "was_not_brought": "WNB",
    "no_response": "NO_ACCESS",
    "refused_by_parent_or_carer": "ACCESS_REFUSED",
    "refused_by_third_party": "ACCESS_REFUSED",
    "doorstep_only": "DOORSTEP",
    "unseen_child": "UNSEEN_CHILD",
    "seen_at_a_distance": "UNSEEN_CHILD",
    "left_before_being_seen": "LEFT_BEFORE_SEEN",
}


def by_duckdb(con, _):
    con.execute("create macro u(a, b, s) as (hash(a * 1000003 + b * 7919 + s * 104729) % 1000000007) / 1000000007.0")
    con.execute("""create macro child(since, until) as table select (4000000000 + i * 500 + hash(i) % 500)::bigint nhs_number, i,
        u(i, 0, 1) < 0.048 known_concern, least(0.9, -0.11 * ln(1 - u(i, 0, 2))) propensity, (u(i, 0, 4) * 220)::int provider,
        greatest(3, least(30, round(10 * pow(-ln(1 - u(i, 0, 3)), 0.55) + 0.8)))::int contacts from range(since, until) t(i)""")
    con.execute("""create macro contact(since, until) as table
      select nhs_number, timestamp '2023-07-01' + interval ((u(i, k, 5) * 1095)::int) day + interval (540 + 15 * (u(i, k, 6) * 32)::int) minute
          as scheduled_at, (hash(i * 100 + k) >> 1)::bigint event_id,
        'P' || lpad(((provider + case when u(i, k, 7) < 0.2 then (u(i, k, 8) * 220)::int else 0 end) % 220)::varchar, 3, '0') provider,
        case when u(i, k, 9) < 0.05 then 'CANCELLED_FAMILY' when u(i, k, 9) < 0.08 then 'CANCELLED_PROVIDER' when u(i, k, 10) < propensity then
          ['WNB', 'WNB', 'WNB', 'NO_ACCESS', 'ACCESS_REFUSED', 'DOORSTEP', 'UNSEEN_CHILD', 'LEFT_BEFORE_SEEN'][1 + (hash(i * 77 + k) % 8)::int]
          else 'SEEN' end outcome, 'S' || (hash(i * 13 + k * 31) % 12)::varchar service from child(since, until), range(30) r(k) where k < contacts""")


def by_synth(con, folder):
    made = f"{folder}/made-up"
    con.execute(f"""create macro child(since, until) as table select local_patient_id[2:]::bigint nhs_number, known_concern = 'yes' known_concern
        from '{made}/children.parquet' where local_patient_id[2:]::bigint between since + 1 and until""")
    con.execute(f"""create macro contact(since, until) as table select LocalPatientId[2:]::bigint nhs_number,
        CareContDate + CareContTime::time as scheduled_at, CareContactId[2:]::bigint event_id, OrgIDProv provider,
        map({list(CODES)}, {list(CODES.values())})[Outcome] outcome, TeamType service
        from '{made}/contacts*.parquet' where LocalPatientId[2:]::bigint between since + 1 and until""")


def main():
    maker, children, folder = {"duckdb": by_duckdb, "synth": by_synth}[sys.argv[1]], int(sys.argv[2]), pathlib.Path(sys.argv[3])
    (folder / "sorted").mkdir(parents=True)
    con = duckdb.connect()
    con.execute("set memory_limit = '4GB'")
    maker(con, folder)
    for number, since in enumerate(range(0, children, CHUNK)):
        rows = f"from contact({since}, {min(since + CHUNK, children)}) order by nhs_number, scheduled_at, event_id"
        con.execute(f"copy ({rows}) to '{folder}/sorted/{number:03}.parquet'")
    con.execute(f"copy (select nhs_number, known_concern from child(0, {children}) order by 1) to '{folder}/children.parquet'")
    if children <= CHUNK:
        for other in ("by-time", "csv"):
            (folder / other).mkdir()
        con.execute(f"copy (from '{folder}/sorted/*.parquet' order by scheduled_at, event_id) to '{folder}/by-time/000.parquet'")
        con.execute(f"copy (from '{folder}/sorted/*.parquet') to '{folder}/csv/000.csv'")
        con.execute(f"copy (from '{folder}/children.parquet') to '{folder}/children.csv'")


main()
