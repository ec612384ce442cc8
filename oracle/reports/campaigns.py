"""The report of a campaign."""

import importlib.metadata
import shlex
from collections.abc import Sequence
from pathlib import Path

from zerohour.oracle.campaign import Campaign, Finding, not_reached, unchecked_in_words
from zerohour.oracle.explain import stated_together
from zerohour.oracle.reports import pytest_cases, record
from zerohour.oracle.scenarios.format import dump
from zerohour.oracle.strength import IMPLIED
from zerohour.oracle.timeline import Fate, Timeline, timeline


def report_of(campaign: Campaign, engine: str, command: str, files: Sequence[Path]) -> record.Report:
    """Return the report of a campaign; `files` holds the scenarios of its findings, one by one."""
    findings = [
        _finding(number, finding, engine, path.as_posix())
        for number, (finding, path) in enumerate(zip(campaign.findings, files, strict=True), 1)
    ]
    left = not_reached(campaign)
    return record.Report(
        subject=f"{campaign.engine} {campaign.version}",
        verdict=campaign.verdict,
        exit_code=campaign.exit_code,
        command=command,
        version=importlib.metadata.version("zerohour"),
        facts={"seed": str(campaign.seed), "engine": engine},
        counts=dict(sorted(campaign.counts.items())),
        findings=findings,
        accepted=[_finding(0, finding, engine, "", reason) for finding, reason in campaign.accepted],
        errors=campaign.errors,
        notes=[*campaign.notes, *unchecked_in_words(campaign)],
        passed_over=dict(sorted(campaign.not_supported.items())),
        reached={
            "rules": sorted(campaign.reached),
            "readings": sorted(campaign.readings),
            "regions": sorted(campaign.regions),
        },
        not_reached={
            "rules": left["rules"],
            "readings": left["readings"],
            "regions": [f"{len(left['regions'])} of those that have vectors"] if left["regions"] else [],
        },
    )


def replay_line(engine: str, file: str) -> str:
    """Return the command that puts a scenario to an engine again."""
    return f"zerohour replay {shlex.quote(file)} --engine {shlex.quote(engine)}"


def _finding(number: int, finding: Finding, engine: str, file: str, accepted: str = "") -> record.Finding:
    violation, scenario = finding.violation, dump(finding.scenario)
    told = timeline(finding.scenario)
    return record.Finding(
        check=violation.check,
        rules=rule_texts(violation.rules),
        order=violation.order,
        words=violation.explanation.split("\nAgainst:")[0],
        follows=IMPLIED.get(violation.check, ""),
        also=tuple(dict.fromkeys(v.check for v in finding.others if v.check != violation.check)),
        scenario=scenario,
        file=file,
        replay=replay_line(engine, file) if file else "",
        case=pytest_cases.case(number, violation.check, engine, scenario),
        rows=tuple(_row(fate, finding) for fate in told.orders),
        moments=_moments(told),
        accepted=accepted,
    )


def rule_texts(rule_ids: Sequence[str]) -> tuple[record.RuleText, ...]:
    """Return what the rules say, in their order; one that several functions state is told by all their sentences."""
    stated = [rule for rules in stated_together(*rule_ids) for rule in rules]
    by_id = {i: [rule for rule in stated if rule.id == i] for i in rule_ids}
    return tuple(
        record.RuleText(i, found[0].place, " ".join(dict.fromkeys(rule.sentence for rule in found)))
        for i, found in by_id.items()
        if found
    )


def _row(fate: Fate, finding: Finding) -> record.Row:
    told, wanted = finding.told.get(fate.order, "nothing"), finding.wanted.get(fate.order, "nothing")
    return record.Row(fate.order, told, wanted, fate.rules)


def _moments(told: Timeline) -> tuple[record.Moment, ...]:
    """Return what happened on the day; of the timetable, what concerns orders, and what stands next to that."""
    loud = [n for n, moment in enumerate(told.moments) if not moment.quiet]
    shown = {near for n in loud for near in (n - 1, n, n + 1)}
    return tuple(
        record.Moment(m.at, m.what, tuple((change.order, change.status) for change in m.changes))
        for n, m in enumerate(told.moments)
        if n in shown
    )
