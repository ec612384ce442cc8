"""Reports to be written: of what is as bad as can be, and of nothing at all."""

from pathlib import Path

from zerohour.oracle.campaign import run_campaign, scenarios_to_try
from zerohour.oracle.engines.connect import connect
from zerohour.oracle.reports.campaigns import report_of
from zerohour.oracle.reports.record import Finding, Moment, Report, Row, RuleText, Table

NASTY = '</script><b onclick="alert(1)">& \' " `x` *y* | ]]> \\ é\u2028\x07'
"""What an engine might call itself: whatever it is, it is shown and does nothing."""

LATE = "python:zerohour.oracle.engines.ledger:late_engine"


def nasty() -> Report:
    """Return a report in which every text is nasty."""
    rule = RuleText("GEN-31", NASTY, NASTY)
    rows = (Row(NASTY, NASTY, "settled", ("GEN-31",)), Row("o2", "settled", "settled", ("GEN-31",)))
    finding = Finding(
        check=NASTY,
        rules=(rule,),
        order=NASTY,
        words=NASTY,
        follows=NASTY,
        also=(NASTY,),
        scenario=NASTY,
        file="a folder/01 ü.toml",
        replay=NASTY,
        case="",
        rows=rows,
        moments=(Moment("10:00", NASTY, ((NASTY, "entered"),)), Moment("10:15", "settlement", (("o2", "settled"),))),
    )
    lawless = Finding(check="nothing is reported that was not sent", rules=(), order="x", words="It tells of x.")
    accepted = Finding(check="known", rules=(rule,), order="", words="Known.", accepted=NASTY)
    return Report(
        subject=NASTY,
        verdict="violation",
        exit_code=1,
        command=NASTY,
        version="1.0.0",
        facts={"seed": "1", "engine": NASTY},
        counts={"conforms": 1, "violation": 1234},
        findings=[finding, lawless],
        accepted=[accepted],
        errors=[NASTY],
        notes=[NASTY],
        passed_over={NASTY: 3},
        reached={"rules": ["GEN-30", "GEN-31"], "readings": [], "regions": []},
        not_reached={"rules": ["GEN-01"], "readings": [], "regions": []},
        tables=[Table(NASTY, (NASTY, "orders"), [(NASTY, "1,234")])],
    )


def empty() -> Report:
    """Return the report of a run in which nothing was looked at."""
    return Report(subject="mute 1", verdict="nothing tested", exit_code=2, command="zerohour check", version="1.0.0")


def late(engine: str = LATE) -> Report:
    """Return the report of a campaign on the late engine."""
    tested = connect(engine)
    campaign = run_campaign(tested, scenarios_to_try(1, tested.features), 1, 60, restart=lambda: connect(engine))
    files = [Path(f".zerohour/{number:02}.toml") for number in range(1, len(campaign.findings) + 1)]
    return report_of(campaign, engine, f"zerohour check --engine {engine}", files)
