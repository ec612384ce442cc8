"""The rules of the source, one by one: what each says in our words, and why some are stated by no function.

Whether a rule is implemented is not written here: it is read off the functions that state it. A rule that no function
states and that is not excused is still ahead.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class RuleEntry:
    """A normative rule of the source."""

    id: str
    """Its id: the part of the source that it belongs to, and a number."""

    page: str
    """The pages of the source that it stands on, as in `61-62` or `9, 54`."""

    sentence: str
    """What it says, in one sentence of our own."""

    excused: str = ""
    """Why no function states it; empty where one does, or will."""

    disputed: tuple[str, ...] = ()
    """The ids of the open questions that it depends on."""


RULES: tuple[RuleEntry, ...] = (
    RuleEntry(
        "GEN-01",
        "9",
        (
            "At set times of the day Sum and Intraday each settle multilateral net positions; Straks clears each "
            "payment as it comes."
        ),
        disputed=("A-56",),
    ),
    RuleEntry(
        "GEN-02",
        "9, 14, 16",
        (
            "Only who has a folio and a settlement account, is connected to Kronos, lets the central bank settle on "
            "its account, and has joined all agreements may take part directly."
        ),
        excused=(
            "Admission is a matter of contracts; a scenario says who is a direct participant, and whoever it names is "
            "one."
        ),
    ),
    RuleEntry(
        "GEN-03",
        "19",
        (
            "A direct participant must be a supervised bank that takes deposits or lends, or a foreign bank that has "
            "been admitted."
        ),
        excused=(
            "Whether a bank is supervised and eligible is examined by people before it joins, and nothing that happens "
            "on a clearing day shows it."
        ),
    ),
    RuleEntry(
        "GEN-04",
        "9, 42",
        (
            "What an indirect participant pays or receives settles over its sponsor's account and counts in the "
            "sponsor's net position."
        ),
    ),
    RuleEntry(
        "GEN-05",
        "17",
        "A direct participant may sponsor only an institution that has joined the framework agreement.",
        excused=(
            "Joining the framework agreement is a signature; a scenario says who sponsors whom, and a missing sponsor "
            "is what gets refused."
        ),
    ),
    RuleEntry(
        "GEN-06",
        "17",
        "A sponsor must see to it that its indirect participants are bound by the netting clause.",
        excused=(
            "The clause is agreed between a sponsor and its customers; the model takes every participant to be bound "
            "by it."
        ),
    ),
    RuleEntry(
        "GEN-07",
        "17",
        "Finans Danmark tells the central bank who takes part, directly or indirectly, and what changes.",
        excused="A list sent from one office to another; the model sees only who takes part, never who was told of it.",
    ),
    RuleEntry(
        "GEN-08",
        "17",
        "A direct participant that stops sponsoring is advised to give three months' notice.",
        excused="A recommendation only: the source itself does not make it binding, and no order depends on it.",
    ),
    RuleEntry(
        "GEN-09",
        "11",
        "An order that entered before insolvency proceedings were opened binds third parties, and so does its netting.",
        disputed=("A-02",),
    ),
    RuleEntry(
        "GEN-10",
        "11",
        "The moment at which an order enters is fixed by the system's own rules.",
        disputed=("A-02",),
    ),
    RuleEntry(
        "GEN-11",
        "11",
        "From the moment that the system sets, neither a participant nor a third party can revoke an order.",
    ),
    RuleEntry(
        "GEN-12",
        "11, 14",
        "The agreement or the handbooks must say when an order enters and from when it cannot be revoked.",
        excused="A duty on those who write the documents; the two moments themselves are rules GEN-10 and GEN-11.",
        disputed=("A-74",),
    ),
    RuleEntry(
        "GEN-13",
        "11",
        (
            "A netting agreement may choose what bankruptcy does to entered orders: they are netted, cleared and "
            "settled, or they are reversed."
        ),
        disputed=("A-15",),
    ),
    RuleEntry(
        "GEN-14",
        "11",
        "An estate is bound by the netting agreement only if that was filed before the bankruptcy.",
        disputed=("A-62",),
    ),
    RuleEntry(
        "GEN-15",
        "14",
        "Objective criteria decide when computed positions settle, and they settle or are reversed as a whole.",
        disputed=("A-19",),
    ),
    RuleEntry(
        "GEN-16",
        "11",
        (
            "The law of the system, which is Danish, governs a participant's dealings in it, even if insolvency "
            "proceedings are opened abroad."
        ),
        excused=(
            "The model knows no other law: every participant is judged by that of the system, wherever its home is."
        ),
    ),
    RuleEntry(
        "GEN-17",
        "11",
        (
            "Collateral for the system or the central bank stands whatever becomes of the giver, so the line behind it "
            "stays backed."
        ),
        disputed=("A-43",),
    ),
    RuleEntry(
        "GEN-18",
        "10",
        "Bankruptcy takes effect when the decree is pronounced, and reaches no further back.",
    ),
    RuleEntry(
        "GEN-19",
        "10",
        "What had entered and was settled by the time of the decree cannot be avoided.",
        disputed=("A-12",),
    ),
    RuleEntry(
        "GEN-20",
        "15",
        (
            "For each settlement the central bank sends the most that a direct participant may draw, and answers for "
            "that amount until the end."
        ),
        disputed=("A-43", "A-55"),
    ),
    RuleEntry(
        "GEN-21",
        "15",
        "The central bank and Finans Danmark may exclude a participant without warning, and inform each other of it.",
        disputed=("A-72",),
    ),
    RuleEntry(
        "GEN-22",
        "14-15",
        "Finans Danmark may ask a foreign participant for a legal opinion.",
        excused="A legal opinion is a paper asked for on admission; nothing that is cleared or settled depends on it.",
    ),
    RuleEntry(
        "GEN-23",
        "16",
        "A change of the handbooks takes effect on the next clearing day at the earliest.",
        excused=("A day is run by one rulebook from beginning to end; which one is in force is for its owner to say."),
        disputed=("A-74",),
    ),
    RuleEntry(
        "GEN-24",
        "42, 49, 59",
        (
            "Settlement is in central-bank money; the clearing itself lends nothing, and the central bank lends within "
            "the day only against pledge."
        ),
    ),
    RuleEntry(
        "GEN-25",
        "53",
        (
            "Orders sent as the handbooks ask settle in spite of a bankruptcy or reconstruction between submission and "
            "settlement, if liquidity and line suffice."
        ),
        disputed=("A-02", "A-13", "A-18"),
    ),
    RuleEntry(
        "GEN-26",
        "53",
        "What a direct participant sends after it was declared bankrupt does not settle.",
        disputed=("A-09", "A-10"),
    ),
    RuleEntry(
        "GEN-27",
        "43, 52, 53, 62",
        (
            "A direct participant takes part if it receives net, or receives enough in a clearing settled "
            "simultaneously, or its line covers the draw."
        ),
        disputed=("A-19", "A-20", "A-21"),
    ),
    RuleEntry(
        "GEN-28",
        "51",
        "A settlement goes ahead for all others when a participant lacks cover.",
        disputed=("A-34",),
    ),
    RuleEntry(
        "GEN-29",
        "52",
        (
            "A direct participant that cannot cover its net draw is taken out with its indirect ones: in Sum the "
            "transactions are set aside, in Intraday rejected."
        ),
        disputed=("A-26", "A-66"),
    ),
    RuleEntry(
        "GEN-30",
        "53, 55",
        "Once somebody has been taken out, the net positions of all who remain are computed anew.",
        disputed=("A-17", "A-23"),
    ),
    RuleEntry(
        "GEN-31",
        "58",
        (
            "Before each settlement there is a cut-off: from then on nothing more is taken in, and nothing can be "
            "recalled."
        ),
        disputed=("A-41",),
    ),
    RuleEntry(
        "GEN-32",
        "59",
        "A settlement is final when it has been completed.",
        disputed=("A-40",),
    ),
    RuleEntry(
        "SUM-01",
        "9, 54",
        "Sum has one regular settlement in a clearing day, at night.",
        disputed=("A-27",),
    ),
    RuleEntry(
        "SUM-02",
        "9, 54-55",
        (
            "The net positions of Sum are made of two parts: the paperless sub-clearing, whose sums the data centres "
            "deliver, and PBS, whose sums Nets delivers."
        ),
        disputed=("A-24", "A-76"),
    ),
    RuleEntry(
        "SUM-03",
        "55",
        "Sum may settle though the PBS delivery is missing, and though the paperless one is.",
        disputed=("A-64", "A-76"),
    ),
    RuleEntry(
        "SUM-04",
        "55",
        "Sum settles only if there are sums of two participants or more.",
        disputed=("A-25",),
    ),
    RuleEntry(
        "SUM-05",
        "55",
        "A clearing day stays open until every data centre has delivered for PBS, unless its close is forced.",
        disputed=("A-63",),
    ),
    RuleEntry(
        "SUM-06",
        "55",
        "A participant is in Sum only if its settlement account holds its net draw or more.",
        disputed=("A-42",),
    ),
    RuleEntry(
        "SUM-07",
        "55",
        "A participant without that liquidity is set aside, and its sums with it.",
        disputed=("A-26",),
    ),
    RuleEntry(
        "SUM-08",
        "55",
        "Sum computes the positions again and again, until all who remain have enough liquidity.",
        disputed=("A-23",),
    ),
    RuleEntry(
        "SUM-09",
        "54",
        "Transactions that were set aside or came late use the three settlements after the regular one.",
        disputed=("A-27",),
    ),
    RuleEntry(
        "SUM-10",
        "56",
        "In the three day blocks Sum settles only if somebody is set aside.",
        disputed=("A-27",),
    ),
    RuleEntry(
        "SUM-11",
        "54",
        "At two given times Sum can also settle together with Intraday.",
        disputed=("A-27",),
    ),
    RuleEntry(
        "SUM-12",
        "53",
        "Set-aside transactions join a later settlement as soon as the net draw can be covered.",
        disputed=("A-16", "A-29"),
    ),
    RuleEntry(
        "SUM-13",
        "54",
        "If Sum is not over by its time limit, an extraordinary settlement is held at an agreed time.",
        disputed=("A-35",),
    ),
    RuleEntry(
        "SUM-14",
        "54",
        "Sum can settle without waiting for Intraday, and apart from it.",
        disputed=("A-47",),
    ),
    RuleEntry(
        "SUM-15",
        "41-42",
        (
            "Where a payment is made without a look at the payer's account, its bank bears the credit risk of its own "
            "customer; the system does not."
        ),
        excused=(
            "Accounts of customers are outside the model, and the source itself gives this risk no effect on "
            "settlement."
        ),
        disputed=("A-54",),
    ),
    RuleEntry(
        "SUM-16",
        "64",
        "A participant stays set aside until it gets new liquidity or is finally rejected.",
        disputed=("A-32",),
    ),
    RuleEntry(
        "INT-01",
        "55",
        (
            "Intraday settles five times a clearing day: three times by day and twice by night, one of the night ones "
            "for technical reasons."
        ),
        disputed=("A-61",),
    ),
    RuleEntry(
        "INT-02",
        "55-56",
        "The technical settlement takes only what missed the cut-off of the night block.",
        disputed=("A-30",),
    ),
    RuleEntry(
        "INT-03",
        "55",
        (
            "Each settlement has a fixed time until which orders may be sent, and one until which liquidity may be "
            "reserved."
        ),
    ),
    RuleEntry(
        "INT-04",
        "41",
        (
            "The payer's account is checked for cover first; the payee gets the money only after the net positions "
            "have been booked at the central bank."
        ),
    ),
    RuleEntry(
        "INT-05",
        "51, 52",
        "All transactions of a participant that is short, outgoing and incoming, are left out of the cycle.",
    ),
    RuleEntry(
        "INT-06",
        "56",
        "What was rejected because an end was short moves to the settlement that follows.",
        disputed=("A-22", "A-29", "A-30"),
    ),
    RuleEntry(
        "INT-07",
        "56",
        "What would move on from the last settlement of a clearing day is finally rejected instead.",
    ),
    RuleEntry(
        "INT-08",
        "56",
        "What was finally rejected has to be sent again by the data centre for the next clearing day.",
        disputed=("A-31",),
    ),
    RuleEntry(
        "INT-09",
        "56",
        "Intraday never sets a participant aside, and never holds an extra settlement.",
        disputed=("A-26",),
    ),
    RuleEntry(
        "INT-10",
        "56-57",
        (
            "Approved transactions go out to the receiving data centres only once the hub has the receipt for the net "
            "positions."
        ),
        disputed=("A-40",),
    ),
    RuleEntry(
        "STR-01",
        "9, 38, 47",
        "An instant payment above the sector's cap is refused.",
        disputed=("A-75",),
    ),
    RuleEntry(
        "STR-02",
        "9",
        "Instant payments can be made at every hour of every day.",
        disputed=("A-59",),
    ),
    RuleEntry(
        "STR-03",
        "42",
        (
            "The payer's account is checked at once and the payee gets the money shortly after, before the banks "
            "settle, because the money was set aside beforehand."
        ),
        disputed=("A-56",),
    ),
    RuleEntry(
        "STR-04",
        "42, 53, 57",
        "An instant payment that exceeds what its bank has available is refused when it is made.",
        disputed=("A-38",),
    ),
    RuleEntry(
        "STR-05",
        "53",
        "An instant payment is final for both customers seconds after it was cleared.",
        disputed=("A-41",),
    ),
    RuleEntry(
        "STR-06",
        "51, 57",
        "Whatever was cleared in a cycle is settled; nothing cleared is turned down afterwards for want of liquidity.",
        disputed=("A-28",),
    ),
    RuleEntry(
        "STR-07",
        "57",
        "The cycles of Straks settle at fixed times of the day.",
        disputed=("A-59",),
    ),
    RuleEntry(
        "STR-08",
        "57",
        "As one cycle is cut off the next one opens, while the closed one is settled within minutes.",
        disputed=("A-57",),
    ),
    RuleEntry(
        "STR-09",
        "57",
        "No settlement of Straks begins before the one in front of it is finally complete.",
        disputed=("A-57",),
    ),
    RuleEntry(
        "STR-10",
        "57",
        "The liquidity behind a closed cycle stays at the disposal of Nets until that cycle is booked.",
        disputed=("A-38",),
    ),
    RuleEntry(
        "STR-11",
        "46-47",
        "Straks settles just ahead of the forecast for Sum and Intraday.",
        disputed=("A-58",),
    ),
    RuleEntry(
        "STR-12",
        "54",
        "What happens in Sum or Intraday leaves the cycles of Straks alone, and the other way round.",
        disputed=("A-28", "A-58"),
    ),
    RuleEntry(
        "STR-13",
        "57-58",
        "The first Straks settlement of a clearing day comes in the night that follows the clearing day before.",
        disputed=("A-59", "A-63"),
    ),
    RuleEntry(
        "STR-14",
        "37",
        "Straks has no sanctions, for nothing in it can be set aside.",
    ),
    RuleEntry(
        "LIQ-01",
        "46",
        "Ahead of each settlement of Sum or Intraday, money moves to the settlement accounts as the forecast asks.",
        disputed=("A-45",),
    ),
    RuleEntry(
        "LIQ-02",
        "46",
        "Right before the settlement the money is locked, and then the central bank sends the lines.",
        disputed=("A-42",),
    ),
    RuleEntry(
        "LIQ-03",
        "46, 60",
        "While a settlement runs, its participants cannot touch their settlement accounts.",
    ),
    RuleEntry(
        "LIQ-04",
        "46",
        "After a settlement what is left on the settlement accounts returns to the folio accounts.",
        disputed=("A-46",),
    ),
    RuleEntry(
        "LIQ-05",
        "60",
        (
            "Money received is free after completion: at once by day, from the opening of Kronos2 if received at "
            "night, and until it closes."
        ),
        disputed=("A-49",),
    ),
    RuleEntry(
        "LIQ-06",
        "60",
        "When the monetary-policy day ends, Kronos2 frees locked liquidity by itself if settlements are still due.",
        disputed=("A-44",),
    ),
    RuleEntry(
        "LIQ-07",
        "46",
        "Intraday credit exists only within the monetary-policy day.",
    ),
    RuleEntry(
        "LIQ-08",
        "46",
        "What a participant can use is its balance plus what its collateral allows.",
        disputed=("A-42",),
    ),
    RuleEntry(
        "LIQ-09",
        "46",
        "A participant may reserve more for Sum and Intraday than the forecast needs.",
        disputed=("A-53",),
    ),
    RuleEntry(
        "LIQ-10",
        "46",
        "If the security behind Straks is too small, folio money moves to a pledged account and the line rises by it.",
        disputed=("A-39",),
    ),
    RuleEntry(
        "LIQ-11",
        "47",
        "Every fifteen minutes Nets looks at the liquidity of Straks.",
    ),
    RuleEntry(
        "LIQ-12",
        "47",
        "If more than half of the liquidity rule has been used, more liquidity is fetched by itself.",
        disputed=("A-37",),
    ),
    RuleEntry(
        "LIQ-13",
        "47",
        "If more than one and a half times the liquidity rule is available, part of it is released.",
        disputed=("A-37",),
    ),
    RuleEntry(
        "LIQ-14",
        "47",
        "No release takes the line of Straks under half of the liquidity rule.",
        disputed=("A-36",),
    ),
    RuleEntry(
        "LIQ-15",
        "47",
        "Nets gets a new line after each adjustment.",
    ),
    RuleEntry(
        "LIQ-16",
        "45",
        "Straks is booked ahead of the forecast and the lines, so what it brings can serve Sum and Intraday.",
    ),
    RuleEntry(
        "LIQ-17",
        "45",
        "In a simultaneous settlement of Sum and Intraday each direct participant has one net position over both.",
        disputed=("A-47",),
    ),
    RuleEntry(
        "LIQ-18",
        "45",
        (
            "Where direct participants lack the liquidity for a joint settlement, Sum and Intraday settle one after "
            "the other."
        ),
        disputed=("A-47",),
    ),
    RuleEntry(
        "LIQ-19",
        "54",
        "If there is not enough for both, Sum comes first.",
        disputed=("A-48",),
    ),
    RuleEntry(
        "LIQ-20",
        "47, 56",
        "The final forecast is there thirty-five minutes ahead of each settlement, both in Kronos2 and at Nets.",
    ),
    RuleEntry(
        "LIQ-21",
        "47",
        "A provisional forecast for Intraday and Straks can be seen in the portal at any time.",
        excused="A screen for people to look at; no money moves on a provisional forecast, only on the final one.",
        disputed=("A-51", "A-52"),
    ),
    RuleEntry(
        "LIQ-22",
        "55, 56",
        "The final forecast is made of the first net positions, before anybody has been taken out.",
        disputed=("A-52",),
    ),
    RuleEntry(
        "LIQ-23",
        "54",
        (
            "Liquidity is shared out in two steps: between Straks and the batch clearings, and then between Intraday "
            "and Sum."
        ),
    ),
    RuleEntry(
        "LIQ-24",
        "57",
        (
            "Liquidity for Straks is reserved as part of the funding of Sum and Intraday, after forecasts and the "
            "participants' own rules."
        ),
        disputed=("A-51",),
    ),
    RuleEntry(
        "LIQ-25",
        "48",
        (
            "A sponsor must hold liquidity for its indirect participants as well as itself, and their collateral must "
            "match the burden they are."
        ),
        excused=(
            "A duty of care between a sponsor and its customers; its one visible effect, that their orders burden the "
            "sponsor's net, is GEN-04."
        ),
    ),
    RuleEntry(
        "LIQ-26",
        "37-38, 48",
        "Who falls short in Sum or Intraday gets a sanction.",
    ),
    RuleEntry(
        "LIQ-27",
        "47",
        "Kronos2 exchanges messages at all hours, so a line may change at any time.",
        disputed=("A-59",),
    ),
    RuleEntry(
        "LIM-01",
        "37, 47",
        "In the paperless part of Sum each participant sets a limit for debits and one for credits.",
        excused=(
            "These limits act on single payments before the sums are made, and the sums are all that the model sees of "
            "Sum."
        ),
    ),
    RuleEntry(
        "LIM-02",
        "37-38, 47",
        (
            "In Intraday and Straks a participant sets a limit for credit transfers; in Straks none has been set under "
            "the cap."
        ),
        disputed=("A-75",),
    ),
    RuleEntry(
        "LIM-03",
        "47",
        "A payment over its limit leaves the clearing and is made as a transfer through the central bank.",
        disputed=("A-75",),
    ),
    RuleEntry(
        "LIM-04",
        "42, 47-48",
        "The limit of an indirect participant counts only with its sponsor's approval.",
    ),
    RuleEntry(
        "LIM-05",
        "48",
        "Limits are kept in a register of the data centres and change only with Finans Danmark's consent.",
        excused=(
            "How a register is kept and who consents is office work; the model is given each limit from the moment it "
            "applies."
        ),
    ),
    RuleEntry(
        "INS-01",
        "61",
        "Finans Danmark starts the bankruptcy procedure once it has a confirmed notice from the court.",
        disputed=("A-05",),
    ),
    RuleEntry(
        "INS-02",
        "61, 64",
        "Sum is told of a bankruptcy on its own: Nets carries out what Finans Danmark asks for by telephone.",
        disputed=("A-06",),
    ),
    RuleEntry(
        "INS-03",
        "61, 64",
        "For Intraday and Straks it is Finans Danmark that marks the participant, in the clearing portal.",
        disputed=("A-06",),
    ),
    RuleEntry(
        "INS-04",
        "61-62",
        "From its mark on, nothing can be sent to or from a participant, and it drops out of the clearings.",
        disputed=("A-08",),
    ),
    RuleEntry(
        "INS-05",
        "43, 62",
        (
            "If bankruptcy comes after the cut-off, the transactions are protected and as a rule settled, provided the "
            "account covers the draw."
        ),
        disputed=("A-13", "A-15"),
    ),
    RuleEntry(
        "INS-06",
        "52",
        "A bankruptcy between the cut-off and the end of the settlement leaves the participant in it as usual.",
        disputed=("A-07",),
    ),
    RuleEntry(
        "INS-07",
        "52, 62",
        (
            "After a bankruptcy before the cut-off a participant is in neither the coming cycle nor a later one, and "
            "in no net position."
        ),
        disputed=("A-01",),
    ),
    RuleEntry(
        "INS-08",
        "43",
        (
            "By a second text, a participant bankrupt before the cut-off still settles what it receives net or what "
            "its line covers."
        ),
        disputed=("A-01",),
    ),
    RuleEntry(
        "INS-09",
        "53",
        (
            "If notice comes after the cut-off and the net is positive, its transactions and those of its indirect "
            "participants settle in Sum and Intraday."
        ),
        disputed=("A-05", "A-17"),
    ),
    RuleEntry(
        "INS-10",
        "62",
        "If the bankruptcy follows the cut-off and the draw exceeds the line, GEN-27 decides.",
        disputed=("A-15", "A-20"),
    ),
    RuleEntry(
        "INS-11",
        "62",
        "A participant that is bankrupt or suspended is as a starting point out of the clearing for the clearing day.",
        disputed=("A-14", "A-18"),
    ),
    RuleEntry(
        "INS-12",
        "62",
        "In Intraday its credit transfers, both ways, are finally rejected once the next settlement has run.",
        disputed=("A-03",),
    ),
    RuleEntry(
        "INS-13",
        "62",
        "Nets keeps a failed participant out of Sum and PBS, and the data centres keep it out of the paperless part.",
        disputed=("A-06",),
    ),
    RuleEntry(
        "INS-14",
        "53",
        "Whatever Straks had cleared when the hub registered the bankruptcy is settled in every case.",
        disputed=("A-10",),
    ),
    RuleEntry(
        "INS-15",
        "62",
        (
            "Once the portal has the bankruptcy, Straks refuses all credit transfers of that participant, in either "
            "direction."
        ),
        disputed=("A-10",),
    ),
    RuleEntry(
        "INS-16",
        "62",
        (
            "What Straks cleared but has not settled goes into the first cycle after the participant got the status "
            "bankrupt in the exception register."
        ),
        disputed=("A-05", "A-60"),
    ),
    RuleEntry(
        "INS-17",
        "43, 54",
        "A Straks line that is outstanding when bankruptcy comes is honoured in any event.",
        disputed=("A-43",),
    ),
    RuleEntry(
        "INS-18",
        "53-54",
        (
            "When its last instant payment has settled, Nets puts the line at zero, so that the central bank can "
            "exclude the participant from the following value day."
        ),
        disputed=("A-36", "A-60"),
    ),
    RuleEntry(
        "INS-19",
        "53, 54",
        "Institutions that settle through a failed direct participant are treated like it.",
        disputed=("A-65",),
    ),
    RuleEntry(
        "INS-20",
        "18",
        (
            "If a resolution company takes over the payment agreements, the participant goes on as it was, with its "
            "accounts unchanged."
        ),
        disputed=("A-73",),
    ),
    RuleEntry(
        "INS-21",
        "64",
        (
            "On hearing that some bank will soon fail, Finans Danmark starts clearing contingency and informs the "
            "authorities."
        ),
        excused=(
            "An alarm among authorities: by A-78 a failure that is only expected makes nobody aware in law, so no "
            "order depends on it."
        ),
        disputed=("A-78",),
    ),
    RuleEntry(
        "OUT-01",
        "63",
        "If Nets or the central bank is disturbed during a settlement, the cycle may be put off.",
        disputed=("A-34",),
    ),
    RuleEntry(
        "OUT-02",
        "63",
        "Or the cycle is settled at zero: all that was in it moves to the one that follows.",
        disputed=("A-70",),
    ),
    RuleEntry(
        "OUT-03",
        "63",
        (
            "A zero settlement in the last block of the day rejects all credit transfers of Intraday, back to the data "
            "centre that sent them."
        ),
        disputed=("A-70",),
    ),
    RuleEntry(
        "OUT-04",
        "63",
        "After that the data centre has to send anew what is wanted on the next clearing day.",
        disputed=("A-31",),
    ),
    RuleEntry(
        "OUT-05",
        "63",
        "If nothing but the message-queue link is broken, files may go over SWIFT instead.",
        excused=(
            "Which wire carries a message is below the model: an event counts at the instant it arrives, by whatever "
            "route."
        ),
    ),
    RuleEntry(
        "OUT-06",
        "63, 75",
        "A data centre that has lost its line to Nets may hand in data for Sum and Intraday through another one.",
    ),
    RuleEntry(
        "OUT-07",
        "63",
        "Emergency procedures need an agreement between Nets and the central bank or its operator.",
        excused=(
            "Who agrees with whom on a procedure is settled by telephone; the model is given the outcome, a "
            "postponement or a zero settlement."
        ),
        disputed=("A-70",),
    ),
    RuleEntry(
        "OUT-08",
        "63",
        "In Intraday what an outage participant has sent is left out of all net positions, which the forecast shows.",
        disputed=("A-52", "A-68"),
    ),
    RuleEntry(
        "OUT-09",
        "64",
        "In Intraday an outage participant goes on receiving.",
        disputed=("A-68",),
    ),
    RuleEntry(
        "OUT-10",
        "63-64",
        (
            "Straks refuses payments to an outage participant, which have to be made again, and leaves it out of its "
            "netting; no other line is offered."
        ),
        disputed=("A-68", "A-69"),
    ),
    RuleEntry(
        "OUT-11",
        "64",
        (
            "In Sum an outage participant receives and may be debited: with cover it settles, else it is set aside "
            "until it has money or is finally rejected."
        ),
        disputed=("A-32",),
    ),
    RuleEntry(
        "OUT-12",
        "63",
        "While a participant is away the hub keeps the files meant for it, and sends them when it is back.",
        excused=(
            "Files that go out after the decision change nothing in it; the model ends where a settlement is decided "
            "and booked."
        ),
    ),
    RuleEntry(
        "OUT-13",
        "65",
        "An outage excludes nobody: once it is back, a participant may send again, in due form and time.",
    ),
    RuleEntry(
        "OUT-14",
        "65",
        "Sum can go on while PBS is out of order.",
        disputed=("A-64", "A-76"),
    ),
    RuleEntry(
        "CAL-01",
        "56",
        "There are six blocks: DK10130, one without a name for Sum alone, DK10600, DK10900, DK11200 and DK11400.",
        disputed=("A-27",),
    ),
    RuleEntry(
        "CAL-02",
        "45-47, 56-57",
        (
            "A block has a fixed order: Straks settles, then come final forecast, funding, lock, the lines, netting "
            "and exclusions, booking, receipt, distribution and release."
        ),
    ),
    RuleEntry(
        "CAL-03",
        "46, 60",
        "The monetary-policy day ends in the afternoon, and Kronos2 opens in the morning of each banking day.",
        disputed=("A-59",),
    ),
    RuleEntry(
        "CAL-04",
        "54-58",
        "What is counted per day, and what is last of the day, is meant by the clearing day.",
        disputed=("A-63",),
    ),
)
"""Every rule of the source, in its order."""
