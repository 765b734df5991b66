"""What comes of asking about everybody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from brought._brought import ArrowTable


@dataclass(frozen=True)
class Population:
    """What a policy asks for everybody. docs/whole-populations.md says what the columns mean.

    Every table gives Arrow: `pyarrow.table(it)`, `polars.DataFrame(it)`, `duckdb.arrow(it)`.
    """

    follow_ups: ArrowTable
    """A row for each follow-up."""
    obligations: ArrowTable
    """A row for each thing that is or was asked."""
    patterns: ArrowTable
    """A row for each pattern found."""
    rates: ArrowTable
    """A row for each month, provider and service: contacts, those due, those that failed."""
    problems: ArrowTable
    """A row for each row that was not taken, with what to do about it. Look at it: unknown never means safe."""
    differences: ArrowTable | None
    """With `compare_with`, a row for each thing that one of the two policies asks and the other does not."""
    shared: ArrowTable | None
    """With `shared`, digests of what people told of, so that whoever parted them can see who belongs together."""
    run: dict[str, Any]
    """What `run.json` says: the policies with their digests, and counts that add up."""

    def __repr__(self) -> str:
        rows, people = self.run["rows"], self.run["people"]
        return (
            f"<{people['answered']} people answered, {people['incomplete']} of them incomplete; "
            f"of {rows['all']} rows {rows['taken']} taken, {rows['set_aside']} set aside, {rows['not_used']} not used>"
        )
