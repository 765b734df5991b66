"""Control charts: of one measure, and of the rates of a population."""

from __future__ import annotations

import csv
import datetime
import math
from pathlib import Path

import brought
import duckdb
import polars as pl
import pyarrow as pa
import pytest

EXPECTED = Path(__file__).parents[2] / "brought-statistics/tests/expected/plot-the-dots.csv"
EIGHTEEN = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]


def month(number: int) -> datetime.date:
    return datetime.date(2024 + number // 12, number % 12 + 1, 1)


def rates(*, failed: list[int], due: list[int], provider: str | None = "RXX", first: int = 0) -> pa.Table:
    months = [month(first + number) for number in range(len(failed))]
    return pa.table({
        "month": pa.array(months, pa.date32()),
        "provider": pa.array([provider] * len(months), pa.string()),
        "failed": failed,
        "due": due,
    })


def test_one_measure_is_charted_as_by_the_package() -> None:
    with EXPECTED.open() as lines:
        rows = [row for row in csv.DictReader(lines) if (row["scenario"], row["org_code"]) == ("rate_decrease", "RGP")]
    chart = brought.control_chart([float(row["y"]) for row in rows])
    for point, row in zip(chart["points"], rows, strict=True):
        for ours, theirs in (("centre", "mean_col"), ("lower", "lpl"), ("upper", "upl")):
            assert math.isclose(point[ours], float(row[theirs]), rel_tol=1e-13)
        assert (point["signal"] is None) == (row["special_cause_type"] == "Common Cause")


def test_what_comes_back_says_what_the_chart_says() -> None:
    chart = brought.control_chart([*EIGHTEEN[:4], *EIGHTEEN[5:], 10], labels=range(1, 19), target=0)
    assert (chart["latest"], chart["since"], chart["assurance"]) == ("concern", 17, "chance")
    assert chart["words"].startswith("Higher than usual in 18, for the worse: this is unlikely to be chance.")
    assert chart["stretches"] == [{"from": 0, "until": 18, "limits_rest_on": 18, "on_trial": False}]
    assert brought.control_chart(EIGHTEEN, screen_outliers=False)["points"][0]["upper"] == pytest.approx(6.95, abs=0.005)


def test_shares_have_limits_by_how_much_was_counted() -> None:
    chart = brought.control_chart([14, 12, 15], of=[52, 64, 70], kind="p")
    widths = [point["upper"] - point["lower"] for point in chart["points"]]
    assert widths == sorted(widths, reverse=True)
    assert chart["points"][0]["value"] == 14 / 52
    assert brought.control_chart([14, 12, 15], of=[52, 64, 70])["points"][0]["value"] == 14 / 52


def test_rates_are_charted_for_each_provider() -> None:
    steady = rates(failed=[10, 12] * 9, due=[100] * 18)
    rising = rates(failed=[10, 12] * 8 + [40, 41], due=[100] * 18, provider="RYY")
    given = pa.concat_tables([steady, rising])
    for table in (given, pl.from_arrow(given), duckdb.arrow(given)):
        answers = brought.control_charts(table)
        charts = pa.table(answers.charts).to_pylist()
        assert [(chart["provider"], chart["latest"], chart["since"]) for chart in charts] == [
            ("RXX", "may_be_chance", None),
            ("RYY", "concern", month(16)),
        ]
        assert charts[1]["words"] == "Higher than usual since May 2025, for the worse: this is unlikely to be chance."
        assert len(answers.points) == 36
    whole = brought.control_charts(given, by=None, kind="p_prime")
    assert pa.table(whole.points).column("due").to_pylist() == [200] * 18
    assert pa.table(whole.charts).column_names[0] == "months"


def test_months_that_say_nothing_are_left_out_and_told() -> None:
    given = pa.concat_tables([rates(failed=[1, 0, 2], due=[10, 0, 10]), rates(failed=[1, 9], due=[10, 9], first=5)])
    (chart,) = pa.table(brought.control_charts(given, until=month(6)).charts).to_pylist()
    assert (chart["months"], chart["months_without_due"], chart["months_missing"]) == (3, 1, 2)
    assert chart["on_trial"]
    (chart,) = pa.table(brought.control_charts(given, until=datetime.date(2024, 7, 31)).charts).to_pylist()
    assert chart["months"] == 4
    assert len(brought.control_charts(rates(failed=[0], due=[0])).charts) == 0


def test_limits_begin_anew_where_something_changed() -> None:
    given = rates(failed=[10, 12] * 7 + [40, 42] * 7, due=[100] * 28)
    parted = brought.control_charts(given, new_limits_from=[month(14)])
    assert set(pa.table(parted.points).column("meaning").to_pylist()) == {"may_be_chance"}
    assert pa.table(parted.charts).column("limits_rest_on").to_pylist() == [14]
    beyond = brought.control_charts(given, new_limits_from=["2030-01-01", "2020-01-01"])
    assert pa.table(beyond.charts).column("limits_rest_on").to_pylist() == [28]


def test_rates_of_a_population_go_straight_in(contacts: pa.Table) -> None:
    answers = brought.population(contacts, as_of="2026-06-30", provider_column="OrgIDProv")
    charted = brought.control_charts(answers.rates, until="2026-06-30")
    assert len(charted.charts) > 1
    two = brought.population(contacts, compare_with="shropshire", as_of="2026-06-30", provider_column="OrgIDProv")
    with pytest.raises(brought.Unusable, match="those of 2 policies"):
        brought.control_charts(two.rates)
    assert len(brought.control_charts(two.rates, by="pack").charts) == 2


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"values": []}, "the values: there are no values"),
        ({"values": [1.0, float("nan")]}, "value 2 is NaN"),
        ({"values": [1.0, None]}, "value 2: None is no number"),
        ({"values": [1.0, "2"]}, "value 2: '2' is no number"),
        ({"values": [1], "kind": "c"}, "kind: c is no kind of chart. Give `xmr`, `p` or `p_prime`"),
        ({"values": [1], "better": "up"}, "better: up is no direction"),
        ({"values": [1], "kind": "p"}, "of: a chart of shares needs out of how many"),
        ({"values": [1, 2], "of": [3], "kind": "p"}, "of: there are 2 values and 1 numbers"),
        ({"values": [1.5], "of": [3]}, "value 1 is 1.5. With `of`, give how many were counted"),
        ({"values": [4], "of": [3]}, "the values: value 1: 4 of 3 is no share"),
        ({"values": [0], "of": [0]}, "value 1: a share of nothing is none"),
        ({"values": [1], "of": [2.5]}, "of: 2.5 is no whole number"),
        ({"values": [1, 2], "new_limits_at": [2]}, "new limits cannot begin at value 3"),
        ({"values": [1, 2], "limits_from_first": 3}, "Name at least 12"),
    ],
)
def test_what_cannot_be_charted_is_told(asked: dict, told: str) -> None:
    values = asked.pop("values")
    with pytest.raises(brought.Unusable) as problem:
        brought.control_chart(values, **asked)
    assert told in str(problem.value)


def test_rates_that_cannot_be_charted_are_told() -> None:
    good = rates(failed=[1, 2], due=[10, 10])
    for given, told in [
        (3, "the rates: a int holds no table of Arrow"),
        (good.drop_columns(["due"]), "there is no column `due`. The columns are: `month`, `provider`, `failed`"),
        (good.set_column(2, "failed", pa.array([1.0, 2.0])), "the column `failed` holds Float64. Make it whole numbers"),
        (good.set_column(2, "failed", pa.array([1, None])), "`failed` of row 2 is not a number of contacts"),
        (good.set_column(2, "failed", pa.array([1, 11])), "RXX, 2024-02-01: 11 of 10 is no share"),
        (good.set_column(0, "month", pa.array(["2024-01", "2024-02"])), "the column `month` holds Utf8. Make it dates"),
        (good.set_column(0, "month", pa.array([month(0), datetime.date(2024, 2, 2)])), "`month` of row 2 is not the first day of a month"),
    ]:
        with pytest.raises(brought.Unusable) as problem:
            brought.control_charts(given)
        assert told in str(problem.value)
    with pytest.raises(brought.Unusable, match="until: June is no day"):
        brought.control_charts(good, until="June")
    with pytest.raises(brought.Unusable, match="there is no column `trust`"):
        brought.control_charts(good, by="trust")
