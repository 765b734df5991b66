"""W1 in DataFusion: the expert's query of DuckDB, over a file of which DataFusion is told that it is in order. What failed is kept in memory,
because DataFusion works out a table that is named twice twice."""

import datafusion
import pyarrow
import shared

events, children, out, threads = shared.arguments()
con = datafusion.SessionContext(datafusion.SessionConfig().with_target_partitions(threads))
con.sql(f"create external table events stored as parquet with order (nhs_number, scheduled_at, event_id) location '{events}/'")
con.register_parquet("child", children)
days, due = shared.calendar()
con.register_record_batches("cal", [pyarrow.table({"d": days, "due5": due}).to_batches()])

AS_OF = f"date '{shared.AS_OF}'"
LATE = f"d > {AS_OF} - interval '{shared.WINDOW} days'"
WINDOW = f"interval '{shared.WINDOW - 1} days' preceding"
COUNTS = ["failed", "failed_in_window", "most_failed_in_window", "failed_in_a_row", "most_failed_in_a_row", "not_seen_in_time", "failed_providers"]


def keep(name, query):
    con.register_table(name, con.sql(query).cache())


keep("b", f"""select nhs_number, cast(scheduled_at as date) d, provider, outcome in {tuple(shared.FAILED)} f, outcome = 'SEEN' s,
    outcome = 'CANCELLED_FAMILY' cf, sum(case when outcome = 'SEEN' then 1 else 0 end)
      over (order by nhs_number, scheduled_at, event_id rows unbounded preceding) g from events""")
keep("fw", f"""select w.*, count(*) over (partition by nhs_number order by d range between {WINDOW} and current row) roll from
    (select x.nhs_number, x.d, x.g, x.provider, cal.due5, seen.d next_seen from (select * from b where f) x join cal on cal.d = x.d
      left join (select g, nhs_number, d from b where s) seen on seen.g = x.g + 1 and seen.nhs_number = x.nhs_number) w""")
con.sql(f"""with runs as (select nhs_number, g, count(*) len, min(due5) due, min(next_seen) is null is_open from fw group by nhs_number, g),
  providers as (select nhs_number, count(distinct provider) failed_providers from fw where {LATE} group by nhs_number),
  fa as (select nhs_number, count(*) failed, count(*) filter (where {LATE} and d <= {AS_OF}) failed_in_window, max(roll) most_failed_in_window,
    min(d) filter (where roll >= 2) reached_2_on, min(d) filter (where roll >= 3) reached_3_on,
    count(*) filter (where due5 < {AS_OF} and (next_seen is null or next_seen > due5)) not_seen_in_time from fw group by nhs_number),
  ra as (select nhs_number, max(len) most_failed_in_a_row, max(len) filter (where is_open) failed_in_a_row,
    min(due) filter (where is_open) follow_up_due_on from runs group by nhs_number),
  a as (select nhs_number, count(*) filter (where f or s) due, max(d) filter (where s) last_seen_on, count(*) filter (where cf and {LATE})
    cancelled_by_family_in_window from b group by nhs_number),
  r as (select a.nhs_number, a.due, last_seen_on, cancelled_by_family_in_window, follow_up_due_on, reached_2_on, reached_3_on,
    {', '.join(f'coalesce({name}, 0) {name}' for name in COUNTS)}, coalesce(follow_up_due_on < {AS_OF}, false) overdue, known_concern
    from a left join fa on fa.nhs_number = a.nhs_number left join ra on ra.nhs_number = a.nhs_number
    left join providers on providers.nhs_number = a.nhs_number join child on child.nhs_number = a.nhs_number)
  select nhs_number, due, {', '.join(COUNTS)}, last_seen_on, cast({AS_OF} as int) - cast(last_seen_on as int) days_since_seen, follow_up_due_on,
    overdue, cancelled_by_family_in_window, reached_2_on, reached_3_on,
    case when failed_in_a_row = 0 then 0 else least(failed_in_a_row + cast(known_concern as int), 3) + cast(overdue as int) end state
  from r""").write_parquet(f"{out}/children.parquet")
con.sql("""select provider, cast(date_trunc('month', d) as date) as month, count(*) filter (where f or s) due, count(*) filter (where f) failed from b
  group by 1, 2 having count(*) filter (where f or s) > 0""").write_parquet(f"{out}/months.parquet")
