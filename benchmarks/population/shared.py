"""What the peers share: their arguments, the words of the question, and the calendar.

Each peer is a program of its own: `python PEER.py EVENTS CHILDREN OUT THREADS` reads the files of the folder EVENTS and writes OUT/children.parquet and OUT/months.parquet with the columns
that `brought measures` writes under the plan w1.toml. docs/measures.md says what each of them means.
"""

import datetime
import json
import pathlib
import sys

AS_OF = datetime.date(2026, 6, 30)
WINDOW = 365
FAILED = ["WNB", "NO_ACCESS", "ACCESS_REFUSED", "DOORSTEP", "UNSEEN_CHILD", "LEFT_BEFORE_SEEN"]
HOLIDAYS = pathlib.Path(__file__).parents[2] / "crates/brought-calendar/data/bank-holidays.json"


def arguments():
    events, children, out, threads = sys.argv[1:]
    pathlib.Path(out).mkdir(parents=True)
    return events, children, out, int(threads)


def calendar():
    """Days, and the fifth working day after each, counted by hand."""
    events = json.loads(HOLIDAYS.read_text())["england-and-wales"]["events"]
    holidays = {datetime.date.fromisoformat(event["date"]) for event in events}
    days, due, day = [], [], datetime.date(2022, 1, 1)
    while day < datetime.date(2027, 12, 1):
        on, counted = day, 0
        while counted < 5:
            on += datetime.timedelta(1)
            counted += on.weekday() < 5 and on not in holidays
        days.append(day)
        due.append(on)
        day += datetime.timedelta(1)
    return days, due
