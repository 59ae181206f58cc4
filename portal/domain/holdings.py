"""What each column holds about somebody, and why. A line is `table.column|what|why`; `inventory` reads it."""

from __future__ import annotations

FAMILY = """
audit.seq|state|the order of what was done; a missing number shows
audit.at|moment|when it was done
audit.actor|id|who did it
audit.action|state|what was done
audit.thing|id|to what
audit.child|id|of which child
audit.outcome|state|whether it was done or refused
audit.hash|hash|each row is chained to the one before
data_key.id|id|which child
data_key.wrapped|key|opens that child's words; destroying it forgets them
data_key.made_at|moment|since when
data_key.destroyed_at|moment|when the child was forgotten
notice.sha256|hash|which wording
notice.language|state|in which language it was shown
notice.words|ours|our own wording, evidence of what was promised
tally.bucket|hash|what is counted, which nobody can turn back
tally.since|moment|since when
tally.number|state|how often
person.id|id|one member of a family
person.child_id|id|of which child
person.kind|state|young person or parent, for questions and rules
person.area|state|whose guides and rules
person.language|state|in which language they read
person.easy_read|state|whether they read easier words
person.circle|name|what they are called, and whom they may choose as a reader
person.door_open|state|whether they may come in
person.shut_because|state|why not
person.calendar_since|moment|since when dates may go into their phone's calendar
person.reads_back|state|whether they may read back what they sent
person.drafts_gone_at|moment|to tell them in one line that what they had not sent went
person.changed_at|moment|when a worker last changed this
account.person_id|id|whose
account.sign_in|hash|finds an account by its name, without the name
account.sign_in_shown|name|the made-up name they sign in with, for a worker who helps them
account.passphrase|hash|lets them in
account.made_words|state|whether the words were made for them
account.own_phone|state|how long a session may stand idle
account.confirmed_at|moment|when a worker said that it was them
account.failures|state|wrong tries in a row
account.wait_until|moment|until when no try is looked at
account.made_at|moment|when they joined
account.renewed_at|moment|when their words were last changed
account.seen_at|moment|an account that nobody uses falls asleep
device.id|hash|a browser that was used before, which nobody can turn back
device.person_id|id|by whom
device.failures|state|wrong tries in a row
device.wait_until|moment|until when no try is looked at
device.made_at|moment|since when
device.seen_at|moment|one that is not used is forgotten
edition.person_id|id|whose copy
edition.number|state|which one
edition.child_id|id|which key opens it
edition.body|words|the copy as it was published
edition.sha256|hash|whether the next one says the same; made with no key, so what a copy says could be tried out
edition.language|state|in which language
edition.published_at|moment|when
invitation.id|id|which code
invitation.person_id|id|for whom
invitation.code|hash|finds it, without the code
invitation.code_hash|hash|proves it
invitation.take_home|state|how it is given
invitation.made_at|moment|when
invitation.expires_at|moment|until when it lives
invitation.used_at|moment|when it was used
invitation.ended_at|moment|when it died
invitation.ended_because|state|why
invitation.agreed|words|why a manager said yes to an account for somebody this young
invitation.number|state|what both screens show while they are matched
invitation.matched_at|moment|when a worker matched them
invitation.spoken|hash|the word that is not on the card
invitation.spoken_tries|state|how often it was tried
invitation.spoken_at|moment|when it was right
invitation.finished_at|moment|when an account was made with it
message.id|id|which message
message.person_id|id|by whom
message.child_id|id|which key opens it
message.kind|state|what is said, for the worker's list
message.about|id|about which date, by the reference in their own copy
message.body|words|their words, and the date as it stood
message.sent_at|moment|when
message.seen_at|moment|when a worker saw it
message.answer|words|what came back
message.answered_at|moment|when
receipt.person_id|id|who
receipt.number|state|which copy
receipt.read_at|moment|when they said that they had read it
session.id|hash|finds a session, without its id
session.person_id|id|whose
session.child_id|id|of which child
session.kind|state|young person or parent
session.joining|id|with which code somebody is joining
session.confirmed|state|whether a worker has said that it is them
session.own_phone|state|how long it may stand idle
session.companion|hash|the second cookie, without its value
session.made_at|moment|when it began
session.seen_at|moment|when it was used last
session.fresh_until|moment|until when the passphrase counts as just typed
session.ended_at|moment|when it ended
session.ended_another|state|to tell them that another one ended when this began
session.wrong_before|state|to tell them of wrong tries before
session.hidden_at|moment|since when its screen is covered
session.sitting_id|id|beside which worker they sit, where they do
sitting.id|id|one time beside a worker
sitting.person_id|id|who is helped
sitting.child_id|id|which key opens the helper's name
sitting.code|hash|brings a worker's screen to the family's side once
sitting.body|name|the worker's name as they may know it, who held the pen, which questions, in which language
sitting.made_at|moment|when
sitting.expires_at|moment|until when it can begin
sitting.used_at|moment|when it began
sitting.ended_at|moment|when it ended
sheet.person_id|id|whose
sheet.set_id|state|which questions, and with which worker they are filled in, as a mark
sheet.id|id|which sheet
sheet.child_id|id|which key opens it
sheet.body|name|whom they chose to read
sheet.notice_sha256|hash|which notice they saw
sheet.made_at|moment|when
withdrawal.person_id|id|whose copy
withdrawal.number|state|which one
withdrawal.withdrawn_at|moment|when it was taken back
answer.person_id|id|by whom
answer.sheet_id|id|on which sheet
answer.question|state|to which question
answer.body|words|what they are writing
answer.version|state|so that an older tab overwrites nothing
answer.message|id|so that one save counts once
answer.shared|state|whether it was shared
answer.saved_at|moment|when it was saved last
shared.id|id|which piece
shared.person_id|id|by whom
shared.child_id|id|which key opens it
shared.sheet_id|id|from which sheet
shared.question|state|to which question
shared.topic|state|where in the meeting it belongs
shared.place|state|in which order
shared.worker|id|for which entry of the team, or for all at the meeting
shared.body|words|their words, with the question as it was put
shared.notice_sha256|hash|which notice they saw
shared.shared_at|moment|when
shared.taken_back_at|moment|when they took it back
shared.opened_at|moment|when a worker first had it on the screen
shared.read_at|moment|when a worker said that they had read it
shared.read_by|name|who
shared.recorded_at|moment|when it stood in the council's case system
shared.recorded_by|name|who put it there
shared.asks|state|whether it asks for something, and waits for an answer
shared.task|state|what somebody has to do about it
shared.scale|state|with which numbers of others it is opened
outcome.id|id|one thing that came of words
outcome.shared_id|id|of which piece
outcome.kind|state|taken to the meeting, happened, not done, told or rung
outcome.body|words|what happened or why not, and who says so
outcome.said_at|moment|when
task_done.shared_id|id|about which piece something was done
task_done.body|words|how views were gathered, what was told, and by whom
task_done.done_at|moment|when
late_words.person_id|id|by whom
late_words.sheet_id|id|on which sheet
late_words.question|state|to which question
late_words.body|words|what they sent after their session had ended, for a quarter of an hour
late_words.held_at|moment|since when
translation.id|id|one thing that stands beside words
translation.shared_id|id|beside which
translation.body|words|the same in another language
translation.added_by|name|who wrote it, as its author may know them
translation.added_at|moment|when
scale_opened.child_id|id|of which child
scale_opened.scale|state|which scale
scale_opened.opened_at|moment|when its numbers were opened together
scale_opened.body|name|who opened them
opened_to.person_id|id|to whom in the family
opened_to.shared_id|id|which piece
opened_to.passed_on_at|moment|when a worker passed it on
opening.id|hash|one worker and one piece, which nobody can turn back
opening.shared_id|id|which piece
opening.body|name|the worker's name, as its author may know it
opening.opened_at|moment|when they first had it on the screen
reason.id|id|which reason
reason.shared_id|id|for which piece
reason.body|words|who opened it and why
reason.given_at|moment|when
"""

CASEWORK = """
audit.seq|state|the order of what was done; a missing number shows
audit.at|moment|when it was done
audit.actor|id|who did it
audit.action|state|what was done
audit.thing|id|to what
audit.child|id|of which child
audit.outcome|state|whether it was done or refused
audit.hash|hash|each row is chained to the one before
data_key.id|id|which case
data_key.wrapped|key|opens that case; destroying it forgets it
data_key.made_at|moment|since when
data_key.destroyed_at|moment|when it was forgotten
tally.bucket|hash|what is counted, which nobody can turn back
tally.since|moment|since when
tally.number|state|how often
worker.id|id|which account
worker.sign_in|staff|the name they sign in with
worker.name|staff|what they are called, for the case and the evidence
worker.role|state|what they may do
worker.passphrase|hash|lets them in
worker.failures|state|wrong tries in a row
worker.wait_until|moment|until when no try is looked at
worker.made_at|moment|since when
worker.left_at|moment|when they left
worker.totp|key|their second proof
worker.totp_step|state|so that a code works once
worker.totp_failures|state|wrong codes in a row
worker.totp_wait_until|moment|until when no code is looked at
worker.subject|hash|who they are at the council's own sign-in, without its name for them
worker.seen_at|moment|when they were last here
child_case.ref|id|the council's own reference of the child
child_case.key_id|id|which key opens it
child_case.area|state|by whose rules
child_case.revision|state|the newest one
child_case.sha256|hash|whether a file says the same
child_case.changed_at|moment|when
child_case.ended_at|moment|when the case ended
recovery.id|id|which code
recovery.worker_id|id|whose
recovery.code|hash|finds it, without the code
recovery.code_hash|hash|proves it
recovery.made_at|moment|when
recovery.used_at|moment|when it was used
session.id|hash|finds a session, without its id
session.worker_id|id|whose
session.made_at|moment|when it began
session.seen_at|moment|when it was used last
session.ended_at|moment|when it ended
session.proved|state|whether the second proof was shown
session.by_provider|state|whether it began at the council's own sign-in
session.fresh_until|moment|until when they count as just having shown that it is them
session.beside|id|the desk is locked while somebody of the family sits at this screen
way_in.id|id|which one
way_in.worker_id|id|for whom
way_in.code|hash|finds and proves it, without the code
way_in.made_at|moment|when
way_in.expires_at|moment|until when it lives
way_in.used_at|moment|when it was used
allocation.id|id|which tie
allocation.ref|id|of which child
allocation.worker_id|id|whose
allocation.tie|state|as what
allocation.team_ref|id|who of the case's team they are
allocation.from_at|moment|since when
allocation.until_at|moment|until when
case_revision.ref|id|of which child
case_revision.revision|state|which one
case_revision.body|words|the whole case, as it stood
case_revision.origin|state|out of a file or from the desk
case_revision.worker_id|id|who brought it in
case_revision.made_at|moment|when
decision.id|id|which one
decision.ref|id|of which child
decision.kind|state|what was decided
decision.worker_id|id|by whom
decision.body|words|why
decision.made_at|moment|when
legal_hold.id|id|which one
legal_hold.ref|id|of which child
legal_hold.worker_id|id|who set it
legal_hold.body|words|why
legal_hold.review_on|moment|when somebody looks at it again
legal_hold.from_at|moment|since when
legal_hold.until_at|moment|until when
publication.id|id|which release
publication.ref|id|of which child
publication.revision|state|of which revision
publication.body|words|how each was told, and the reasons
publication.worker_id|id|who released it
publication.begun_at|moment|when it began
publication.done_at|moment|when it was done
"""
