"""Running a query of W1 in DuckDB."""

import pathlib

import duckdb
import shared

AS_OF = f"date '{shared.AS_OF}'"
FAILED = f"outcome in {tuple(shared.FAILED)}"
# Failed contacts that lie in the window that ends with the day asked about, or after it.
LATE = f"d > {AS_OF} - {shared.WINDOW}"
WINDOW = f"interval {shared.WINDOW - 1} day preceding"


def answer(query):
    """Writes what the query makes of the columns `r` has for each child, and the months."""
    events, children, out, threads = shared.arguments()
    con = duckdb.connect()
    con.execute(f"set threads = {threads}; set preserve_insertion_order = true; set memory_limit = '12GB'")
    # From a file: it takes less memory than a table.
    days, due = shared.calendar()
    con.execute(f"copy (select unnest(?) d, unnest(?) due5) to '{out}/calendar.parquet'", [days, due])
    con.execute(f"create view cal as select * from '{out}/calendar.parquet'")
    con.execute(f"create view events as select * from '{events}/*{pathlib.Path(children).suffix}'; create view child as select * from '{children}'")
    con.execute(f"""copy ({query} select nhs_number, due::int due, failed::int failed, failed_in_window::int failed_in_window,
        most_failed_in_window::int most_failed_in_window, failed_in_a_row::int failed_in_a_row, most_failed_in_a_row::int most_failed_in_a_row,
        last_seen_on, ({AS_OF} - last_seen_on)::int days_since_seen, follow_up_due_on, overdue, not_seen_in_time::int not_seen_in_time,
        failed_providers::int failed_providers, cancelled::int cancelled_by_family_in_window,
        (case when failed_in_a_row = 0 then 0 else least(failed_in_a_row + known_concern::int, 3) + overdue::int end)::int state,
        reached_2_on, reached_3_on from r) to '{out}/children.parquet'""")
    con.execute(f"""copy (select provider, date_trunc('month', scheduled_at)::date as month, count(*) filter ({FAILED} or outcome = 'SEEN') due,
        count(*) filter ({FAILED}) failed from events group by all having due > 0) to '{out}/months.parquet'""")
