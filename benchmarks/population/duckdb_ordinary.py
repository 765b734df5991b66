"""W1 in DuckDB as one would write it: windows over each child. It needs no order in the file."""

from duck import AS_OF, FAILED, LATE, WINDOW, answer

answer(f"""with e as (select nhs_number, event_id, scheduled_at, scheduled_at::date d, provider, {FAILED} f, outcome = 'SEEN' s,
    outcome = 'CANCELLED_FAMILY' cf, due5 from events join cal on cal.d = scheduled_at::date),
  w as (select *, sum(s::int) over o g, min(case when s then d end) over (partition by nhs_number order by scheduled_at, event_id
      rows between 1 following and unbounded following) next_seen,
    count(*) filter (f) over (partition by nhs_number order by d range between {WINDOW} and current row) roll
    from e window o as (partition by nhs_number order by scheduled_at, event_id rows unbounded preceding)),
  runs as (select nhs_number, g, count(*) len, min(d) first_d from w where f group by all),
  longest as (select nhs_number, max(len) most_failed_in_a_row from runs group by 1),
  a as (select nhs_number, count(*) filter (f or s) due, count(*) filter (f) failed,
    count(*) filter (f and {LATE} and d <= {AS_OF}) failed_in_window, coalesce(max(roll) filter (f), 0) most_failed_in_window,
    min(d) filter (f and roll >= 2) reached_2_on, min(d) filter (f and roll >= 3) reached_3_on, max(d) filter (s) last_seen_on,
    count(*) filter (f and due5 < {AS_OF} and (next_seen is null or next_seen > due5)) not_seen_in_time,
    count(distinct provider) filter (f and {LATE}) failed_providers, count(*) filter (cf and {LATE}) cancelled, max(g) g from w group by 1),
  r as (select a.*, coalesce(current.len, 0) failed_in_a_row, coalesce(most_failed_in_a_row, 0) most_failed_in_a_row, cal.due5 follow_up_due_on,
    coalesce(cal.due5 < {AS_OF}, false) overdue, known_concern from a left join longest using (nhs_number)
    left join runs current on current.nhs_number = a.nhs_number and current.g = a.g left join cal on cal.d = current.first_d
    join child on child.nhs_number = a.nhs_number)""")
