"""One permission for each right, each with the sentence that a social worker would say."""

from __future__ import annotations

from enum import Enum


class Permission(Enum):
    # families
    OPEN_HOME = "A family member may open their own page."
    OPEN_PLAN = "A family member may open their own copy of the plan, once a worker has said it was them who joined."
    PREPARE = "A family member may write down their own views."
    SHARE = "A family member may share their own words, and nobody else's."
    READ_BACK = "A family member known to be them may read their own sent words, a young person after the passphrase."
    READ_SHARED_WITH_ME = "A family member may read what another one opened to them and a worker passed on."
    SEND_MESSAGE = "A family member known to be them may say something about their own dates, and take it back."
    SAY_READ = "A family member known to be them may say that they have read their own copy."
    KEEP_DATE = "A family member known to be them may put their own date in a calendar, where a worker allowed it."
    LEAVE = "Anybody may end their own session."
    # joining and signing in
    JOIN = "Anybody who holds a code that works may join as the person it was made for."
    FINISH_JOINING = "Somebody whose code was accepted may make their account, once."
    SIGN_IN = "Anybody may try to sign in."
    # the desk
    OPEN_DESK = "A worker may open the desk and see the children allocated to them."
    IMPORT_CASE = (
        "A worker may bring in a case file, or make a case by hand; for a child who is here already, only the case"
        " worker or a manager may bring one in."
    )
    OPEN_CASE = "The case worker of this child, and a manager, may open the whole case."
    MEND_CASE = "The case worker of this child, and a manager, may write in the case at the desk."
    PUBLISH_PLAN = "The case worker of this child, and a manager, may publish each person's copy."
    ALLOCATE = "The case worker of this child, and a manager, may tie a worker to the child."
    INVITE = "The case worker and the trusted worker of this child, and a manager, may invite a family member."
    REVOKE = "Any worker of this child, and a manager, may close a family member's way in."
    READ_VIEWS = "Any worker of this child, and a manager, may read what was shared with the workers at the meeting."
    READ_ADDRESSED = "What is for one worker alone is read by that worker."
    READ_ADDRESSED_WITH_REASON = (
        "The case worker and a manager may open what is for another worker alone, with a reason that is kept."
    )
    ANSWER_MESSAGE = "Any worker of this child, and a manager, may see and answer what the family says about dates."
    ALLOW_CALENDAR = (
        "The case worker and the trusted worker of this child, and a manager, may allow dates in somebody's calendar."
    )
    END_CASE = "The case worker of this child, and a manager, may end the case, and so everybody's way in."
    OPEN_CASE_AGAIN = "A manager may open a case that has ended."
    SAY_TOLD = "Any worker of this child, and a manager, may say that they have told somebody of a meeting."
    ADD_WORKER = "The command line may add an account at the desk."
    VERIFY_AUDIT = "The command line may check that the audit was not tampered with."
