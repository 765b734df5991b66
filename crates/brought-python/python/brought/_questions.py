"""The questions. What is given is brought into one form here; everything else is worked out in `brought._brought`."""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from brought import _brought
from brought._answers import Population
from brought._brought import ArrowTable, Unusable

Moment = str | datetime.date | datetime.datetime
"""A day (the end of it), a local time of the United Kingdom, or an instant with its offset."""


def standing(
    chronology: str | os.PathLike[str] | Mapping[str, Any],
    policy: str | os.PathLike[str] = "no-access",
    *,
    as_of: Moment,
    nation: str | None = None,
) -> dict[str, Any]:
    """What a policy asks for, for one child, at one moment: as `brought standing --json` prints it.

    `chronology` is a chronology as docs/chronology-file.md describes it: a mapping, the text of it as JSON or TOML, or the path of a file.
    `policy` is the name of a shipped policy pack or the path of a pack's folder. `nation` says whose bank holidays count, when not the pack's.

    Raises `Unusable` when one of them cannot be used, with every slip and its place.
    """
    text, shown = _chronology(chronology)
    return json.loads(_brought.standing(text, shown, os.fspath(policy), _moment(as_of), nation))


def population(
    contacts: Any,
    policy: str | os.PathLike[str] = "no-access",
    *,
    as_of: Moment,
    mapping: str | os.PathLike[str] = "csds-care-contact",
    compare_with: str | os.PathLike[str] | None = None,
    provider_column: str | None = None,
    file_column: str | None = None,
    row_column: str | None = None,
    shared: bool = False,
    threads: int | None = None,
    memory_mb: int = 256,
) -> Population:
    """What a policy asks for everybody in a table of contacts: row for row what `standing` says of each.

    `contacts` is anything that gives Arrow: a table of pyarrow, Polars, DuckDB or pandas, or a reader of batches. Its rows stay where they are,
    in any order. Everything is taken as brought in at the moment `as_of`. `mapping` says what the columns mean: the name of a shipped map, or a file.
    `compare_with` is a second policy, asked about the same people. `provider_column` tells rates apart. `file_column` and `row_column` name columns that
    say where each row stood, for the table of problems. `threads` is the number of processors when not given; `memory_mb` is for putting rows in order.

    Raises `Unusable` when something that is given cannot be used, and `MachineTrouble` when the machine does not do what is asked.
    """
    asked = _asked(policy, compare_with, as_of, mapping, provider_column, threads, memory_mb)
    asked.update(file_column=file_column, row_column=row_column, shared=shared)
    tables, run, told = _brought.population(contacts, asked)
    return Population(**{"differences": None, **dict(tables)}, shared=told, run=json.loads(run))


def population_files(
    paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    out: str | os.PathLike[str],
    policy: str | os.PathLike[str] = "no-access",
    *,
    as_of: Moment,
    mapping: str | os.PathLike[str] = "csds-care-contact",
    compare_with: str | os.PathLike[str] | None = None,
    provider_column: str | None = None,
    format: str = "parquet",
    threads: int | None = None,
    memory_mb: int = 256,
) -> dict[str, int]:
    """Asks about everybody in CSV or Parquet files, or folders of them, and writes the tables into the folder `out`, as `brought population` does.

    For what is larger than memory. The folder must not be there yet; it is there whole at the end, or not at all. Returns the names of the tables
    with how many rows each has.

    Raises `Unusable` and `MachineTrouble` as `population` does.
    """
    paths = [paths] if isinstance(paths, (str, os.PathLike)) else list(paths)
    asked = _asked(policy, compare_with, as_of, mapping, provider_column, threads, memory_mb)
    return dict(_brought.population_files([os.fspath(path) for path in paths], os.fspath(out), format, asked))


def people(contacts: Any, *, as_of: Moment, mapping: str | os.PathLike[str] = "csds-care-contact") -> ArrowTable:
    """Whose each row of a table of contacts is, in the order of the rows: `person`, as the answers name people, and `digest`, as `shared` has it.

    Both are empty where nobody knows. Whoever parts a population over several machines parts it by this: docs/spark.md.

    Raises `Unusable` as `population` does.
    """
    return _brought.people(contacts, _asked((), None, as_of, mapping, None, 1, 256))


def columns(contacts: Any, *, mapping: str | os.PathLike[str] = "csds-care-contact", provider_column: str | None = None) -> list[str]:
    """Which columns of a table of contacts are read, in their order: those that the mapping uses, and the one that names the provider.

    The table may be without rows. Raises `Unusable` when a column that is needed is missing, or of a type that cannot be read.
    """
    return _brought.columns(contacts, _asked((), None, "2000-01-01", mapping, provider_column, 1, 256))


def policies() -> list[dict[str, str]]:
    """The policy packs that come with it: `id`, `version`, `title`, `publisher`, `in_force_from`, `digest`."""
    return json.loads(_brought.policies())


def policy_check(
    policy: str | os.PathLike[str], *, today: datetime.date | None = None, entries: int | None = None
) -> dict[str, Any]:
    """Whether a policy pack is sound, as `brought policy check` finds out: its citations, scenarios and dates, and every state that it can reach.

    `policy` is the name of a shipped pack or the path of a pack's folder. `today` is the day on which a date counts as past, today when not given.
    `entries` says how long the chronologies are that are searched; without it, as long as `--quick` searches. In what comes back, `passes` says
    whether it is sound, and `problems` what is wrong and where, a finding of the search with the shortest story that shows it.

    Raises `Unusable` when there is no such pack.
    """
    day = today or datetime.date.today()
    return json.loads(_brought.policy_check(os.fspath(policy), day.isoformat(), entries))


def _asked(
    policy: Any, compare_with: Any, as_of: Moment, mapping: Any, provider_column: str | None, threads: int | None, memory_mb: int
) -> dict[str, Any]:
    if threads is not None and not 1 <= threads <= 1024:
        raise Unusable(f"threads: {threads} is no number of threads. Give one from 1 to 1024, or none")
    if not 1 <= memory_mb <= 1_000_000:
        raise Unusable(f"memory_mb: {memory_mb} is no number of megabytes. Give one from 1 to 1000000")
    named = () if policy == () else (policy,) if compare_with is None else (policy, compare_with)
    return {
        "policies": [os.fspath(name) for name in named],
        "as_of": _moment(as_of),
        "mapping": os.fspath(mapping),
        "provider_column": provider_column,
        "threads": threads,
        "memory": memory_mb,
        "file_column": None,
        "row_column": None,
        "shared": False,
    }


def _moment(moment: Moment) -> str:
    if isinstance(moment, str):
        return moment
    if isinstance(moment, datetime.date):
        return moment.isoformat()
    raise Unusable(f"as_of: a {type(moment).__name__} is not a moment. Give a day, a UK local time, or an instant with its offset")


def _chronology(given: str | os.PathLike[str] | Mapping[str, Any]) -> tuple[str, str]:
    """The text of a chronology, and what it is called in messages."""
    if isinstance(given, Mapping):
        return json.dumps(given), "the chronology"
    if isinstance(given, str) and ("\n" in given or given.lstrip().startswith("{")):
        return given, "the chronology"
    path = Path(given)
    try:
        return path.read_text(encoding="utf-8-sig"), str(path)
    except (OSError, UnicodeDecodeError) as problem:
        raise Unusable(f"{path} could not be read as a chronology: {problem}. Give the path of a file in UTF-8, its text, or a mapping") from problem
