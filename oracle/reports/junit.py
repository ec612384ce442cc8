"""A report as JUnit XML: a case for each rule against which nothing was found, for each finding and for each error."""

from xml.etree import ElementTree as ET

from zerohour.oracle.reports.record import Finding, Report, holdable


def text(report: Report) -> str:
    """Write the report as JUnit XML."""
    against = {rule.id for finding in (*report.findings, *report.accepted) for rule in finding.rules}
    kept = [rule for rule in report.reached.get("rules", ()) if rule not in against]
    cases = [_case("zerohour.rules", rule) for rule in kept]
    cases += [_failed(finding) for finding in report.findings]
    cases += [_accepted(finding) for finding in report.accepted]
    cases += [_erred(number, error) for number, error in enumerate(report.errors, 1)]
    if not cases:
        cases = [_erred(1, report.verdict)]
    errors = sum(case.find("error") is not None for case in cases)
    counts = {"failures": len(report.findings), "errors": errors, "skipped": len(report.accepted)}
    attributes = {"name": holdable(f"zerohour: {report.subject}"), "tests": str(len(cases))}
    suite = ET.Element("testsuite", attributes | {name: str(count) for name, count in counts.items()})
    properties = ET.SubElement(suite, "properties")
    facts = {"verdict": report.verdict, "command": report.command, **report.facts}
    facts |= {f"count.{what}": str(count) for what, count in report.counts.items()}
    for name, value in facts.items():
        ET.SubElement(properties, "property", {"name": name, "value": holdable(value)})
    suite.extend(cases)
    suites = ET.Element("testsuites", {k: v for k, v in suite.attrib.items() if k != "skipped"})
    suites.append(suite)
    ET.indent(suites)
    return ET.tostring(suites, encoding="unicode", xml_declaration=True) + "\n"


def _case(of: str, name: str) -> ET.Element:
    return ET.Element("testcase", {"classname": of, "name": holdable(name)})


def _failed(finding: Finding) -> ET.Element:
    case = _case("zerohour.findings", _name(finding))
    rules = ", ".join(rule.id for rule in finding.rules)
    told = "\n\n".join(part for part in (finding.words, _texts(finding), finding.replay, finding.scenario) if part)
    failure = {"message": holdable(f"{finding.check} ({rules})"), "type": "violation"}
    ET.SubElement(case, "failure", failure).text = holdable(told)
    return case


def _accepted(finding: Finding) -> ET.Element:
    case = _case("zerohour.accepted", _name(finding))
    ET.SubElement(case, "skipped", {"message": holdable(f"accepted: {finding.accepted}")})
    return case


def _erred(number: int, error: str) -> ET.Element:
    case = _case("zerohour.errors", f"error {number}")
    first = error.splitlines()[0] if error else "error"
    ET.SubElement(case, "error", {"message": holdable(first), "type": "error"}).text = holdable(error)
    return case


def _name(finding: Finding) -> str:
    return f"{finding.check} ({', '.join(rule.id for rule in finding.rules)})"


def _texts(finding: Finding) -> str:
    return "\n".join(f"{rule.id} ({rule.place}): {rule.sentence}" for rule in finding.rules)
