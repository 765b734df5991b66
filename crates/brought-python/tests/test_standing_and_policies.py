"""One child, and the policies themselves, as the program answers."""

from __future__ import annotations

import datetime
import json
import os
import subprocess
import tomllib
from pathlib import Path

import brought
import pytest

ROOT = Path(__file__).parents[3]
SAM = ROOT / "crates/brought/tests/data/sam.toml"


def by_the_program(*words: str) -> dict:
    asked = [os.environ["BROUGHT_BIN"], "standing", "--chronology", str(SAM), "--json", *words]
    return json.loads(subprocess.run(asked, capture_output=True, text=True, check=True).stdout)


@pytest.mark.parametrize("policy", ["no-access", "shropshire", "no-access-with-bolton"])
def test_one_child_is_answered_as_by_the_program(policy: str) -> None:
    wanted = by_the_program("--pack", policy, "--as-of", "2026-01-20")
    given = [SAM, str(SAM), SAM.read_text(), json.dumps(plain(tomllib.loads(SAM.read_text()))), plain(tomllib.loads(SAM.read_text()))]
    for chronology in given:
        assert brought.standing(chronology, policy, as_of="2026-01-20") == wanted
    assert wanted["obligations"]
    assert brought.standing(SAM, ROOT / "policies" / policy, as_of=datetime.date(2026, 1, 20)) == wanted


def test_the_moment_may_be_a_day_a_local_time_or_an_instant() -> None:
    day, hour = datetime.date(2026, 7, 1), datetime.time(14, 30)
    local = datetime.datetime.combine(day, hour)
    asked = {moment: brought.standing(SAM, as_of=moment)["as_of"] for moment in (day, local, local.replace(tzinfo=datetime.timezone.utc))}
    assert list(asked.values()) == ["2026-07-01T22:59:59Z", "2026-07-01T13:30:00Z", "2026-07-01T14:30:00Z"]


def test_the_nation_says_whose_bank_holidays_count() -> None:
    # The second of January is a bank holiday in Scotland alone.
    due = lambda nation: [row["due_on"] for row in brought.standing(SAM, as_of="2026-03-01", nation=nation)["obligations"]]
    assert due("england") == due(None)


def test_the_shipped_policies_are_named() -> None:
    told = {policy["id"]: policy for policy in brought.policies()}
    assert set(told) == {path.parent.name for path in (ROOT / "policies").glob("*/pack.toml")}
    assert all(policy["version"] and policy["title"] and len(policy["digest"]) == 64 for policy in told.values())


def test_a_sound_policy_passes_and_an_unsound_one_is_told_with_the_place(tmp_path: Path) -> None:
    sound = brought.policy_check("swindon-health-visiting", today=datetime.date(2026, 11, 20))
    assert sound["passes"] and sound["rules"] > 5 and sound["states"] > 100
    (tmp_path / "pack.toml").write_text('id = "mine"\nverson = "1"\n')
    told = brought.policy_check(tmp_path, today=datetime.date(2026, 11, 20))
    assert not told["passes"]
    assert any(problem["file"] == "pack.toml" and problem["line"] == 2 and "verson" in problem["message"] for problem in told["problems"])


def plain(value: object) -> object:
    """Days and times as JSON writes them."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, (datetime.date, datetime.time)) else value
