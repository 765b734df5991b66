"""The list a child cannot fall off: safeguarding policies, asked from Python.

`standing` asks a policy about one child, `population` about everybody in a table of contacts, `population_files` about everybody in files;
`policies` names the policies that come with it, and `policy_check` says whether one is sound; `control_charts` and `control_chart` say whether a
figure has changed. Tables go in and come out through Arrow's C interface, which pyarrow, Polars, DuckDB and pandas speak, and are not copied.
docs/python.md shows it.

A child who was not brought stays on the list until somebody can say who saw the child. What is not known is never taken for safe.
"""

from brought._answers import Population
from brought._brought import ArrowTable, MachineTrouble, Problem, Unusable
from brought._charts import ControlCharts, control_chart, control_charts
from brought._questions import columns, people, policies, policy_check, population, population_files, standing

__all__ = [
    "ArrowTable",
    "ControlCharts",
    "MachineTrouble",
    "Population",
    "Problem",
    "Unusable",
    "columns",
    "control_chart",
    "control_charts",
    "people",
    "policies",
    "policy_check",
    "population",
    "population_files",
    "standing",
]
