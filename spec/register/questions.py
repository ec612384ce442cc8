"""The questions that the source leaves open, one by one: what stands against what, and what is ruled here.

Where a number is given, its label says where it comes from: [S] stated in the source, [V] verified in another source,
[I] inferred, [A] assumed.
"""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How a question is answered."""

    LIVE = "live"
    """Both ways: by a switch."""
    FIXED = "fixed"
    """By a ruling, the same in every rulebook."""
    EXCUSED = "excused"
    """Not at all, for nothing that is modelled depends on it."""


@dataclass(frozen=True)
class Said:
    """A statement of the source, or its silence."""

    pages: str
    """The pages that it stands on, as in `43, 52`."""

    words: str
    """What it says, in words of our own."""


@dataclass(frozen=True)
class QuestionEntry:
    """A contradiction, a gap or an ambiguity of the source."""

    id: str
    """Its id."""

    question: str
    """What is asked, in one sentence."""

    statements: tuple[Said, ...]
    """What stands against what, or is said up to where the source falls silent."""

    kind: Kind
    """How it is answered."""

    ruling: str
    """What we ruled, in one sentence; of a switch, what its default means."""

    reason: str
    """Why, in one sentence, and what was overruled if our first answer was another."""

    follows: str
    """What follows in practice, in one sentence."""

    values: tuple[str, ...] = ()
    """The values of a switch, the default first."""

    @property
    def pages(self) -> tuple[int, ...]:
        """The pages that it is about, in order."""
        return tuple(sorted({int(page) for said in self.statements for page in said.pages.split(", ")}))


QUESTIONS: tuple[QuestionEntry, ...] = (
    QuestionEntry(
        "A-01",
        "Is a participant that goes bankrupt before the cut-off still in the coming settlement?",
        (
            Said(
                "43",
                (
                    "It is in to the extent that it receives net, there or in a simultaneous clearing, or that its "
                    "line covers the draw."
                ),
            ),
            Said("52, 62", "It is taken out, of the coming settlement and of every later one."),
        ),
        Kind.LIVE,
        ruling="It is out from its mark on; the other two answers can be chosen.",
        reason=(
            "Two pages say so without a condition, and the condition of page 43 returns on pages 52, 53 and 62 "
            "attached to other cases, which suggests a copying slip."
        ),
        follows=(
            "All its orders that wait are rejected at the mark, and all others are netted without them; by the other "
            "answers they stay for the first settlement whose cut-off follows the mark, even if the mark falls between "
            "the cut-off and the settlement of an earlier one."
        ),
        values=("exclude", "conditional", "by_entry"),
    ),
    QuestionEntry(
        "A-02",
        "At which moment has a transfer order entered the system, so that the law protects it?",
        (
            Said("53", "By the netting clause, once it has been submitted."),
            Said("52", "Once it has been sent correctly and the system has registered it."),
            Said("43, 52, 62", "At the cut-off, for protection is said to begin there."),
            Said("11, 14", "The rules of the system decide, and the handbooks hold the time limits."),
        ),
        Kind.LIVE,
        ruling="It enters when the system has accepted it.",
        reason=(
            "Acceptance is the one moment that the system itself observes, and the agreement's own explanation of what "
            "settles on page 52 rests on it."
        ),
        follows=(
            "An order of 08:00 is protected from a decree of 08:10 although its cut-off is 08:15, and under `cutoff` "
            "it would not be."
        ),
        values=("registered", "submitted", "cutoff"),
    ),
    QuestionEntry(
        "A-03",
        "Does Intraday reject a failed participant's orders before the next settlement, or only after it?",
        (
            Said("62", "The final rejection of its credit transfers follows the first settlement to come."),
            Said("52, 62", "It is no part of the first settlement to come, nor of the net positions when that begins."),
        ),
        Kind.FIXED,
        ruling="The orders are out of the first cycle, and only the notice of their rejection follows its completion.",
        reason="This is the one reading under which both statements hold.",
        follows="An order may be rejected at 11:00 though its bank is told of it only after the 12:00 settlement.",
    ),
    QuestionEntry(
        "A-04",
        "Does the sentence that explains the netting clause deny what the clause has just said?",
        (
            Said(
                "52",
                "Orders correctly sent and registered settle although a participant fails before the settlement.",
            ),
            Said("52", "That is said to mean that a participant that fails before the cut-off takes no part."),
        ),
        Kind.EXCUSED,
        ruling="Nothing is ruled beyond A-01 and A-02.",
        reason=(
            "The pair is a matter of what registered means, and whatever differs between its readings is already "
            "decided by those two switches."
        ),
        follows="No event and no outcome depends on this question alone.",
    ),
    QuestionEntry(
        "A-05",
        "Which clock says whether a bankruptcy came before or after the cut-off?",
        (
            Said("10, 43, 52", "The decree, from which bankruptcy has its effect."),
            Said("53, 61, 62", "The confirmed notice that reaches Finans Danmark."),
            Said("53, 62", "The registration in the hub, the portal or the exception register."),
        ),
        Kind.LIVE,
        ruling="The mark in each system is compared with the cut-off; it alone blocks submission, under every reading.",
        reason=(
            "We had first thought of the decree and overruled it, for a system can act only on what it has been told, "
            "and the law keeps the decree as a clock of its own."
        ),
        follows="With decree at 11:00, cut-off at 11:15 and mark at 11:30 the participant is in the 12:00 settlement.",
        values=("mark", "notice", "decree"),
    ),
    QuestionEntry(
        "A-06",
        "Is a bankruptcy registered in all systems at one moment?",
        (
            Said("61, 64", "Sum hears of it by telephone, Intraday and Straks through a mark in the portal."),
            Said(
                "62",
                (
                    "Nets keeps the participant out of Sum and PBS, and the data centres keep it out of the paperless "
                    "part."
                ),
            ),
        ),
        Kind.FIXED,
        ruling="Each system has a mark of its own, which takes out only that system's part.",
        reason="Several executors act at several times, and the source gives no moment that joins them.",
        follows=(
            "Between two marks a participant has left Intraday and takes part in Sum, even where both settle "
            "simultaneously."
        ),
    ),
    QuestionEntry(
        "A-07",
        "Until when does a participant stay in the running cycle if it fails after the cut-off?",
        (
            Said("52", "To the end of the settlement, in the normal way."),
            Said("62", "Up to the moment at which the portal has the bankruptcy."),
        ),
        Kind.LIVE,
        ruling="It stays in to the end, if it is covered.",
        reason=(
            "Page 52 is plain and keeps the protection whole, while page 62 may only mean that it is in no later cycle."
        ),
        follows=(
            "A mark between cut-off and settlement changes nothing in that cycle, and under `mark` it takes the "
            "participant out."
        ),
        values=("settlement_end", "mark"),
    ),
    QuestionEntry(
        "A-08",
        "Does a mark take effect at once, or only after the protected cycle?",
        (
            Said(
                "61, 62",
                "Once marked, nothing can be sent to or from the participant and it drops out of the clearings.",
            ),
            Said("43, 52, 62", "After the cut-off its transactions are protected."),
        ),
        Kind.FIXED,
        ruling="A mark blocks submission at once, while leaving the cycles depends on the cut-off.",
        reason="Read otherwise, a mark would drop the very cycle that the netting clause protects.",
        follows=(
            "After a mark new orders are refused, and a running cycle in which the participant was admitted goes on "
            "with it."
        ),
    ),
    QuestionEntry(
        "A-09",
        "May an order settle that a participant sent after its decree, while nobody knew of it?",
        (
            Said("53", "What is sent after the declaration of bankruptcy does not settle."),
            Said(
                "11",
                (
                    "Page 11 tells only of orders before the opening, while the directive and the Danish Act also "
                    "protect those of the same day if the operator was unaware [V]."
                ),
            ),
        ),
        Kind.LIVE,
        ruling="It never settles: a mark before the nets are fixed takes it out of the running cycle as well.",
        reason=(
            "The agreement waives a protection that the law would give, and it speaks only of what the bankrupt itself "
            "sends."
        ),
        follows=(
            "Orders that pay the bankrupt stay, and those that it or its indirect participants pay after the decree "
            "leave."
        ),
        values=("never", "if_unaware"),
    ),
    QuestionEntry(
        "A-10",
        "What becomes of an instant payment that was cleared between the decree and the mark?",
        (
            Said("53", "By the netting clause, what is sent after the decree does not settle."),
            Said(
                "53, 54, 57, 62",
                "What was cleared before the hub registered the bankruptcy is final and always settles.",
            ),
        ),
        Kind.LIVE,
        ruling="It settles; the mark in Straks is the border.",
        reason=(
            "The customer already has the money, and a reversal would break the promise that all that was cleared is "
            "settled."
        ),
        follows="With decree at 10:00:00, payment at 10:00:20 and mark at 10:07 the payment stands.",
        values=("until_mark", "until_decree"),
    ),
    QuestionEntry(
        "A-11",
        "Does a participant leave the clearing at the instant of its bankruptcy?",
        (
            Said("50", "As a starting point it leaves when the bankruptcy occurs."),
            Said("52, 53", "After a cut-off it stays in the running settlement."),
        ),
        Kind.FIXED,
        ruling="It leaves as pages 52 and 53 say, by the cut-off.",
        reason=(
            "Page 50 is a summary and calls itself a starting point, while the other two give the rule and its cases."
        ),
        follows="No cycle loses a participant merely because a decree fell while it was running.",
    ),
    QuestionEntry(
        "A-12",
        "Must an order have settled before the decree to be safe, or is it enough that it had entered?",
        (
            Said("10", "What entered and was settled before the decree cannot be avoided."),
            Said("11", "What entered before the opening binds third parties."),
        ),
        Kind.FIXED,
        ruling="Entry is enough.",
        reason=(
            "Page 10 tells the general law of bankruptcy, which is a sufficient condition, and page 11 the rule on "
            "finality, which goes further."
        ),
        follows="An order that entered at 10:06 is protected from a decree of 10:07 even if it settles at 12:00.",
    ),
    QuestionEntry(
        "A-13",
        "Is protection unconditional, or does it depend on cover?",
        (
            Said("52", "Registered orders settle whatever happens to a participant."),
            Said("43, 53, 62", "They settle if the account covers the draw and as far as there is liquidity."),
        ),
        Kind.FIXED,
        ruling="Every order gets two verdicts, one on what became of it in the system and one by the law.",
        reason=(
            "Whether third parties are bound and whether money is there are different questions, which the source "
            "mixes."
        ),
        follows=(
            "An order may be protected and not settled, or settled and unprotected, and both are findings rather than "
            "errors."
        ),
    ),
    QuestionEntry(
        "A-14",
        "For how long is a failed participant excluded, and does exclusion reach back?",
        (
            Said("62", "For the current clearing day."),
            Said("52", "For the coming cycles and all that follow."),
            Said("53", "From the next value day."),
            Said("61, 62", "It drops out of the clearings, with no word on how long."),
        ),
        Kind.LIVE,
        ruling="It is out from the mark on, for good, and nothing before the mark is touched.",
        reason=(
            "Danish law has no zero-hour rule, so no text can be read as undoing the morning; we dropped our first "
            "idea of a switch for the length, as nothing brings a failed participant back, and kept instead the switch "
            "that tests for reaching back."
        ),
        follows=(
            "`zero_hour` changes the law's verdict alone: the orders that entered on the day of the decree and before "
            "it lose their protection."
        ),
        values=("forward_only", "zero_hour"),
    ),
    QuestionEntry(
        "A-15",
        "What becomes of a participant that failed after the cut-off and is not covered?",
        (
            Said(
                "62",
                (
                    "A draw above the line is carried out if it receives net, has a simultaneous clearing or is "
                    "covered, of which only the second can be true."
                ),
            ),
            Said("43, 62", "The text has no words for what happens otherwise."),
        ),
        Kind.LIVE,
        ruling="It is taken out, and its orders are finally rejected.",
        reason=(
            "The estate is not expected to bring new money, the law asks for an objective rule, and rejection needs no "
            "later decision by anybody."
        ),
        follows="The same orders would be retried that day under `set_aside`, and would end reversed under `reversed`.",
        values=("rejected", "set_aside", "reversed"),
    ),
    QuestionEntry(
        "A-16",
        "Are a bankrupt's transactions retried when its estate brings cover?",
        (
            Said(
                "53",
                (
                    "Transactions that were taken out join a later settlement once there is cover, written right after "
                    "a passage on bankruptcy."
                ),
            ),
            Said("52, 62", "A bankrupt is in no later cycle."),
        ),
        Kind.FIXED,
        ruling="Only a participant that is solvent but short gets a retry.",
        reason="The retry belongs to lack of liquidity, and the two pages on bankruptcy leave no later cycle open.",
        follows="Money that the estate puts on the account after the mark revives no order.",
    ),
    QuestionEntry(
        "A-17",
        "Why should net positions be computed anew if the bankrupt's transactions are carried out?",
        (
            Said("53", "With a positive net they are carried out if the notice came after the cut-off."),
            Said("53", "The next sentence has the system compute new positions for all others."),
        ),
        Kind.FIXED,
        ruling="Positions are computed anew only when somebody was taken out.",
        reason=(
            "If nobody leaves, the new positions are the old ones, so the sentence must look back to exclusion for "
            "lack of cover."
        ),
        follows="A bankrupt that receives net is paid inside the netting and never apart from it.",
    ),
    QuestionEntry(
        "A-18",
        "Which insolvency proceedings count?",
        (
            Said("53", "The netting clause names bankruptcy and reconstruction."),
            Said("62", "Exclusion names suspension of payments and bankruptcy."),
            Said("43, 52", "Two pages name bankruptcy alone."),
        ),
        Kind.FIXED,
        ruling="All three kinds count for the system: bankruptcy, reconstruction and suspension of payments.",
        reason="The directive means any collective measure, and the source names each of the three in some place.",
        follows="A mark may follow any of the three, while the Danish Act does not judge by a mere suspension.",
    ),
    QuestionEntry(
        "A-19",
        "Does a participant without full cover settle in part?",
        (
            Said("14", "Positions settle or are reversed in their entirety."),
            Said("43, 52, 53, 62", "The clearing goes ahead as far as there is cover."),
            Said("55, 56", "A participant without cover is taken out as a whole."),
        ),
        Kind.FIXED,
        ruling="Cover is a condition for the whole, and neither an order nor a net ever settles in part.",
        reason="Only the condition has an algorithm in the source, which takes the whole participant out.",
        follows="One øre too little takes a participant out with all its orders.",
    ),
    QuestionEntry(
        "A-20",
        "Do incoming money of a simultaneous clearing and the credit line count together?",
        (
            Said("43, 52, 53, 62", "The income is at least the draw, or the line can cover it."),
            Said("45", "Total netting adds everything up before it looks at the line."),
        ),
        Kind.LIVE,
        ruling="They are added up.",
        reason="Total netting on page 45 does exactly this, and the word or may join two sources of one cover.",
        follows=(
            "A draw of 100 with 60 from the other clearing and a line of 40 is covered, and under `either` it is not."
        ),
        values=("sum", "either"),
    ),
    QuestionEntry(
        "A-21",
        "Which clearings settle simultaneously?",
        (
            Said(
                "43, 52, 53, 62",
                "The texts speak of a clearing that is settled at the same time and do not name it.",
            ),
            Said(
                "45, 46, 47",
                (
                    "Sum and Intraday may settle in one total netting or one after the other, and Straks has settled "
                    "before."
                ),
            ),
        ),
        Kind.FIXED,
        ruling="Sum and Intraday of one block in total netting, and nothing else.",
        reason=(
            "Straks is booked before the forecast and has left only money behind, and in serial settlement nothing is "
            "simultaneous."
        ),
        follows=(
            "In serial settlement a participant's Intraday has its line and its own Sum result, and Sum has the line "
            "alone."
        ),
    ),
    QuestionEntry(
        "A-22",
        "Does an order that is carried over keep its entry and its irrevocability?",
        (
            Said("56", "Rejected transactions move to the next settlement."),
            Said("58", "Each settlement has a cut-off of its own, up to which orders may be recalled."),
            Said(
                "52, 62",
                "A bankrupt is out of later cycles, and no text says whether an order that moved was entered anew.",
            ),
        ),
        Kind.LIVE,
        ruling="It keeps both.",
        reason=(
            "Moving is the system's act and not the payer's, so neither its protection nor its promise to the payee "
            "should depend on it."
        ),
        follows=(
            "An order of 08:00 that moves from 09:00 to 12:00 cannot be recalled and stays protected from a decree of "
            "10:30."
        ),
        values=("original", "renewed"),
    ),
    QuestionEntry(
        "A-23",
        "In which order are participants without cover taken out?",
        (
            Said(
                "55",
                "The participant is set aside and the positions are computed again, until the rest have enough.",
            ),
            Said("53", "For Intraday too, new positions follow, with no word on order, ties or coming back."),
        ),
        Kind.LIVE,
        ruling=(
            "In any order: each outcome that some order reaches is allowed, and the reference takes out all who are "
            "short at once."
        ),
        reason=(
            "Our first choice was all at once, which we overruled as a rule for others, because the source is silent "
            "and the orders lead to different survivors."
        ),
        follows="An engine may take any lawful choice, and it is shown of every cycle whether this choice mattered.",
        values=("any_subset", "all_at_once", "worst_first", "smallest_shortfall"),
    ),
    QuestionEntry(
        "A-24",
        "Are the sums of Sum kept per participant or per pair of participants?",
        (
            Said("54, 55", "Sum is fed with totals and net figures that the data centres have made up."),
            Said("55, 62", "Without a participant the positions of all others are computed anew."),
        ),
        Kind.FIXED,
        ruling="They are bilateral: payer, payee and amount.",
        reason="From one net figure per participant it cannot be known what others lose when somebody is taken out.",
        follows="What other systems call a transfer order is, in Sum, one such sum.",
    ),
    QuestionEntry(
        "A-25",
        "Does the minimum of two participants apply to what goes in, or also to what is left after exclusions?",
        (
            Said("55", "Sums of at least two participants must be there before a settlement is held."),
            Said("55", "Nothing is said of exclusions that leave one or none."),
        ),
        Kind.LIVE,
        ruling="It applies to the sums that are admitted, before exclusions.",
        reason="The sentence speaks of what must be present before the settlement begins.",
        follows=(
            "A cycle in which only one participant is left settles, with a net of zero, and under `also_after` it is "
            "not carried out."
        ),
        values=("input_only", "also_after"),
    ),
    QuestionEntry(
        "A-26",
        "Are participants without cover set aside or rejected?",
        (
            Said("41, 65", "In Sum and Intraday alike they are set aside."),
            Said("51, 52, 56", "Intraday knows nobody who is set aside; it rejects transactions."),
        ),
        Kind.FIXED,
        ruling="Sum sets participants aside, and Intraday carries orders over or rejects them.",
        reason="The pages that describe each system in detail make this difference, and the other two are summaries.",
        follows=(
            "In Sum being set aside is a state of the participant, in Intraday being carried over is a state of the "
            "order."
        ),
    ),
    QuestionEntry(
        "A-27",
        "In which blocks can Sum settle?",
        (
            Said(
                "54",
                (
                    "Once at night, then in three more settlements for late or set-aside sums, and together with "
                    "Intraday at two given times."
                ),
            ),
            Said(
                "56",
                (
                    "The table has it in six rows, one of them without a name, three of them only if somebody is set "
                    "aside."
                ),
            ),
            Said("9", "Once in a clearing day."),
        ),
        Kind.FIXED,
        ruling=(
            "In all six: DK10130 for everybody, DK10330, DK10600 and DK10900 for sums set aside or late, DK11200 and "
            "DK11400 if anyone is set aside."
        ),
        reason=(
            "One and three and two make the six rows; the name and time of DK10330 were lost in the source and are "
            "ours [A], and for DK10900 page 54 outweighs page 56."
        ),
        follows="A late sum can settle at 03:30, 06:00 or 09:00 without anybody being set aside.",
    ),
    QuestionEntry(
        "A-28",
        "Is a participant that lacks liquidity taken out of Straks too?",
        (
            Said("52", "It is taken out of Intraday and Straks."),
            Said("51, 57", "Whatever Straks has cleared is settled."),
        ),
        Kind.FIXED,
        ruling="It is not; the sentence should have named Sum and Intraday.",
        reason=(
            "The next sentence speaks of Sum and Intraday, and read literally this one would leave Sum out and break "
            "Straks."
        ),
        follows="Being short in a batch blocks no instant payment.",
    ),
    QuestionEntry(
        "A-29",
        "Do transactions that were taken out return by themselves, or only with cover?",
        (
            Said("53", "They join a later settlement if cover for the net draw has been obtained."),
            Said("56", "All of them are moved to the following settlement."),
        ),
        Kind.LIVE,
        ruling=(
            "In Sum a participant returns only if its line covers the draw it was set aside with, while Intraday "
            "always carries over."
        ),
        reason=(
            "Our first answer was automatic return, overruled for Sum, as each text fits one system: cover belongs to "
            "setting aside, and moving to Intraday."
        ),
        follows="A sum waits until the old draw is covered, even if the new net would be smaller.",
        values=("if_covered", "automatic"),
    ),
    QuestionEntry(
        "A-30",
        "To which settlement does an order go that DK10130 rejects?",
        (
            Said("56", "Rejected transactions move to the following settlement, which would be DK10600."),
            Said("55, 56", "DK10600 is technical and takes only what came too late."),
        ),
        Kind.FIXED,
        ruling="To DK10900.",
        reason="The technical settlement is for late orders only, so it is not the following one for anything else.",
        follows="What was rejected at 01:30 is tried again at 09:00, and what came late at 06:00.",
    ),
    QuestionEntry(
        "A-31",
        "Must a data centre send rejected orders again, and are they then the same orders?",
        (
            Said("56", "It has to send them again."),
            Said("63", "It sends them again if they are still wanted."),
        ),
        Kind.FIXED,
        ruling="Whoever sends it again, the system takes it for a new order.",
        reason="The duty lies between people, while a new entry of its own is what the system would see.",
        follows="Its entry is the new one, so a decree in the meantime is a decree before it.",
    ),
    QuestionEntry(
        "A-32",
        "When is a set-aside participant finally rejected in Sum?",
        (
            Said("64", "It is set aside until new liquidity can be transferred or it is finally rejected."),
            Said("54", "Later settlements are named, but no last attempt and nobody who decides."),
        ),
        Kind.LIVE,
        ruling="At the close of the clearing day.",
        reason="The law asks for objective conditions, and Intraday too rejects at the end of the day.",
        follows=(
            "Whatever still waits in Sum when the clearing day closes is rejected, and under `manual` only when told."
        ),
        values=("last_block_of_day", "manual"),
    ),
    QuestionEntry(
        "A-33",
        "Against whom are the sums of a set-aside participant retried?",
        (
            Said("53", "They join a later settlement once it has cover."),
            Said("55", "Nothing is said of two who are set aside, or of others who are now short."),
        ),
        Kind.FIXED,
        ruling="Against all who are admitted to that settlement, whose cover is tested anew.",
        reason="A retry is a settlement like any other, and no text exempts anybody from the test of cover.",
        follows="If two are set aside and one finds cover, the sums between those two go on waiting.",
    ),
    QuestionEntry(
        "A-34",
        "Is a settlement really always carried out?",
        (
            Said("51", "The settlement of clearing cycles always goes ahead."),
            Said("54, 55, 63", "It may be put off, settled at zero, or not be held for want of two participants."),
        ),
        Kind.FIXED,
        ruling="Lack of cover of some never cancels a cycle for the rest.",
        reason="The other cases have rules of their own, so the sentence can only be about cover.",
        follows=(
            "A cycle ends as carried out, as not carried out or as zero-settled, and shortage alone leads only to the "
            "first."
        ),
    ),
    QuestionEntry(
        "A-35",
        "Does an extraordinary settlement of Sum have its own cut-off, forecast and lines?",
        (
            Said("54", "Nets, the central bank and e-nettet agree on a time if Sum is not over by the limit."),
            Said("54", "Nothing more is said of it."),
        ),
        Kind.FIXED,
        ruling="It gets a cut-off, a forecast and lines to itself, as any block does.",
        reason="Without them nobody could say what is irrevocable in it, or who is covered.",
        follows=(
            "A bankruptcy between the regular and the extraordinary settlement is judged by the cut-off of the latter."
        ),
    ),
    QuestionEntry(
        "A-36",
        "May the line of Straks fall below half of the liquidity rule after a bankruptcy?",
        (
            Said("47", "It cannot be written down under half of the rule."),
            Said("53", "After a bankruptcy Nets must lower it to zero."),
        ),
        Kind.FIXED,
        ruling="It goes to zero after a bankruptcy, and never below half otherwise.",
        reason="The special rule goes before the general one.",
        follows=(
            "The floor is half of the rule rounded up, and a participant whose last cleared payment is booked has none."
        ),
    ),
    QuestionEntry(
        "A-37",
        "What does it mean that half of the liquidity rule has been used?",
        (
            Said(
                "47",
                (
                    "More than half used fetches more liquidity, and more than one and a half times available releases "
                    "some."
                ),
            ),
            Said(
                "47",
                "Used may be what has flowed out net, or what is missing from the rule; how much is moved is not said.",
            ),
        ),
        Kind.LIVE,
        ruling="Used is the net outflow of the unbooked cycles, and either move restores the rule in full.",
        reason="What was used is naturally what flowed out, and the full rule is the one target that the source names.",
        follows="Exactly half used and exactly one and a half times available set nothing off.",
        values=("net_outflow", "rule_minus_available"),
    ),
    QuestionEntry(
        "A-38",
        "May a participant use the positive result of a Straks cycle that is closed but not booked?",
        (
            Said("57", "The liquidity of the closed cycle must stay at the disposal of Nets."),
            Said("57", "What it will receive from that cycle is not spoken of."),
        ),
        Kind.LIVE,
        ruling="It may not: a negative result counts at once, a positive one when booked.",
        reason="A result that is spent before it is booked would not be prefunded if the booking failed.",
        follows="During the minutes of overlap a payment may be refused that would be cleared after the booking.",
        values=("negative_only", "both_signs"),
    ),
    QuestionEntry(
        "A-39",
        "When can the security behind Straks be too small, if everything is funded beforehand?",
        (
            Said("46", "Then a pledged account gets money from the folio, and the line goes up."),
            Said("44, 51, 53, 57", "Straks carries no liquidity risk, and whatever it has cleared is settled."),
        ),
        Kind.EXCUSED,
        ruling="No case of its own is modelled.",
        reason=(
            "A payment is cleared only if it is funded, so a booking never lacks security and the case cannot arise."
        ),
        follows="The line of Straks rises by the top-ups of the manager and after bookings, and in no other way.",
    ),
    QuestionEntry(
        "A-40",
        "At which moment is a settlement final?",
        (
            Said(
                "53, 57",
                "When the positions are booked, or when the hub has the receipt that they are covered or booked.",
            ),
            Said("59", "When the settlement is over."),
        ),
        Kind.LIVE,
        ruling="At booking in Sum and Straks, and at the receipt in Intraday; the switch can be set for each system.",
        reason=(
            "Booking moves the money; our first choice was booking everywhere, which we overruled for Intraday since "
            "page 57 ties its finality to the receipt."
        ),
        follows="If the link fails between booking and receipt, an Intraday order is booked and not yet settled.",
        values=("completed", "booked", "receipt"),
    ),
    QuestionEntry(
        "A-41",
        "From when is an instant payment irrevocable?",
        (
            Said("58", "All three handbooks have a cut-off from which nothing can be recalled."),
            Said("53", "An instant payment is final within seconds."),
        ),
        Kind.FIXED,
        ruling="From the moment it is cleared.",
        reason=(
            "Between a payment's clearing and the cut-off of its cycle lie hours, in which its payee has long spent "
            "the money."
        ),
        follows="No instant payment can be revoked.",
    ),
    QuestionEntry(
        "A-42",
        "With what is a net draw compared?",
        (
            Said("41, 43, 52, 55", "With the liquidity on the settlement account."),
            Said("46, 55", "With disposable liquidity, which is balance and collateral."),
            Said("43, 52, 53, 62", "With the credit line, which is sent by the central bank or to it."),
        ),
        Kind.FIXED,
        ruling="With the locked line, which is the balance of the batch account when it was locked.",
        reason="It is the one amount that the clearing has been told and that the central bank answers for.",
        follows="Money left on the folio at the lock does not help.",
    ),
    QuestionEntry(
        "A-43",
        "Does the credit line survive the decree?",
        (
            Said("10", "The central bank guarantees liquidity up to a bankruptcy."),
            Said("15", "It sends the most that may be drawn and answers for it during the settlement."),
            Said("53, 54", "An outstanding line of Straks is always honoured."),
        ),
        Kind.LIVE,
        ruling="A line that has been sent stands.",
        reason="Were it to lapse, the protection after the cut-off would have no money behind it.",
        follows=(
            "A decree between lock and booking changes no line, and under `lapses_at_decree` the participant counts as "
            "having none."
        ),
        values=("line_stands", "lapses_at_decree"),
    ),
    QuestionEntry(
        "A-44",
        "What is set free by the automatic release with which the monetary-policy day ends?",
        (
            Said("60", "Kronos2 releases liquidity by itself if settlements are outstanding."),
            Said("15, 46, 57", "Locked money is answered for, and that of Straks has to stay."),
        ),
        Kind.FIXED,
        ruling="It frees the money of the batch accounts only, and the line there ends with it.",
        reason=(
            "We narrowed our first answer, that it cancels every line, because Straks runs on over night and its money "
            "must remain."
        ),
        follows=(
            "A block that is still due at 15:30 has nothing to draw on, since no booking may use a line that is gone."
        ),
    ),
    QuestionEntry(
        "A-45",
        "May the central bank still fund a failed participant after the cut-off?",
        (
            Said("46", "Money moves to the settlement account as the forecast asks, before the lock."),
            Said("46", "Nothing is said of a decree or a mark between cut-off and lock."),
        ),
        Kind.LIVE,
        ruling="It funds what was admitted, though the participant has been marked since.",
        reason=(
            "We first said no, since a bankrupt cannot dispose of its money, and overruled it, because protection "
            "after the cut-off would then be empty and the directive lets a State allow such use."
        ),
        follows=(
            "A participant marked between cut-off and forecast is funded for the running cycle, and for no later one."
        ),
        values=("fund_admitted", "none_after_mark"),
    ),
    QuestionEntry(
        "A-46",
        "Are there one or several settlement accounts, and which are emptied after a settlement?",
        (
            Said("16, 41, 45, 49, 52", "The settlement account is spoken of in the singular and in the plural."),
            Said(
                "46, 57",
                "After a settlement balances go back to the folio, yet the liquidity of Straks must remain.",
            ),
        ),
        Kind.FIXED,
        ruling="Batch and Straks have separate accounts, and a release empties the batch account.",
        reason="On one account the release after a batch would take away what Straks needs.",
        follows="A direct participant has three accounts: folio, batch and Straks.",
    ),
    QuestionEntry(
        "A-47",
        "When do Sum and Intraday settle in one netting, and when one after the other?",
        (
            Said(
                "45",
                "Together in total netting when simultaneous, and serially if reservations do not suffice for both.",
            ),
            Said(
                "45, 54",
                (
                    "It is not said whether one who is short turns the block serial for all, nor whether Intraday may "
                    "use Sum's result."
                ),
            ),
        ),
        Kind.LIVE,
        ruling=(
            "If anybody is short in the first total netting, the block turns serial for everybody, and Intraday counts "
            "on a participant's own Sum result."
        ),
        reason=(
            "One netting cannot be serial for some only, and Sum's result is money by the time Intraday is computed."
        ),
        follows="Who is excluded from Sum may still be in Intraday, and the other way round.",
        values=("total_then_serial", "serial", "total_with_exclusion"),
    ),
    QuestionEntry(
        "A-48",
        "Which of the two comes first in a day block?",
        (
            Said("54", "Sum comes first if there is not enough for both."),
            Said("56", "The table, said to be in order of priority, has Intraday first in the day blocks."),
        ),
        Kind.LIVE,
        ruling="Sum comes first in every block.",
        reason="The sentence is a rule about exactly this case, while the order of a table can be an accident.",
        follows="A retry of Sum at 09:00 draws on the line before Intraday does.",
        values=("sum_first", "as_listed"),
    ),
    QuestionEntry(
        "A-49",
        "When can participants use money that they received in a settlement?",
        (
            Said("60", "When the settlement is over, and for night blocks from the opening of Kronos2."),
            Said("45, 46", "What Straks brings is there for the batch that follows, at night as well."),
        ),
        Kind.EXCUSED,
        ruling=(
            "No ruling is needed, for both hold: within the clearings at once, for the participant in the opening "
            "hours."
        ),
        reason="Release and opening hours are separate rules, and no outcome is left that this question would decide.",
        follows="Standing orders use night money at night, and manual funding waits for 07:00.",
    ),
    QuestionEntry(
        "A-50",
        "Does a forecast fund the night blocks?",
        (
            Said("55", "It can be used to reserve liquidity for settlements in the daytime, while Kronos2 is open."),
            Said("46, 47, 56", "Money moves on a forecast ahead of each settlement."),
        ),
        Kind.FIXED,
        ruling="At night standing orders move money on the forecast, and nothing else does.",
        reason="A standing order needs nobody at a desk, while manual funding needs Kronos2 to be open.",
        follows="A participant that falls short at 01:30 cannot help itself before 07:00.",
    ),
    QuestionEntry(
        "A-51",
        "Is there a forecast for Straks?",
        (
            Said("63", "None is sent, as everybody can follow it in the portal."),
            Said("47, 57", "The provisional forecast contains Straks, and its reservation is made from forecasts."),
        ),
        Kind.EXCUSED,
        ruling="No forecast of Straks is modelled.",
        reason="What can be seen on a screen moves no money; the manager of Straks acts on what has been used.",
        follows="The forecast event belongs to Sum and Intraday alone.",
    ),
    QuestionEntry(
        "A-52",
        "What does a forecast contain, and does it change after it was made?",
        (
            Said("47", "The provisional one has Intraday and Straks, and nothing is said of Sum."),
            Said("55", "The final one comes from the first netting, before exclusions."),
            Said("63", "It shows that an outage participant has been left out."),
        ),
        Kind.FIXED,
        ruling=(
            "The final forecast holds the first nets of Sum and Intraday at its own instant, and is never corrected."
        ),
        reason="The source names no second forecast, and only an outage known before it can be shown in it.",
        follows="After a later mark or exclusion only over-cover helps those whose draw has grown.",
    ),
    QuestionEntry(
        "A-53",
        "Does over-cover raise the credit line?",
        (
            Said("46", "A participant may set it as a buffer."),
            Said("46", "No formula is given, and no effect on the line."),
        ),
        Kind.FIXED,
        ruling="It raises the funding, and so the line, by its amount.",
        reason="A buffer that could not be drawn on would be none, and the line is the locked balance.",
        follows="The central bank moves the need and the over-cover, as far as folio and pledge allow.",
    ),
    QuestionEntry(
        "A-54",
        "Is there no risk between the institutions, or only less of it?",
        (
            Said("41, 42, 44", "There is no credit risk between institutions, and no liquidity risk in Straks."),
            Said("59", "Central-bank money lowers the risk but does not remove it."),
        ),
        Kind.EXCUSED,
        ruling="Nothing is assumed: that no account falls below zero is a law to be proved.",
        reason="A statement about risk is no rule for an order, and taken as an axiom it would hide what it claims.",
        follows="Proofs show what holds, and scenarios show what does not.",
    ),
    QuestionEntry(
        "A-55",
        "Is the most that may be drawn the same as the credit line?",
        (
            Said("15", "The central bank answers for the most that may be drawn."),
            Said("43", "Cover is measured by the credit line."),
        ),
        Kind.EXCUSED,
        ruling="The two words are taken to mean one amount [A].",
        reason="They have the same function, and the source gives no case in which they would differ.",
        follows="The model has one line per participant and block.",
    ),
    QuestionEntry(
        "A-56",
        "Does Straks settle gross or net?",
        (
            Said("9", "It is called a gross settlement system in which payments settle continuously."),
            Said("42, 47, 57, 62", "Its net positions are settled at fixed times."),
        ),
        Kind.FIXED,
        ruling="It clears one by one and settles deferred and net, out of money that was set aside.",
        reason="Every page that describes its working has cycles and net positions.",
        follows=(
            "A payment has two finalities: for the customer when cleared, between the banks when its cycle is booked."
        ),
    ),
    QuestionEntry(
        "A-57",
        "May two cycles of Straks overlap?",
        (
            Said("57", "One settlement has to be over before another starts."),
            Said("57", "There are always a few minutes in which two run in parallel."),
        ),
        Kind.FIXED,
        ruling="The intake of one overlaps the settlement of the other, and settlements never overlap.",
        reason="Cut-off and booking are different moments, and each sentence fits one of them.",
        follows="At most one cycle is closed and not booked, and a cut-off that finds one waits for its booking.",
    ),
    QuestionEntry(
        "A-58",
        "Does a batch wait for a Straks settlement that is late?",
        (
            Said("54", "The cycles of Straks settle independently of Sum and Intraday."),
            Said("45, 46, 47", "Straks is booked ahead of the forecast and the lines."),
        ),
        Kind.FIXED,
        ruling="A late booking of Straks postpones the forecast.",
        reason="They are independent in outcome and ordered in time, as the money of Straks funds the batch.",
        follows="No forecast is made on a Straks result that is still open.",
    ),
    QuestionEntry(
        "A-59",
        "How many cycles has Straks, and what holds at week-ends?",
        (
            Said("57, 58", "The list of times has lost its first and last entry."),
            Said("46, 47", "Messages flow at all hours, and intraday credit is confined to the monetary-policy day."),
        ),
        Kind.FIXED,
        ruling=(
            "Its cycles settle at 00:50, 05:20, 08:20, 11:20 and 13:20 on banking days: the middle three are printed "
            "[S], the outer two inferred [I]."
        ),
        reason="All three printed times lie forty minutes ahead of a block, which gives the other two.",
        follows=(
            "Over a week-end one cycle stays open, payments go on, and intraday credit waits for the monetary-policy "
            "day."
        ),
    ),
    QuestionEntry(
        "A-60",
        "When does a bankrupt leave Straks?",
        (
            Said("53", "From the next value day."),
            Said(
                "43, 54, 62",
                "After the settlement on its outstanding line, or in the first cycle after its registration.",
            ),
        ),
        Kind.FIXED,
        ruling="After the booking that holds its last cleared payment.",
        reason="Whatever was cleared must settle, so it cannot leave while a position of its own is open.",
        follows="Its Straks money goes to zero with that booking, on whatever value day it comes.",
    ),
    QuestionEntry(
        "A-61",
        "How often does Intraday settle, and when is the forecast there?",
        (
            Said("9", "Four times a day."),
            Said("55", "Five times, one of them technical, with a forecast half an hour ahead."),
            Said("47, 56", "Thirty-five minutes ahead."),
        ),
        Kind.FIXED,
        ruling="Four regular settlements and DK10600, and the forecast thirty-five minutes ahead.",
        reason=(
            "Four and the technical one are five, and thirty-five minutes is the exact figure that half an hour rounds."
        ),
        follows="DK10130, DK10900, DK11200 and DK11400 take everything, and DK10600 takes late orders only.",
    ),
    QuestionEntry(
        "A-62",
        "With whom must a netting agreement be filed?",
        (
            Said("11, 14", "With the central bank, before the bankruptcy."),
            Said(
                "11, 14",
                "The Act as read today names the supervisor, Finanstilsynet [V]; the wording of 2018 was not found.",
            ),
        ),
        Kind.EXCUSED,
        ruling="No addressee is modelled, only the instant of filing of each version.",
        reason="What decides is whether it was filed before the opening, and not in whose hands it lies.",
        follows="A version that was not filed before the opening leaves its orders unprotected under the Act.",
    ),
    QuestionEntry(
        "A-63",
        "When does a clearing day begin and end?",
        (
            Said(
                "55, 56, 62",
                (
                    "Exclusion, final rejection and the last settlement all refer to the clearing day, whose limits "
                    "are nowhere given."
                ),
            ),
            Said("58, 63", "A similar second word is used for what may be the same."),
        ),
        Kind.FIXED,
        ruling="It lasts from 14:05 of one banking day to 14:05 of the next, after DK11400 has been released [A].",
        reason=(
            "The day's last block closes it and the night that follows belongs to the next one, which is all that the "
            "source lets us infer."
        ),
        follows=(
            "Its close is an event of its own, which is refused as long as PBS sums are missing and nobody forces it."
        ),
    ),
    QuestionEntry(
        "A-64",
        "May Sum settle with both of its parts missing?",
        (
            Said("55", "It can settle without a delivery from PBS and without one from the paperless part."),
            Said("55", "It needs the sums of two participants."),
        ),
        Kind.FIXED,
        ruling="Either part alone may be missing.",
        reason="Without both there are no sums, and the minimum of two participants fails.",
        follows="Sums of a part that comes late wait for the next block of Sum.",
    ),
    QuestionEntry(
        "A-65",
        "What happens if only an indirect participant fails?",
        (
            Said("54", "In Straks, institutions that settle through another are treated like it."),
            Said("48, 52, 53", "For Sum and Intraday nothing is said, except that the sponsor bears the draw."),
        ),
        Kind.FIXED,
        ruling="Its own orders leave, and the net of its sponsor is computed anew.",
        reason="Only its orders are touched by its insolvency, and a net is always made of the orders that are left.",
        follows="The sponsor may fall short because its indirect participant failed.",
    ),
    QuestionEntry(
        "A-66",
        "Do indirect participants fall with a sponsor that is short?",
        (
            Said("52", "Transactions of the sponsor and, as the case may be, of its indirect participants are hit."),
            Said("52", "The words can mean if it has any, or possibly."),
        ),
        Kind.LIVE,
        ruling="They fall with it.",
        reason=(
            "There is one account and one net for all of them, and the simplest sense of the words is if it has any."
        ),
        follows="Under `spares_indirect` the sponsor's orders leave alone, if its account can settle the rest.",
        values=("takes_indirect", "spares_indirect"),
    ),
    QuestionEntry(
        "A-67",
        "Is every participant in Straks?",
        (
            Said("13", "There is an agreement without Straks."),
            Said("37", "Rules for all participants are written as if everybody were in it."),
        ),
        Kind.FIXED,
        ruling="Dispensation from Straks is an attribute of a participant.",
        reason="Only so can an instant payment to such a bank have an outcome.",
        follows="An instant payment from or to a participant with dispensation is refused.",
    ),
    QuestionEntry(
        "A-68",
        "Does a participant in an outage still receive in Intraday?",
        (
            Said("63", "What it sends is left out of the netting, and of Straks the same is said, in both directions."),
            Said("64", "It goes on receiving."),
        ),
        Kind.LIVE,
        ruling="It receives; only what it sends is left out.",
        reason="Page 64 says so of Intraday directly, and page 63 mentions Intraday only to compare it.",
        follows="Others' payments to it settle, and under `both_ways` they are carried over as well.",
        values=("outgoing_only", "both_ways"),
    ),
    QuestionEntry(
        "A-69",
        "Who sends a refused instant payment again, and is it the same payment?",
        (
            Said("64", "It is sent anew for the next clearing, which settles as fast as possible."),
            Said("57", "A system in real time collects no payments."),
        ),
        Kind.FIXED,
        ruling="The payer's bank sends it again, as a new order.",
        reason="A refused payment has left the system, and nothing in it would bring the payment back.",
        follows="It is judged by its new entry, and by the funds of that moment.",
    ),
    QuestionEntry(
        "A-70",
        "What does a zero settlement do to Sum and Straks?",
        (
            Said("63", "Intraday's credit transfers move to the next settlement, or are rejected in the last one."),
            Said("63", "Of Sum, of Straks and of who decides nothing is said."),
        ),
        Kind.FIXED,
        ruling=(
            "Intraday moves on, Sum is set aside, Straks is untouched, and the batch money is released without a "
            "sanction."
        ),
        reason=(
            "Each system gets the treatment that it has for orders that cannot settle now, and cleared instant "
            "payments must settle."
        ),
        follows="Orders keep their entry and irrevocability, and zero-settled sums carry no draw to be covered.",
    ),
    QuestionEntry(
        "A-71",
        "Does page 62 rest on an older law than page 43?",
        (
            Said("62", "Protection is founded on the Securities Trading Act."),
            Said("11, 43", "It is founded on the Capital Markets Act."),
        ),
        Kind.EXCUSED,
        ruling="No ruling is needed; where the two pages differ on substance, that has a question of its own.",
        reason=(
            "Which statute is cited changes no order, though it makes page 62 the weaker witness, as A-01 and A-07 "
            "take into account."
        ),
        follows="The law is judged by the Capital Markets Act and by the directive.",
    ),
    QuestionEntry(
        "A-72",
        "What happens to orders already entered when a participant is excluded without being insolvent?",
        (
            Said("15", "It may be excluded without warning, and no criteria are given."),
            Said("64", "There is hardly any room for discretion."),
        ),
        Kind.FIXED,
        ruling="It acts like a mark in all systems, but leaves the running cycle untouched.",
        reason="The law wants objective conditions for entered orders, and an exclusion at will is none.",
        follows=(
            "Waiting orders are rejected, those admitted settle, and the law is not in question without an opening."
        ),
    ),
    QuestionEntry(
        "A-73",
        "Does a bank in resolution go on as the same participant?",
        (
            Said("18", "If its payment agreements are taken over it goes on, with its accounts as they were."),
            Said(
                "43, 61, 62",
                "A failure means bankruptcy there, and a heading that names resolution has no rule under it.",
            ),
        ),
        Kind.FIXED,
        ruling="It goes on under the same identity, and nothing changes.",
        reason="This is what page 18 says, and the source is silent on what is left behind.",
        follows="A later bankruptcy of what is left behind is no event of this participant.",
    ),
    QuestionEntry(
        "A-74",
        "Are the decisive moments part of the rules if they stand in handbooks?",
        (
            Said("11, 14", "The agreement or the handbooks must fix them."),
            Said("16", "Handbooks can be changed from the next clearing day on."),
        ),
        Kind.EXCUSED,
        ruling="No ruling is needed; a rulebook here has its own version for each clearing day.",
        reason="Which paper holds a moment is a question for lawyers, and the model has every moment in its rulebook.",
        follows="A change of rules never touches the clearing day that is running.",
    ),
    QuestionEntry(
        "A-75",
        "Whose limit does a payment have to keep to, and what happens above it?",
        (
            Said(
                "37, 38, 42, 47",
                (
                    "Participants set limits, for credit transfers or for both directions, and an amount above is "
                    "settled through Kronos2."
                ),
            ),
            Said("37, 38, 47", "It is not said whose limit counts, nor how an instant payment could be moved there."),
        ),
        Kind.FIXED,
        ruling=(
            "In Intraday the payer's own limit reroutes a payment, in Straks the cap refuses it, and exactly the limit "
            "is within it."
        ),
        reason=(
            "Our first answers, the receiver's limit and refusal, were overruled: a limit on credit transfers guards "
            "what one sends oneself, and page 47 has such payments made elsewhere and not turned down."
        ),
        follows="A rerouted payment leaves the clearing and touches no account in the model.",
    ),
    QuestionEntry(
        "A-76",
        "Are the sums of PBS transfer orders like others?",
        (
            Said("9", "PBS is outside of what is described."),
            Said("54, 55, 62", "Its sums are in the net of Sum, and a bankrupt is kept out of it too."),
        ),
        Kind.FIXED,
        ruling="They are orders like all others, with Nets as the deliverer.",
        reason="Only so do they net, leave at a mark and settle with the rest.",
        follows="A PBS sum that comes late is late like any other.",
    ),
    QuestionEntry(
        "A-77",
        "What stood in the parts of the source that were lost?",
        (
            Said("78", "Principles 18 to 23 are missing."),
            Said("22, 34, 56, 58", "Figures and parts of tables were flattened or lost."),
        ),
        Kind.EXCUSED,
        ruling="Nothing is read into what is missing.",
        reason=(
            "No rule can be stated on a text that is not there; where a lost number is needed, the calendar shows its "
            "own label for it."
        ),
        follows="Calendar values that are verified, inferred or assumed are labelled [V], [I] or [A].",
    ),
    QuestionEntry(
        "A-78",
        "From when is the operator aware of an insolvency, or should be?",
        (
            Said("61", "Finans Danmark acts on a confirmed notice."),
            Said(
                "64",
                "Contingency starts when a failure is expected; by the Act the court tells the supervisor at once [V].",
            ),
        ),
        Kind.FIXED,
        ruling="From the first of notice, any mark, and the end of the day of publication.",
        reason=(
            "We widened our first answer, the notice alone, because a mark proves knowledge and the Danish Act counts "
            "the day of publication; a mere expectation is not yet knowledge."
        ),
        follows="An order that became irrevocable before that instant can be protected by the second limb.",
    ),
)
"""Every open question, in order."""
