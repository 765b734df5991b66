"""docs/python.md is run, and prints what stands in it."""

from __future__ import annotations

import contextlib
import io
import os
import re
from pathlib import Path

import pytest
from conftest import brought_program

TUTORIAL = Path(__file__).parents[3] / "docs/python.md"
MADE_UP = ("synth", "--children", "2000", "--seed", "5", "--until", "2026-06-30", "--out", "population")


def blocks() -> list[tuple[str, str]]:
    """Each piece of the tutorial with what it is said to print."""
    return re.findall(r"```python\n(.*?)```\n+```text\n(.*?)```", TUTORIAL.read_text(), re.DOTALL)


def test_every_piece_prints_what_stands_under_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = TUTORIAL.read_text()
    assert len(blocks()) == text.count("```python") >= 8
    assert "brought " + " ".join(MADE_UP) in text
    monkeypatch.chdir(tmp_path)
    brought_program(*MADE_UP)
    names: dict[str, object] = {}
    for piece, wanted in blocks():
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(piece, str(TUTORIAL), "exec"), names)
        if os.environ.get("BROUGHT_TUTORIAL") == "write":
            TUTORIAL.write_text(TUTORIAL.read_text().replace(f"{piece}```\n\n```text\n{wanted}```", f"{piece}```\n\n```text\n{printed.getvalue()}```"))
        else:
            assert printed.getvalue() == wanted, piece
