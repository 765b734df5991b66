"""The figures of docs/measures.md worked out by DuckDB, to compare sums and time with `brought measures`.

    pip install duckdb
    python measures_in_duckdb.py make 1000000 FOLDER       a made-up population, in the order of the children, in that of time, and as CSV
    python measures_in_duckdb.py expert FOLDER [FILE]      the quickest query we know; it trusts the order of the file
    python measures_in_duckdb.py ordinary FOLDER [FILE]    windows over each child, as one would write it

Each query writes two Parquet files into the folder, then prints processor seconds, peak memory and the sum of every column, in the order in which
`brought measures --checksum` has them. FILE is events.parquet when not given. One thread; THREADS=2 in the environment for two.
"""

import datetime
import json
import os
import pathlib
import resource
import sys

import duckdb

AS_OF = "date '2026-06-30'"
WINDOW = 365
FAILED = "outcome in ('WNB', 'NO_ACCESS', 'ACCESS_REFUSED', 'DOORSTEP', 'UNSEEN_CHILD', 'LEFT_BEFORE_SEEN')"
HOLIDAYS = pathlib.Path(__file__).parents[2] / "brought-calendar/data/bank-holidays.json"


def make(con, children, folder):
    con.execute("create macro u(a, b, s) as (hash(a * 1000003 + b * 7919 + s * 104729) % 1000000007) / 1000000007.0")
    con.execute(f"""create table child as select (4000000000 + i * 2500 + hash(i) % 2500)::bigint nhs_number, i, u(i, 0, 1) < 0.048 known_concern,
        least(0.9, -0.11 * ln(1 - u(i, 0, 2))) propensity, (u(i, 0, 4) * 220)::int provider,
        greatest(3, least(30, round(10 * pow(-ln(1 - u(i, 0, 3)), 0.55) + 0.8)))::int contacts from range({children}) t(i)""")
    for ending in ("parquet", "csv"):
        con.execute(f"copy (select nhs_number, known_concern from child order by nhs_number) to '{folder}/children.{ending}'")
    rows = """select nhs_number, timestamp '2023-07-01' + interval ((u(i, k, 5) * 1095)::int) day + interval (540 + 15 * (u(i, k, 6) * 32)::int) minute
          as scheduled_at, (hash(i * 100 + k) >> 1)::bigint event_id,
        'P' || lpad(((provider + case when u(i, k, 7) < 0.2 then (u(i, k, 8) * 220)::int else 0 end) % 220)::varchar, 3, '0') provider,
        case when u(i, k, 9) < 0.05 then 'CANCELLED_FAMILY' when u(i, k, 9) < 0.08 then 'CANCELLED_PROVIDER' when u(i, k, 10) < propensity then
          ['WNB', 'WNB', 'WNB', 'NO_ACCESS', 'ACCESS_REFUSED', 'DOORSTEP', 'UNSEEN_CHILD', 'LEFT_BEFORE_SEEN'][1 + (hash(i * 77 + k) % 8)::int]
          else 'SEEN' end outcome, 'S' || (hash(i * 13 + k * 31) % 12)::varchar service from child, range(30) r(k) where k < contacts"""
    con.execute(f"copy ({rows} order by nhs_number, scheduled_at, event_id) to '{folder}/events.parquet'")
    con.execute(f"copy (select * from '{folder}/events.parquet') to '{folder}/events.csv'")
    con.execute(f"copy (select * from '{folder}/events.parquet' order by scheduled_at, event_id) to '{folder}/events_time.parquet'")


def calendar(con, folder):
    """The fifth working day after each day, counted by hand. DuckDB needs less memory when it comes from a file."""
    events = json.loads(HOLIDAYS.read_text())["england-and-wales"]["events"]
    holidays = {datetime.date.fromisoformat(event["date"]) for event in events}
    rows, day = [], datetime.date(2022, 1, 1)
    while day < datetime.date(2027, 12, 31):
        due, counted = day, 0
        while counted < 5:
            due += datetime.timedelta(1)
            counted += due.weekday() < 5 and due not in holidays
        rows.append((day, due))
        day += datetime.timedelta(1)
    con.execute("create temp table days(d date, due5 date)")
    con.executemany("insert into days values (?, ?)", rows)
    con.execute(f"copy days to '{folder}/calendar.parquet'")
    con.execute(f"create view cal as select * from '{folder}/calendar.parquet'")


def ordinary(events, children):
    return f"""with e as (select nhs_number, event_id, scheduled_at, scheduled_at::date d, provider, ({FAILED}) f, outcome = 'SEEN' s,
        outcome = 'CANCELLED_FAMILY' cf, due5 from {events} join cal on cal.d = scheduled_at::date),
      w as (select *, sum(s::int) over o g, min(case when s then d end) over (partition by nhs_number order by scheduled_at, event_id
          rows between 1 following and unbounded following) next_seen, count(*) filter (f) over (partition by nhs_number order by d
          range between interval {WINDOW - 1} day preceding and current row) roll
        from e window o as (partition by nhs_number order by scheduled_at, event_id rows unbounded preceding)),
      st as (select nhs_number, g, count(*) len, min(d) first_d from w where f group by all),
      longest as (select nhs_number, max(len) streak_max from st group by 1),
      a as (select nhs_number, count(*) filter (f or s) n_due, count(*) filter (f) fc_total,
        count(*) filter (f and d > {AS_OF} - {WINDOW} and d <= {AS_OF}) fc_365, coalesce(max(roll) filter (f), 0) fc_365_max,
        min(d) filter (f and roll >= 2) fc2, min(d) filter (f and roll >= 3) fc3, max(d) filter (s) last_seen,
        count(*) filter (f and due5 < {AS_OF} and (next_seen is null or next_seen > due5)) breaches,
        count(distinct provider) filter (f and d > {AS_OF} - {WINDOW}) fc_providers, count(*) filter (cf and d > {AS_OF} - {WINDOW}) canc, max(g) g
        from w group by 1),
      r as (select a.*, coalesce(cur.len, 0) streak_cur, coalesce(streak_max, 0) streak_max, cal.due5 open_due,
        coalesce(cal.due5 < {AS_OF}, false) overdue, known_concern from a left join longest using (nhs_number)
        left join st cur on cur.nhs_number = a.nhs_number and cur.g = a.g left join cal on cal.d = cur.first_d
        join {children} c on c.nhs_number = a.nhs_number)"""


def expert(events, children):
    return f"""with b as (select nhs_number, scheduled_at::date d, provider, ({FAILED}) f, outcome = 'SEEN' s, outcome = 'CANCELLED_FAMILY' cf,
        sum((outcome = 'SEEN')::int) over (rows unbounded preceding) g from {events}),
      failed as materialized (select * from b where f),
      seen as (select g, nhs_number, d from b where s),
      fw as (select failed.nhs_number, failed.d, failed.g, failed.provider, cal.due5, seen.d next_seen, count(*) over (partition by failed.nhs_number
          order by failed.d range between interval {WINDOW - 1} day preceding and current row) roll
        from failed join cal on cal.d = failed.d left join seen on seen.g = failed.g + 1 and seen.nhs_number = failed.nhs_number),
      st as (select nhs_number, g, count(*) len, min(due5) due, any_value(next_seen is null) is_open from fw group by all),
      fa as (select nhs_number, count(*) fc_total, count(*) filter (d > {AS_OF} - {WINDOW} and d <= {AS_OF}) fc_365, max(roll) fc_365_max,
        min(d) filter (roll >= 2) fc2, min(d) filter (roll >= 3) fc3,
        count(*) filter (due5 < {AS_OF} and (next_seen is null or next_seen > due5)) breaches,
        count(distinct provider) filter (d > {AS_OF} - {WINDOW}) fc_providers from fw group by 1),
      sa as (select nhs_number, max(len) streak_max, max(len) filter (is_open) streak_cur, min(due) filter (is_open) open_due from st group by 1),
      a as (select nhs_number, count(*) filter (f or s) n_due, max(d) filter (s) last_seen,
        count(*) filter (cf and d > {AS_OF} - {WINDOW}) canc from b group by 1),
      r as (select a.nhs_number, n_due, coalesce(fc_total, 0) fc_total, coalesce(fc_365, 0) fc_365, coalesce(fc_365_max, 0) fc_365_max,
        coalesce(streak_cur, 0) streak_cur, coalesce(streak_max, 0) streak_max, fc2, fc3, last_seen, open_due,
        coalesce(open_due < {AS_OF}, false) overdue, coalesce(breaches, 0) breaches, coalesce(fc_providers, 0) fc_providers, canc, known_concern
        from a left join fa using (nhs_number) left join sa using (nhs_number) join {children} c on c.nhs_number = a.nhs_number)"""


def main():
    what, folder = sys.argv[1], sys.argv[-1] if sys.argv[1] == "make" else sys.argv[2]
    con = duckdb.connect()
    con.execute(f"set threads = {os.environ.get('THREADS', '1')}; set preserve_insertion_order = true; set memory_limit = '12GB'")
    if what == "make":
        return make(con, int(sys.argv[2]), folder)
    name = sys.argv[3] if len(sys.argv) > 3 else "events.parquet"
    events, children = f"'{folder}/{name}'", f"'{folder}/children.parquet'"
    calendar(con, folder)
    query = {"ordinary": ordinary, "expert": expert}[what](events, children)
    con.execute(f"""copy ({query} select nhs_number, n_due::int n_due, fc_total::int fc_total, fc_365::int fc_365, fc_365_max::int fc_365_max,
        streak_cur::int streak_cur, streak_max::int streak_max, fc2, fc3, last_seen, ({AS_OF} - last_seen)::int days_since_seen, open_due, overdue,
        breaches::int breaches, fc_providers::int fc_providers, canc::int canc,
        (case when streak_cur = 0 then 0 else least(streak_cur + known_concern::int, 3) + overdue::int end)::int state from r)
      to '{folder}/duckdb-children.parquet'""")
    con.execute(f"""copy (select provider, date_trunc('month', scheduled_at)::date m, count(*) filter ({FAILED} or outcome = 'SEEN') n_due,
        count(*) filter ({FAILED}) n_failed from {events} group by all having n_due > 0) to '{folder}/duckdb-months.parquet'""")
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(f"{what}: {used.ru_utime + used.ru_stime:.2f} s, {used.ru_maxrss // 1024} MB", file=sys.stderr)
    zero = "date '1970-01-01'"
    print(con.execute(f"""select count(*), sum(nhs_number), sum(n_due), sum(fc_total), sum(fc_365), sum(fc_365_max), sum(streak_cur), sum(streak_max),
        sum(last_seen - {zero}), sum(days_since_seen), sum(open_due - {zero}), sum(overdue::int), sum(breaches), sum(fc_providers), sum(canc), sum(state),
        sum(fc2 - {zero}), sum(fc3 - {zero}) from '{folder}/duckdb-children.parquet'""").fetchone())
    print(con.execute(f"select count(*), sum(m - {zero}), sum(n_due), sum(n_failed) from '{folder}/duckdb-months.parquet'").fetchone())


main()
