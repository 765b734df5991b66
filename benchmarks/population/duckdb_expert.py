"""W1 in DuckDB, the quickest way that we know: it trusts the order of the file, numbers the times that anybody was seen in one window over all
rows, and joins what failed to the time after it."""

from duck import AS_OF, FAILED, LATE, WINDOW, answer

answer(f"""with b as (select nhs_number, scheduled_at::date d, provider, {FAILED} f, outcome = 'SEEN' s, outcome = 'CANCELLED_FAMILY' cf,
    sum((outcome = 'SEEN')::int) over (rows unbounded preceding) g from events),
  failed as materialized (select * from b where f),
  seen as (select g, nhs_number, d from b where s),
  fw as (select failed.nhs_number, failed.d, failed.g, failed.provider, cal.due5, seen.d next_seen,
    count(*) over (partition by failed.nhs_number order by failed.d range between {WINDOW} and current row) roll
    from failed join cal on cal.d = failed.d left join seen on seen.g = failed.g + 1 and seen.nhs_number = failed.nhs_number),
  runs as (select nhs_number, g, count(*) len, min(due5) due, any_value(next_seen is null) is_open from fw group by all),
  fa as (select nhs_number, count(*) failed, count(*) filter ({LATE} and d <= {AS_OF}) failed_in_window, max(roll) most_failed_in_window,
    min(d) filter (roll >= 2) reached_2_on, min(d) filter (roll >= 3) reached_3_on,
    count(*) filter (due5 < {AS_OF} and (next_seen is null or next_seen > due5)) not_seen_in_time,
    count(distinct provider) filter ({LATE}) failed_providers from fw group by 1),
  ra as (select nhs_number, max(len) most_failed_in_a_row, max(len) filter (is_open) failed_in_a_row, min(due) filter (is_open) follow_up_due_on
    from runs group by 1),
  a as (select nhs_number, count(*) filter (f or s) due, max(d) filter (s) last_seen_on, count(*) filter (cf and {LATE}) cancelled from b group by 1),
  r as (select a.nhs_number, due, coalesce(failed, 0) failed, coalesce(failed_in_window, 0) failed_in_window,
    coalesce(most_failed_in_window, 0) most_failed_in_window, coalesce(failed_in_a_row, 0) failed_in_a_row,
    coalesce(most_failed_in_a_row, 0) most_failed_in_a_row, reached_2_on, reached_3_on, last_seen_on, follow_up_due_on,
    coalesce(follow_up_due_on < {AS_OF}, false) overdue, coalesce(not_seen_in_time, 0) not_seen_in_time,
    coalesce(failed_providers, 0) failed_providers, cancelled, known_concern
    from a left join fa using (nhs_number) left join ra using (nhs_number) join child on child.nhs_number = a.nhs_number)""")
