"""W1 in Polars. It trusts the order of the file, as the expert's query in DuckDB does, and finds where each window begins by searching in what
failed, with child and day in one number."""

import os

import shared

events, children, out, threads = shared.arguments()
os.environ["POLARS_MAX_THREADS"] = str(threads)

import polars as pl  # noqa: E402  It reads the number of threads when it is loaded.

AS_OF, since = pl.lit(shared.AS_OF), pl.lit(shared.AS_OF) - pl.duration(days=shared.WINDOW)
days, due = shared.calendar()
calendar = pl.LazyFrame({"d": days, "due5": due})
is_csv = children.endswith("csv")
read = pl.scan_csv(f"{events}/*", try_parse_dates=True) if is_csv else pl.scan_parquet(f"{events}/*")
base = read.select(
    "nhs_number",
    "provider",
    d=pl.col("scheduled_at").dt.date(),
    f=pl.col("outcome").is_in(shared.FAILED),
    s=pl.col("outcome") == "SEEN",
    cancelled=pl.col("outcome") == "CANCELLED_FAMILY",
).collect(engine="streaming").lazy().with_columns(g=pl.col("s").cum_sum()).set_sorted("nhs_number")

key = pl.col("nhs_number") * 100_000 + pl.col("d").dt.epoch("d")
starts = pl.col("key").search_sorted(pl.col("key") - shared.WINDOW, side="right")
failed = (
    base.filter("f")
    .join(calendar, on="d", how="left", maintain_order="left")
    .join(base.filter("s").select("nhs_number", g=pl.col("g") - 1, next_seen="d"), on=["nhs_number", "g"], how="left", maintain_order="left")
    .with_columns(key=key)
    .with_columns(roll=pl.int_range(pl.len()) - starts + 1)
)
runs = failed.group_by("nhs_number", "g").agg(len=pl.len(), due=pl.col("due5").min(), is_open=pl.col("next_seen").first().is_null())
of_runs = runs.group_by("nhs_number").agg(
    most_failed_in_a_row=pl.col("len").max(),
    failed_in_a_row=pl.col("len").filter("is_open").max(),
    follow_up_due_on=pl.col("due").filter("is_open").min(),
)
late = pl.col("d") > since
of_failed = failed.group_by("nhs_number").agg(
    failed=pl.len(),
    failed_in_window=(late & (pl.col("d") <= AS_OF)).sum(),
    most_failed_in_window=pl.col("roll").max(),
    reached_2_on=pl.col("d").filter(pl.col("roll") >= 2).min(),
    reached_3_on=pl.col("d").filter(pl.col("roll") >= 3).min(),
    not_seen_in_time=((pl.col("due5") < AS_OF) & (pl.col("next_seen").is_null() | (pl.col("next_seen") > pl.col("due5")))).sum(),
    failed_providers=pl.col("provider").filter(late).n_unique(),
)
of_all = base.group_by("nhs_number").agg(
    due=(pl.col("f") | pl.col("s")).sum(),
    last_seen_on=pl.col("d").filter("s").max(),
    cancelled_by_family_in_window=(pl.col("cancelled") & late).sum(),
)
known = pl.scan_csv(children) if is_csv else pl.scan_parquet(children)
counts = ["failed", "failed_in_window", "most_failed_in_window", "failed_in_a_row", "most_failed_in_a_row", "not_seen_in_time", "failed_providers"]
run = pl.col("failed_in_a_row").cast(pl.Int32)
figures = (
    of_all.join(of_failed, on="nhs_number", how="left")
    .join(of_runs, on="nhs_number", how="left")
    .join(known.select("nhs_number", "known_concern"), on="nhs_number")
    .with_columns(pl.col(counts).fill_null(0), overdue=(pl.col("follow_up_due_on") < AS_OF).fill_null(False))
    .with_columns(
        days_since_seen=(AS_OF - pl.col("last_seen_on")).dt.total_days(),
        state=pl.when(run == 0).then(0).otherwise((run + pl.col("known_concern")).clip(upper_bound=3) + pl.col("overdue")),
    )
    .drop("known_concern")
)
months = base.group_by("provider", month=pl.col("d").dt.truncate("1mo")).agg(due=(pl.col("f") | pl.col("s")).sum(), failed=pl.col("f").sum())
figures, months = pl.collect_all([figures, months.filter(pl.col("due") > 0)])
figures.write_parquet(f"{out}/children.parquet")
months.write_parquet(f"{out}/months.parquet")
