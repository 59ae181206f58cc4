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
    ASK_ABOUT_ME = "A family member known to be them may ask what is kept, say that it is not right, or complain."
    KEEP_DATE = "A family member known to be them may put their own date in a calendar, where a worker allowed it."
    KEEP_WAY_IN = "A family member may see their own way in, change its words, and say whose phone it is."
    CLOSE_ACCOUNT = "A family member may close their own account at once, without asking anybody."
    DO_WITHOUT = "Somebody whose code was accepted may choose to have no account."
    SHOW_IT_IS_STILL_ME = "A family member may type their passphrase again, also when their page is covered."
    LEAVE = "Anybody may end their own session, and say that their page is out of sight."
    # joining and signing in
    BEGIN_TOGETHER = "Anybody who holds a code that a worker made just now may begin beside that worker, once."
    JOIN = "Anybody who holds a code that works may join as the person it was made for."
    SHOW_WHO_JOINS = "Somebody whose code was accepted may show that the code is in the right hands."
    FINISH_JOINING = "Somebody whose code was shown to be in the right hands may make their account, once."
    SIGN_IN = "Anybody may try to sign in."
    # the desk
    OPEN_DESK = "A worker may open the desk and see the children allocated to them."
    IMPORT_CASE = (
        "A worker may bring in a case file, or make a case by hand; for a child who is here already, only the case"
        " worker or a manager may bring one in."
    )
    OPEN_CHILD = "Any worker of this child, and a manager, may open the child's page at the desk."
    OPEN_CASE = "The case worker of this child, and a manager, may open the whole case."
    MEND_CASE = "The case worker of this child, and a manager, may write in the case at the desk."
    PUBLISH_PLAN = "The case worker of this child, and a manager, may publish each person's copy."
    EXPORT_CASE = (
        "The case worker of this child, and a manager, may take the whole case away as a file,"
        " when they have just shown again that it is them."
    )
    ALLOCATE = "The case worker of this child, and a manager, may tie a worker to the child, and hand the child over."
    INVITE = (
        "The case worker and the trusted worker of this child, and a manager, may invite a family member,"
        " when they have just shown again that it is them."
    )
    INVITE_UNDER_13 = "A manager may invite a child of 11 or 12 to an account of their own, with a reason that is kept."
    MATCH = (
        "The case worker and the trusted worker of this child, and a manager, may say which number stands on a phone"
        " beside them."
    )
    FILL_IN_TOGETHER = (
        "The case worker and the trusted worker of this child may help somebody of the family to fill in their own"
        " paper, on the worker's own screen; a manager, who gives access, may not."
    )
    PAPER_ONLY = "The case worker and the trusted worker of this child, and a manager, may put somebody on paper only."
    REVOKE = "Any worker of this child, and a manager, may close a family member's way in, or make it safe."
    SET_READING_BACK = (
        "The case worker and the trusted worker of this child, and a manager, may say whether somebody reads back"
        " what they sent."
    )
    LIFT_WAIT = "Any worker of this child, and a manager, may end the wait after wrong words were typed."
    READ_VIEWS = (
        "Any worker of this child may read what was shared with the workers at the meeting;"
        " a manager, who gives access, may not."
    )
    TAKE_VIEWS = (
        "Any worker of this child may take what they may read away as a file for one meeting, when they have just"
        " shown again that it is them; a manager, who gives access, may not."
    )
    OPEN_SCALE = (
        "Any worker of this child may open the numbers that the family gave on one scale, all together;"
        " a manager, who gives access, may not."
    )
    READ_ADDRESSED = "What is for one worker alone is read by that worker."
    READ_ADDRESSED_WITH_REASON = (
        "The case worker may open what is for another worker alone, with a reason that is kept,"
        " when they have just shown again that it is them."
    )
    SAY_OUTCOME = (
        "A worker of this child may say what came of words that they may read; a manager, who gives access, may not."
    )
    DO_TASK = (
        "The case worker and the trusted worker of this child may see what an answer asks them to do, and write down"
        " that it is done; a manager, who gives access, may not."
    )
    ANSWER_MESSAGE = "Any worker of this child, and a manager, may see and answer what the family says about dates."
    ALLOW_CALENDAR = (
        "The case worker and the trusted worker of this child, and a manager, may allow dates in somebody's calendar."
    )
    END_CASE = "The case worker of this child, and a manager, may end the case, and so everybody's way in."
    HOLD_CASE = "A manager may keep everything of a child while a legal hold stands, and lift it."
    SEE_KEPT = "The case worker of this child, and a manager, may see what is kept of the child and until when."
    EXPORT_PERSON = (
        "The case worker of this child may put together what is kept about one person, when they have just shown"
        " again that it is them; a manager, who gives access, may not."
    )
    OPEN_CASE_AGAIN = "A manager may open a case that has ended."
    SAY_TOLD = "Any worker of this child, and a manager, may say that they have told somebody of a meeting."
    ENROL = "A worker who used a one-time way in may show a second proof for the first time, and nothing else."
    SHOW_AGAIN = "Anybody who is signed in at the desk may show again that it is them."
    KEEP_OWN_SESSIONS = "Anybody who is signed in at the desk may see where else they are, and end it."
    KEEP_PEOPLE = "A manager, and the command line, may see who works here, lift a wait, and say that somebody left."
    MAKE_WAY_IN = (
        "A manager may make a way in for a worker, new or old, when they have just shown again that it is them."
    )
    ADD_WORKER = "The command line may add an account at the desk, the first one and managers' too."
    READ_AUDIT = "An auditor, and the command line, may read what was done, by ids that tell no name."
    RUN_RETENTION = "The command line may run the job that forgets."
    CHECK_EXPORT = "The command line may check the seal of an export."
    VERIFY_AUDIT = "The command line may check that the audit was not tampered with."
    LOOK_AFTER_KEYS = "The command line may wrap every child's key anew, and see by which keys they are wrapped."
    BACK_UP = "The command line may make a sealed backup, and a key for it."
    RESTORE = "The command line may fill empty databases out of a backup."
