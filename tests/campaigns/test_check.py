"""`zerohour check` and `zerohour replay`: what they write, accept, hide, take up again, and end with."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from zerohour.oracle.cli import app
from zerohour.oracle.commands import check as check_command
from zerohour.oracle.commands.replay import exit_code
from zerohour.oracle.scenarios.format import load, loads
from zerohour.oracle.scenarios.library import texts
from zerohour.oracle.verdicts import Outcome, Verdict

LATE, GOOD = "python:zerohour.oracle.engines.ledger:late_engine", "python:zerohour.oracle.engines.ledger:engine"
CUT_OFF = "cut-off against orders in flight"

NAMES = {
    '"A"': '"SPKBDK22"',
    '"B"': '"ALBADKKK"',
    '"C"': '"NYKBDKKK"',
    'id = "at"': 'id = "E2E-4711"',
    '"At the very cut-off"': '"Sparekassen pays late"',
    "An order at the instant": "From the log of Tuesday: an order at the instant",
}
"""Names as they are in real data, for those of a day of the library."""

SOME = len(texts()) + 60
"""So many scenarios: the library, and some others."""


def real_day() -> str:
    """Return a day on which the late engine is wrong, under names that nobody else should see."""
    head, _, rest = texts()["cut_off_to_the_instant"].partition("[expect]")
    text = head + rest[rest.index("[[event]]") :]
    for old, new in NAMES.items():
        assert old in text
        text = text.replace(old, new)
    return text


def zerohour(*arguments: str | Path) -> Result:
    """Run a command, and see that it ends in words."""
    result = CliRunner().invoke(app, [str(a) for a in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert "Traceback" not in result.output + result.stderr
    return result


def checked(folder: Path, *more: str | Path, engine: str = LATE) -> tuple[int, dict[str, Any]]:
    """Run a check; return the exit code, and what it prints as JSON."""
    result = zerohour("check", "--engine", engine, "--report-dir", folder, "--format", "json", *more)
    told: dict[str, Any] = json.loads(result.stdout)
    return result.exit_code, told


@pytest.fixture(name="day")
def day_fixture(tmp_path: Path) -> Path:
    """Return the file of a day on which the late engine is wrong."""
    path = tmp_path / "day.toml"
    path.write_text(real_day(), encoding="utf-8")
    return path


def baseline(folder: Path, expires: str = "9999-12-31", check: str = CUT_OFF, scenario: str = "day.toml") -> Path:
    """Write a baseline that accepts what the late engine does on the day; return the file."""
    rules = ["GEN-31", "INT-03", "INT-05", "GEN-29", "GEN-32"]
    lines = ["[[accepted]]", f"check = {json.dumps(check)}", f"rules = {json.dumps(rules)}"]
    lines += [f'scenario = "{scenario}"', 'reason = "fixed in release 7"', f"expires = {expires}"]
    path = folder / "baseline.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_verdict_in_json_says_all_that_matters(tmp_path: Path) -> None:
    code, told = checked(tmp_path, "--budget", str(SOME))
    assert (code, told["verdict"], told["seed"]) == (1, "violation", 1)
    assert sum(told["counts"].values()) == SOME
    assert told["reached"]["rules"]
    assert told["reached"]["regions"]
    assert told["reached"]["readings"]
    for violation in told["violations"]:
        assert violation["rules"]
        assert violation["explanation"]
        assert loads(violation["scenario"], "it").events


def test_progress_is_told_where_no_terminal_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check_command, "SECONDS_BETWEEN", 0)
    told = zerohour("check", "--engine", LATE, "--report-dir", tmp_path, "--budget", "60").stderr.splitlines()
    assert told[0] == "1 scenarios (budget 60), 0 kinds of violation"
    assert told[-1].startswith("60 scenarios (budget 60), ")
    assert not told[-1].endswith(" 0 kinds of violation")


def test_same_again_from_the_journal(tmp_path: Path) -> None:
    first = checked(tmp_path, "--budget", "40")
    result = zerohour(
        "check", "--engine", LATE, "--report-dir", tmp_path, "--format", "json", "--budget", "40", "--resume"
    )
    assert "40 scenarios are known already" in result.stderr
    assert json.loads(result.stdout) == first[1]


def test_nothing_to_resume_is_said(tmp_path: Path, day: Path) -> None:
    result = zerohour("check", "--engine", GOOD, "--report-dir", tmp_path, "--scenario", day, "--resume")
    assert result.exit_code == 0
    assert "there is nothing to resume; beginning anew" in result.stderr


def test_campaign_that_was_ended_before_is_pointed_out(
    tmp_path: Path, day: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(check_command, "write_findings", interrupted)
        asked = ["check", "--engine", GOOD, "--report-dir", str(tmp_path), "--scenario", str(day)]
        assert CliRunner().invoke(app, asked).exit_code == 130
    assert "was ended before, at 1 scenarios; --resume goes on" in zerohour(*asked).stderr
    assert "was ended before" not in zerohour(*asked, "--resume").stderr


def test_what_is_no_journal_is_told(tmp_path: Path) -> None:
    (tmp_path / "journal.sqlite").write_text("a diary, and no journal: " * 50, encoding="utf-8")
    result = zerohour("check", "--engine", GOOD, "--report-dir", tmp_path)
    assert result.exit_code == 2
    assert "cannot be used as a journal" in result.stderr
    assert "remove it" in result.stderr


def test_unknown_format_of_a_report_is_told(tmp_path: Path) -> None:
    result = zerohour("check", "--engine", GOOD, "--report", "junit,pdf", "--report-dir", tmp_path)
    assert result.exit_code == 2
    assert "there is no format 'pdf'; there are: junit, html" in result.stderr


def test_accepted_violation_does_not_count(tmp_path: Path, day: Path) -> None:
    code, told = checked(tmp_path, "--scenario", day, "--baseline", baseline(tmp_path))
    assert (code, told["verdict"], told["violations"]) == (0, "conforms but for the baseline", [])
    assert told["accepted"][0]["check"] == CUT_OFF
    assert told["accepted"][0]["reason"] == "fixed in release 7 (until 9999-12-31)"


def test_only_what_is_accepted_does_not_count(tmp_path: Path, day: Path) -> None:
    code, told = checked(tmp_path, "--budget", str(SOME), "--baseline", baseline(tmp_path))
    assert (code, told["verdict"]) == (1, "violation")
    assert len(told["accepted"]) == 1
    assert told["violations"]
    assert day.exists()


def test_entry_that_has_expired_counts_again(tmp_path: Path, day: Path) -> None:
    yesterday = dt.datetime.now(tz=dt.UTC).date() - dt.timedelta(days=1)
    code, told = checked(tmp_path, "--scenario", day, "--baseline", baseline(tmp_path, yesterday.isoformat()))
    assert (code, told["verdict"], told["accepted"]) == (1, "violation", [])
    assert f"expired on {yesterday}" in told["notes"][0]


def test_entry_holds_on_its_last_day(tmp_path: Path, day: Path) -> None:
    today = dt.datetime.now(tz=dt.UTC).date()
    code, _ = checked(tmp_path, "--scenario", day, "--baseline", baseline(tmp_path, today.isoformat()))
    assert code == 0


def test_entry_that_shows_nothing_any_more_is_an_error(tmp_path: Path, day: Path) -> None:
    code, told = checked(tmp_path, "--scenario", day, "--baseline", baseline(tmp_path), engine=GOOD)
    assert (code, told["verdict"]) == (2, "error")
    assert "accepted 1 (cut-off against orders in flight): its scenario does not show it any more" in told["errors"][0]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("accepted = 3", "is no baseline; write each violation that is accepted under [[accepted]]"),
        ("[[accepted]]\ncheck = 'a'", "accepted 1: rules: is missing"),
        ("[[accepted]]\ncheck = 'a'\nexpires = 'soon'", "accepted 1: expires: "),
        ("[[accepted", "is not TOML"),
    ],
)
def test_what_is_no_baseline_is_told(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "baseline.toml").write_text(text, encoding="utf-8")
    result = zerohour("check", "--engine", GOOD, "--baseline", tmp_path / "baseline.toml", "--report-dir", tmp_path)
    assert result.exit_code == 2
    assert words in result.stderr


def test_scenario_of_a_baseline_that_is_missing_is_told(tmp_path: Path) -> None:
    path = baseline(tmp_path, scenario="gone.toml")
    result = zerohour("check", "--engine", GOOD, "--baseline", path, "--report-dir", tmp_path)
    assert result.exit_code == 2
    assert "gone.toml: cannot be read" in result.stderr


def test_pseudonyms_are_all_that_is_told(tmp_path: Path, day: Path) -> None:
    formats = "junit,html,sarif,json,markdown,pytest"
    asked = ("--scenario", day, "--pseudonymise", "--report", formats)
    code, told = checked(tmp_path / "out", *asked)
    assert code == 1
    assert told["violations"][0]["order"] == "o1"  # E2E-4711, which sorts first
    written = [path for path in (tmp_path / "out").iterdir() if not path.name.startswith("journal")]
    assert len(written) == 7
    for text in (json.dumps(told), *(path.read_text("utf-8") for path in written)):
        assert "o1" in text
        for name in ("SPKBDK22", "ALBADKKK", "NYKBDKKK", "E2E-4711", "Sparekassen", "Tuesday"):
            assert name not in text
    again = load(next((tmp_path / "out").glob("*.toml")))
    assert again.participants == ("P3", "P1")  # listed as before, and sorted as before
    assert zerohour("replay", next((tmp_path / "out").glob("*.toml")), "--engine", LATE).exit_code == 1


def test_replay_shows_the_violation_and_the_day(day: Path) -> None:
    result = zerohour("replay", day, "--engine", LATE)
    assert result.exit_code == 1
    assert f"{day}: violation" in result.stdout
    assert CUT_OFF in result.stdout
    assert "Let E2E-4711 be 0.10 from SPKBDK22 to ALBADKKK" in result.stdout
    assert "the law" in result.stdout  # as the table of the day has it


def test_replay_of_what_conforms(day: Path) -> None:
    result = zerohour("replay", day, "--engine", GOOD)
    assert result.exit_code == 0
    assert result.stdout.strip() == f"{day}: conforms"


def test_replay_as_data(day: Path) -> None:
    result = zerohour("replay", day, day, "--engine", LATE, "--format", "json")
    told = json.loads(result.stdout)
    assert [r["verdict"] for r in told["results"]] == ["violation", "violation"]
    assert told["results"][0]["violations"][0]["check"] == CUT_OFF


def test_replay_of_what_is_no_scenario_is_told(tmp_path: Path) -> None:
    result = zerohour("replay", tmp_path / "none.toml", "--engine", LATE)
    assert result.exit_code == 2
    assert "cannot be read" in result.stderr


@pytest.mark.parametrize(
    ("outcomes", "code"),
    [
        ([Outcome.CONFORMS], 0),
        ([Outcome.CONFORMS, Outcome.NOT_SUPPORTED], 0),
        ([Outcome.NOT_SUPPORTED], 2),
        ([Outcome.CONFORMS, Outcome.ERROR], 2),
        ([Outcome.CONFORMS, Outcome.INCONCLUSIVE], 2),
        ([Outcome.ERROR, Outcome.VIOLATION], 1),
    ],
)
def test_exit_code_of_a_replay(outcomes: list[Outcome], code: int) -> None:
    assert exit_code([Verdict(outcome) for outcome in outcomes]) == code
