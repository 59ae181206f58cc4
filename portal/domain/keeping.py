"""What is kept, for how long, and why: a rule for every table of both cupboards.

The job that forgets works by these rules, and `docs/safety/keeping.md` is printed out of them. The portal is
a waiting room: the record is the council's case system. Periods are in days; a council may choose its own.
Source: safety design D.3, amended by decisions (accounts, asks).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from portal.domain.errors import Fault, Invalid

LONGEST = 3650
_KEEP = "PORTAL_KEEP_"

SLEEPS_AFTER = 200
"""Days without use, after which no words open an account: then only a new code does. No job is needed for it."""

ASKS = frozenset({"help", "hopes"})
"""Topics under which somebody asks for something: such answers stay until the case ends."""


@dataclass(frozen=True)
class Periods:
    """Days. Each can be set as `PORTAL_KEEP_…`, so `PORTAL_KEEP_DRAFT=30`."""

    draft: int = 60
    draft_after_meeting: int = 14
    recorded_words: int = 28
    unrecorded_words: int = 180
    message_after_date: int = 28
    request: int = 90
    unused_device: int = 200
    code: int = 90
    session: int = 7
    tries: int = 2
    leaver_proofs: int = 28
    family_after_end: int = 30
    casework_after_end: int = 90

    def __post_init__(self) -> None:
        """Raises ValueError that names what is wrong."""
        least = {"code": 8, "tries": 2, "casework_after_end": self.family_after_end, "request": 31}
        for name in names():
            if not least.get(name, 1) <= getattr(self, name) <= LONGEST:
                raise ValueError(f"{name}: choose {least.get(name, 1)} to {LONGEST} days.")

    def of(self, name: str) -> timedelta:
        return timedelta(days=getattr(self, name))

    def before(self, name: str, now: datetime) -> datetime:
        """What is as old as this is due."""
        return now - self.of(name)


def names() -> tuple[str, ...]:
    return tuple(each.name for each in fields(Periods))


def setting(name: str) -> str:
    return f"{_KEEP}{name.upper()}"


def periods_in(environ: Mapping[str, str], wrong: list[str]) -> Periods:
    """The council's periods out of its settings. What cannot be is added to `wrong`, by the setting's name."""
    chosen = {}
    known = {setting(name) for name in names()}
    wrong.extend(
        f"{each}: nothing is kept by that name." for each in environ if each.startswith(_KEEP) and each not in known
    )
    for name in names():
        if typed := environ.get(setting(name), ""):
            if not typed.isdecimal() or len(typed) > len(str(LONGEST)):
                wrong.append(f"{setting(name)}: a number of days, at most {LONGEST}.")
            else:
                chosen[name] = int(typed)
    try:
        return Periods(**chosen)
    except ValueError as problem:
        name, _, why = str(problem).partition(": ")
        wrong.append(f"{setting(name)}: {why}")
        return Periods()


def chosen(environ: Mapping[str, str]) -> Periods:
    """The same. Raises Invalid that names every setting that cannot be."""
    wrong: list[str] = []
    found = periods_in(environ, wrong)
    if wrong:
        raise Invalid([Fault("", each) for each in wrong])
    return found


@dataclass(frozen=True)
class Rule:
    """What becomes of one table's rows. `sealed` names its columns that only a child's key opens.

    `by` names the period that a council may choose; "" where nothing is chosen. `kind` is the word under
    which the job counts; "" where the job never takes anything out.
    """

    cupboard: str
    table: str
    what: str
    kept: str
    then: str
    why: str
    by: str = ""
    kind: str = ""
    sealed: tuple[str, ...] = ()


_END = "until {family_after_end} days after the case has ended"
_GONE = "gone with the child's key"
_ALL = "family-side"

RULES: tuple[Rule, ...] = (
    Rule("family", "answer", "What somebody writes and has not shared",
         "{draft} days from when it was saved last; where their copy tells them of a meeting after that,"
         " {draft_after_meeting} days after that meeting",
         "gone; the author is told in one line when they next sign in. What was shared stands under `shared`",
         "It was written for one meeting. Nobody but its author has read it.",
         "draft", "drafts", ("body",)),
    Rule("family", "late_words", "What somebody sent when their session had run out",
         "15 minutes; within them its author gets it back by signing in", "gone, at its author's next look and by the"
         " next run", "So that nothing typed is lost to a clock. Nobody but its author has read it.",
         kind="late-words", sealed=("body",)),
    Rule("family", "shared", "Words that were shared",
         "until a worker has recorded them in the case system, and {recorded_words} days. Asks (help, hopes, and"
         " whatever asks for something) and words with an answer stay "
         + _END + "; what workers have something to do about, until that is done. Not recorded after"
         " {unrecorded_words} days: an alarm, each time the job runs",
         "gone, with who opened them. Never before they are recorded. Taken back by their author: the next run",
         "The record is the case system; nothing is lost on its way there. An ask is answered at a later meeting,"
         " which may be four months on.",
         "recorded_words", "words", ("body", "read_by", "recorded_by")),
    Rule("family", "opened_to", "To whom in the family words were opened", "as long as the words", "gone with them",
         "It is about the words.", kind="words"),
    Rule("family", "reason", "Why somebody opened words that were for another worker", "as long as the words",
         "gone with them", "Their author may ask for it.", kind="words", sealed=("body",)),
    Rule("family", "translation", "What a worker wrote beside words in another language", "as long as the words",
         "gone with them", "It is the words, said again.", kind="words", sealed=("body", "added_by")),
    Rule("family", "scale_opened", "When numbers on a scale were opened together, and by whom", _END, _GONE,
         "It says from when on they could be seen. It holds no number.", "family_after_end", _ALL, ("body",)),
    Rule("family", "outcome", "What came of words: taken to a meeting, what happened or why not, told by whom",
         "as long as the words, and those with an answer " + _END, "gone with them",
         "Their author sees what came of what they said.", kind="words", sealed=("body",)),
    Rule("family", "task_done", "What a worker did because of an answer: how views were gathered, who told or rang",
         "as long as the words", "gone with them", "So that nobody who stays away is forgotten.", kind="words",
         sealed=("body",)),
    Rule("family", "opening", "Which worker opened which words", "as long as the words", "gone with them",
         "Their author sees who has read them.", kind="words", sealed=("body",)),
    Rule("family", "sheet", "Whom somebody chose to read their answers, and which notice they saw", _END, _GONE,
         "Later answers go by it. It holds no answers.", "family_after_end", _ALL, ("body",)),
    Rule("family", "notice", "Our own wording that was shown before the first box", "always", "stays",
         "It is ours, about nobody, and is the evidence of what was promised."),
    Rule("family", "message", "What somebody said about a date, and the answer",
         "{message_after_date} days after that date; what asks for a copy, a correction or a complaint {request} days"
         " after a worker has seen it. Never before a worker has seen it: then an alarm",
         "gone", "After the date it is of no use; its outcome is in the case.",
         "message_after_date", "messages", ("body", "answer")),
    Rule("family", "edition", "Copies that were published, the older ones too", _END, _GONE,
         "What was shown to whom is evidence for as long as the case runs, so the design's “current and previous”"
         " does not do.", "family_after_end", _ALL, ("body",)),
    Rule("family", "withdrawal", "That a copy was taken back", _END, _GONE, "It is about the copy.",
         "family_after_end", _ALL),
    Rule("family", "receipt", "That somebody said that they have read their copy", _END, _GONE,
         "It is about the copy.", "family_after_end", _ALL),
    Rule("family", "account", "A way in",
         "asleep when it was not used for " + str(SLEEPS_AFTER) + " days: only a new code opens it then; there " + _END,
         "gone, with its devices and sessions",
         "Some areas meet every four months, so a short limit would shut people out.",
         "family_after_end", "accounts", ("sign_in_shown",)),
    Rule("family", "device", "A phone that somebody signed in with, for counting wrong tries",
         "{unused_device} days from when it was used last", "gone", "Only to tell a known phone from a guesser.",
         "unused_device", "devices"),
    Rule("family", "invitation", "A code, spent or not, without the code itself", "{code} days", "gone",
         "To say later that it was used, and when.", "code", "codes", ("agreed",)),
    Rule("family", "session", "That somebody was signed in", "{session} days after its end", "gone",
         "To look into something odd within the week.", "session", "sessions"),
    Rule("family", "sitting", "That somebody was helped by a worker, and by whom", "{session} days after its end",
         "gone; how each answer came about stands with the answer", "To look into something odd within the week.",
         "session", "sittings", ("body",)),
    Rule("family", "person", "Who of the family may have a way in", _END, _GONE, "Everything else hangs on it.",
         "family_after_end", _ALL, ("circle",)),
    Rule("family", "data_key", "The key of one child's words", _END,
         "the key is destroyed; a row without it stays and says when",
         "Destroying the key is what forgets: nothing sealed by it opens again, in a backup neither.",
         "family_after_end", _ALL, ("wrapped",)),
    Rule("family", "tally", "How often something was tried, without who", "{tries} days", "gone",
         "Only to slow guessing down.", "tries", "tries"),
    Rule("family", "audit", "What was done, by ids; no words and no names", "always, as long as the council says",
         "never taken out by this job", "Who can take lines out of it can hide what they did. Moving years of it"
         " elsewhere is the council's own act."),
    Rule("casework", "case_revision", "The case, revision by revision",
         "until {casework_after_end} days after the case has ended, and the family's side is gone", _GONE,
         "The record is the case system.", "casework_after_end", "casework-side", ("body",)),
    Rule("casework", "child_case", "That there is a case", "as long as its revisions", _GONE, "It leads to them.",
         "casework_after_end", "casework-side"),
    Rule("casework", "publication", "What was released, with how each was told and the reasons",
         "as long as the case", _GONE, "It is the evidence beside the copies.",
         "casework_after_end", "casework-side", ("body",)),
    Rule("casework", "decision", "What workers decided with a reason", "as long as the case", _GONE,
         "It is the evidence beside the copies.", "casework_after_end", "casework-side", ("body",)),
    Rule("casework", "allocation", "Who was tied to the child", "as long as the case", _GONE,
         "Who could read what, at which time.", "casework_after_end", "casework-side"),
    Rule("casework", "legal_hold", "That everything of a child is kept, and why", "as long as the case", _GONE,
         "While it stands, nothing of that child goes.", "casework_after_end", "casework-side", ("body",)),
    Rule("casework", "data_key", "The key of one case", "as long as the case",
         "the key is destroyed; a row without it stays and says when", "Destroying the key is what forgets.",
         "casework_after_end", "casework-side", ("wrapped",)),
    Rule("casework", "worker", "Accounts at the desk",
         "always; what proves who they are {leaver_proofs} days after they have left",
         "the name stays, without any way in", "The audit and the evidence name who did what by it.",
         "leaver_proofs", "leavers", ("totp",)),
    Rule("casework", "recovery", "Recovery codes of a worker, hashed", "until used, and {code} days", "gone",
         "To say later that one was used.", "code", "recovery-codes"),
    Rule("casework", "way_in", "One-time ways in for workers, hashed", "{code} days", "gone",
         "To say later that it was used, and when.", "code", "ways-in"),
    Rule("casework", "session", "That a worker was signed in", "{session} days after its end", "gone",
         "To look into something odd within the week.", "session", "desk-sessions"),
    Rule("casework", "tally", "How often something was tried, without who", "{tries} days", "gone",
         "Only to slow guessing down.", "tries", "desk-tries"),
    Rule("casework", "audit", "What was done, by ids; no words and no names", "always, as long as the council says",
         "never taken out by this job", "Who can take lines out of it can hide what they did."),
)  # fmt: skip


def in_words(rule: Rule, periods: Periods) -> str:
    """For how long, with the council's own numbers."""
    return rule.kept.format(**{name: getattr(periods, name) for name in names()})


def as_page(periods: Periods) -> str:
    """The rules in Markdown, with these periods."""
    chosen = [f"| `{setting(name)}` | {getattr(periods, name)} | {getattr(Periods(), name)} |" for name in names()]
    lines = [
        "# What is kept, for how long, and why",
        "",
        "Printed by `portal retention rules` out of `portal/domain/keeping.py`; a test fails where this page, a table"
        " or a sealed column has no rule. `portal retention run` works by the same data, every night;"
        " `--dry-run` changes nothing and says the same numbers. Where a legal hold stands, nothing of that child"
        " goes by this job; what its authors take back or delete themselves goes all the same.",
        "",
        "| setting | days | unless set |",
        "|---|---|---|",
        *chosen,
    ]
    for cupboard in ("family", "casework"):
        lines += [
            "",
            f"## The {cupboard} cupboard",
            "",
            "| table | what | kept | then | why |",
            "|---|---|---|---|---|",
        ]
        lines += [
            f"| {rule.table} | {rule.what} | {in_words(rule, periods)} | {rule.then} | {rule.why} |"
            for rule in RULES
            if rule.cupboard == cupboard
        ]
    return "\n".join(lines) + "\n"
