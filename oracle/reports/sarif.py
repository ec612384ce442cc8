"""A report as SARIF 2.1.0: a result for each finding, at the scenario that shows it."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from zerohour.oracle.reports.record import Finding, Report

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def text(report: Report) -> str:
    """Write the report as SARIF."""
    return (
        json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(report)]}, indent=1, ensure_ascii=False) + "\n"
    )


def _run(report: Report) -> Mapping[str, Any]:
    findings = [*report.findings, *report.accepted]
    rules = {rule["id"]: rule for finding in findings for rule in _rules(finding)}
    order = list(rules)
    told = [{"level": "error", "message": {"text": error}} for error in report.errors]
    told += [{"level": "note", "message": {"text": note}} for note in report.notes]
    return {
        "tool": {
            "driver": {
                "name": "zerohour",
                "semanticVersion": report.version,
                "rules": list(rules.values()),
            }
        },
        "invocations": [
            {
                "commandLine": report.command,
                "executionSuccessful": report.exit_code in (0, 1),
                "exitCode": report.exit_code,
                "toolExecutionNotifications": told,
            }
        ],
        "results": [_result(finding, order) for finding in findings],
        "columnKind": "unicodeCodePoints",
        "properties": {
            "subject": report.subject,
            "verdict": report.verdict,
            **report.facts,
            "counts": dict(report.counts),
        },
    }


def _rules(finding: Finding) -> list[dict[str, Any]]:
    """Return the rules that a finding is against; one without any is against its check."""
    if not finding.rules:
        return [{"id": finding.slug, "shortDescription": {"text": finding.check}}]
    return [
        {
            "id": rule.id,
            "shortDescription": {"text": rule.sentence},
            "help": {"text": f"{rule.sentence} ({rule.place}). More: zerohour rules {rule.id}"},
        }
        for rule in finding.rules
    ]


def _result(finding: Finding, order: Sequence[str]) -> dict[str, Any]:
    first, *more = [rule["id"] for rule in _rules(finding)]
    result: dict[str, Any] = {
        "ruleId": first,
        "ruleIndex": order.index(first),
        "level": "error",
        "message": {"text": f"{finding.check}: {finding.words}"},
        "partialFingerprints": {"zerohourFinding/v1": finding.id},
        "properties": {"check": finding.check, "otherRules": more, "replay": finding.replay},
    }
    if finding.file:
        place = {"artifactLocation": {"uri": quote(finding.file.replace("\\", "/"))}, "region": {"startLine": 1}}
        result["locations"] = [{"physicalLocation": place}]
    if finding.accepted:
        result["suppressions"] = [{"kind": "external", "justification": finding.accepted}]
    return result
