"""Control charts: whether a figure has changed, or only moves as it always did."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from brought import _brought
from brought._brought import ArrowTable, Unusable

Kind = Literal["xmr", "p", "p_prime"]
"""Individual values and moving ranges; shares, with limits by how much was counted; shares that vary more than by chance."""

Better = Literal["lower", "higher", "neither"]
"""In which direction the figure gets better."""

Day = str | datetime.date
"""A day, or the text of one: 2026-03-01."""


@dataclass(frozen=True)
class ControlCharts:
    """Control charts of the rates of a population. docs/measures.md says what the columns mean."""

    points: ArrowTable
    """A row for each month of each chart: the share that failed, the lines it is held against, and what it means."""
    charts: ArrowTable
    """A row for each chart: what it says at its end, in codes and in words, and which months it lacks."""


def control_chart(
    values: Iterable[float],
    *,
    of: Iterable[int] | None = None,
    kind: Kind = "xmr",
    labels: Iterable[object] = (),
    better: Better = "lower",
    target: float | None = None,
    new_limits_at: Iterable[int] = (),
    limits_from_first: int | None = None,
    screen_outliers: bool = True,
) -> dict[str, Any]:
    """A control chart of one measure, worked out as NHS England's "Making Data Count" charts are.

    `values` are taken at even distances, the oldest first. With `of`, they are counts, each out of so many, and their shares are charted. `labels` are
    what the values are called, such as months. `better` and `target` say what is wanted, the target in the unit of what is charted. Limits are worked
    out anew from the places in `new_limits_at` on, counted from 0, and rest on the first `limits_from_first` values of each stretch, of which there
    are at least 12, or on all. `screen_outliers` leaves steps between neighbours out that are too large for chance, once.

    In what comes back, `points` has a row for each value, and `words` says what the chart says at its end.

    Raises `Unusable` when they cannot be charted.
    """
    asked = _asked(kind, better, target, new_limits_at, limits_from_first, screen_outliers)
    counted = None if of is None else [_whole("of", count) for count in of]
    numbers = [_number(place, value) for place, value in enumerate(values, 1)]
    return json.loads(_brought.control_chart(numbers, counted, [str(label) for label in labels], asked))


def control_charts(
    rates: Any,
    *,
    by: str | None = "provider",
    kind: Kind = "xmr",
    better: Better = "lower",
    target: float | None = None,
    new_limits_from: Iterable[Day] = (),
    limits_from_first: int | None = None,
    screen_outliers: bool = True,
    until: Day | None = None,
) -> ControlCharts:
    """Control charts of the share of contacts that failed, by month, from the `rates` of a population: a chart for each value of the column `by`.

    `rates` is anything that gives Arrow with the columns `month` (its first day), `failed`, `due` and that of `by`; without `by`, everything is one chart.
    Months that end after the day `until` are left out: the one that is not over yet says little. Limits are worked out anew from the first
    month on that does not begin before a day of `new_limits_from`. The others are as for `control_chart`; `target` is a share, such as 0.1.

    Raises `Unusable` when they cannot be charted.
    """
    asked = _asked(kind, better, target, (), limits_from_first, screen_outliers)
    of_rates = {
        "by": by,
        "new_limits_from": [_day("new_limits_from", day) for day in new_limits_from],
        "until": None if until is None else _day("until", until),
    }
    points, charts = _brought.control_charts(rates, asked, of_rates)
    return ControlCharts(points=points, charts=charts)


def _asked(
    kind: Kind,
    better: Better,
    target: float | None,
    new_limits_at: Iterable[int],
    limits_from_first: int | None,
    screen_outliers: bool,
) -> dict[str, Any]:
    return {
        "kind": kind,
        "better": better,
        "target": None if target is None else _number("target", target),
        "new_limits_at": [_whole("new_limits_at", place) for place in new_limits_at],
        "limits_from_first": None if limits_from_first is None else _whole("limits_from_first", limits_from_first),
        "screen_outliers": screen_outliers,
    }


def _number(what: str | int, value: Any) -> float:
    shown = f"value {what}" if isinstance(what, int) else what
    if isinstance(value, (str, bytes)) or value is None:
        raise Unusable(f"{shown}: {value!r} is no number. Leave out what is missing")
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError) as problem:
        raise Unusable(f"{shown}: {value!r} is no number. Leave out what is missing") from problem


def _whole(what: str, value: Any) -> int:
    try:
        whole = int(value)
    except (TypeError, ValueError, OverflowError) as problem:
        raise Unusable(f"{what}: {value!r} is no whole number") from problem
    if isinstance(value, str) or whole != value or not 0 <= whole < 2**53:
        raise Unusable(f"{what}: {value!r} is no whole number from 0 on")
    return whole


def _day(what: str, day: Day) -> str:
    if isinstance(day, datetime.datetime):
        raise Unusable(f"{what}: give a day, without a time")
    return day.isoformat() if isinstance(day, datetime.date) else str(day)
