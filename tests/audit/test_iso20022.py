"""Payment messages become the orders of a log: exactly, safely, and with a list of what they do not carry."""

from pathlib import Path
from typing import Any

import pytest
from pyarrow import parquet
from typer.testing import CliRunner

from zerohour.oracle.audit.iso20022 import MESSAGES, NOT_CARRIED
from zerohour.oracle.audit.template import write_template
from zerohour.oracle.cli import app

XSD = "urn:iso:std:iso:20022:tech:xsd"
MIDNIGHT = "2018-09-03T00:00:00+02:00"
HOUR = 3_600_000


def transfer(i: str, amount: str, at: str = "2018-09-03T09:00:00.001+02:00", currency: str = "DKK") -> str:
    return f"""<CdtTrfTxInf><PmtId><EndToEndId>e</EndToEndId><TxId>{i}</TxId></PmtId>
<IntrBkSttlmAmt Ccy="{currency}">{amount}</IntrBkSttlmAmt><AccptncDtTm>{at}</AccptncDtTm>
<DbtrAgt><FinInstnId><BICFI>AAAADKKK</BICFI></FinInstnId></DbtrAgt>
<CdtrAgt><FinInstnId><BICFI>BBBBDKKK</BICFI></FinInstnId></CdtrAgt></CdtTrfTxInf>"""


def message(kind: str, root: str, body: str, version: str = "08", at: str = "2018-09-03T09:00:00+02:00") -> str:
    head = "Assgnmt" if kind.startswith("camt") else "GrpHdr"
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="{XSD}:{kind}.001.{version}"><{root}><{head}><MsgId>m</MsgId><CreDtTm>{at}</CreDtTm></{head}>{body}
</{root}></Document>"""


def status(i: str, told: str, at: str = "2018-09-03T10:20:00+02:00") -> str:
    body = f"<TxInfAndSts><OrgnlTxId>{i}</OrgnlTxId><TxSts>{told}</TxSts></TxInfAndSts>"
    return message("pacs.002", "FIToFIPmtStsRpt", body, "10", at)


def cancel(kind: str, root: str, i: str, more: str = "", of: str = "TxInf") -> str:
    body = f"<Undrlyg><{of}><OrgnlTxId>{i}</OrgnlTxId>{more}</{of}></Undrlyg>"
    return message(kind, root, body, at="2018-09-03T09:30:00+02:00")


DAY = {
    "1": message("pacs.008", "FIToFICstmrCdtTrf", transfer("p1", "125.00") + transfer("p2", "0.07")),
    "2": message("pacs.009", "FICdtTrf", transfer("p3", "90071992547409.91") + transfer("p4", "1.00")),
    "3": status("p1", "ACSC"),
    "4": status("p1", "ACSP", "2018-09-03T10:10:00+02:00"),
    "5": status("p2", "RJCT"),
    "6": cancel("camt.056", "FIToFIPmtCxlReq", "p3"),
    "7": cancel("camt.029", "RsltnOfInvstgtn", "p3", "<TxCxlSts>ACCR</TxCxlSts>", "TxInfAndSts"),
    "8": cancel("pacs.004", "PmtRtr", "p4"),
    "9": cancel("camt.029", "RsltnOfInvstgtn", "p4", "<TxCxlSts>RJCR</TxCxlSts>", "TxInfAndSts"),
}
OUTCOMES = "id,status,block\np1,settled,B1\n"


def run(tmp_path: Path, messages: dict[str, str], *more: object, outcomes: str = OUTCOMES) -> Any:
    folder = tmp_path / "messages"
    folder.mkdir()
    for name, text in messages.items():
        (folder / f"{name}.xml").write_text(text, encoding="utf-8")
    (tmp_path / "outcomes.csv").write_text(outcomes, encoding="utf-8")
    args = [folder, tmp_path / "log", "--midnight", MIDNIGHT, "--system", "intraday"]
    args += ["--outcomes", tmp_path / "outcomes.csv", *more]
    return CliRunner().invoke(app, ["log", "import", *map(str, args)])


def test_messages_become_orders_exactly(tmp_path: Path) -> None:
    told = run(tmp_path, DAY)
    assert told.exit_code == 0, told.output
    found = {row["id"]: row for row in parquet.read_table(tmp_path / "log" / "orders.parquet").to_pylist()}
    ends = {i: (row["amount"], row["status"], row["block"], row["revoked_at"]) for i, row in found.items()}
    assert ends == {
        "p1": (12_500, "settled", "B1", None),
        "p2": (7, "refused", None, None),
        "p3": (2**53 - 1, "revoked", None, 9 * HOUR + HOUR // 2),
        "p4": (100, "reversed", None, None),
    }
    assert {(row["payer"], row["payee"], row["submitted_at"], row["system"]) for row in found.values()} == {
        ("AAAADKKK", "BBBBDKKK", 9 * HOUR + 1, "intraday")
    }
    for what, where in NOT_CARRIED:
        assert f"- {what}: {where}" in told.stdout


def test_what_was_imported_is_audited_once_the_rest_is_there(tmp_path: Path) -> None:
    assert run(tmp_path, DAY | {"8": status("p4", "RJCT")}, "--format", "csv").exit_code == 0
    told = CliRunner().invoke(app, ["audit", str(tmp_path / "log")])
    assert told.exit_code == 2
    assert "table participants: is missing" in told.stderr
    write_template(tmp_path / "rest", ".csv")
    for path in (tmp_path / "rest").glob("*.csv"):
        if path.name != "orders.csv":
            first = path.read_text("utf-8").splitlines(keepends=True)[0]
            (tmp_path / "log" / path.name).write_text(first, encoding="utf-8")
    (tmp_path / "log" / "participants.csv").write_text(
        "name,sponsor,straks,limit,agreement\nAAAADKKK,,,,\nBBBBDKKK,,,,\n"
    )
    (tmp_path / "log" / "lines.csv").write_text("at,account,participant,amount\n08:00,batch,AAAADKKK,12607\n")
    for name in ("exclusions", "set_aside", "balances"):
        (tmp_path / "log" / f"{name}.csv").unlink()
    head = tmp_path / "log" / "log.toml"
    text = head.read_text("utf-8").replace("absent = []", 'absent = ["exclusions", "set_aside", "balances"]')
    head.write_text(text, encoding="utf-8")
    told = CliRunner().invoke(app, ["audit", str(tmp_path / "log")])
    assert told.exit_code == 1
    assert "4 orders" in told.stdout
    assert "2 flagged" in told.stdout  # the two that were refused for nothing


ENTITY = '<!DOCTYPE Document [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
BOMB = '<!DOCTYPE Document [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
WRONG = {
    "entity": (DAY["1"].replace("?>", "?>" + ENTITY, 1).replace("p1", "&x;"), "has a document type"),
    "bomb": (DAY["1"].replace("?>", "?>" + BOMB, 1).replace("p1", "&b;"), "has a document type"),
    "cut short": (DAY["1"][:-20], "is no XML that can be read"),
    "another": (DAY["1"].replace("pacs.008", "pacs.028"), "is pacs.028; read are: " + ", ".join(MESSAGES)),
    "no message": ("<Document/>", "has no Document of ISO 20022"),
    "a third of an øre": (DAY["1"].replace("125.00", "125.003"), "'p1': IntrBkSttlmAmt: '125.003' is no whole number"),
    "no amount": (DAY["1"].replace("125.00", "NaN"), "'p1': IntrBkSttlmAmt: 'NaN' is no"),
    "euro": (DAY["1"].replace("DKK", "EUR"), "'p1': IntrBkSttlmAmt: must be there, in DKK"),
    "no time": (DAY["1"].replace("T09:00:00.001", "T9"), "'2018-09-03T9+02:00' is no time"),
    "no payer": (DAY["1"].replace("DbtrAgt", "Dbtr_"), "'p1': InstgAgt/FinInstnId/BICFI"),
    "twice": (DAY["1"].replace("p2", "p1"), "'p1' is sent twice"),
    "not sent": (DAY["1"].replace("p2", "p9"), "tells of 'p2', which no pacs.008 or pacs.009 has sent"),
    "no end": (DAY["1"].replace("p2", "p9"), "'p9': no message says what became of it"),
}


@pytest.mark.parametrize("how", WRONG)
def test_what_cannot_be_read_is_told_with_its_place(how: str, tmp_path: Path) -> None:
    text, words = WRONG[how]
    told = run(tmp_path, DAY | {"1": text})
    assert told.exit_code == 2
    assert words in told.stderr
    assert "root:" not in told.output
    assert not (tmp_path / "log").exists()


def test_a_status_that_says_nothing_is_told(tmp_path: Path) -> None:
    told = run(tmp_path, DAY | {"3": status("p1", "XXXX")})
    assert "TxSts: 'XXXX' says nothing for a log" in told.stderr


def test_a_settled_order_needs_its_block(tmp_path: Path) -> None:
    told = run(tmp_path, DAY, outcomes="id,status,block\n")
    assert told.exit_code == 2
    assert "'p1': is settled, and no message says in which block; name it in --outcomes" in told.stderr


@pytest.mark.parametrize("told", ["2018-09-03", "2018-09-03T00:00:00", "2018-09-03T01:00:00+02:00", "today"])
def test_midnight_is_a_midnight(told: str, tmp_path: Path) -> None:
    found = run(tmp_path, DAY, "--midnight", told)
    assert found.exit_code == 2
    assert "is no midnight with its offset" in found.stderr
