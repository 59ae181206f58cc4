"""Phrases that blame or label a child or a family, or are workers' talk; and what to say instead.

A row is a pattern, read by `wording` over single sentences with single spaces, whole words, in any
case (as written where it says `(?-i:…)`), and advice for whoever mends the sentence. No open-ended
repeat follows another, so that a search takes time in proportion to the text.

Source: our own patterns, after the terms that the Children's Society, the Youth Justice Legal
Centre, the NSPCC and others advise against. `NEVER` stops a text; `AVOID` may be waived with a
reason: a job's name or a quotation can need the word. `EXPLAIN` may stand where it is explained.
"""

from __future__ import annotations

_SELF = r"(?:themsel(?:f|ves)|himself|herself|yoursel(?:f|ves))"
_HARM = (
    r"(?:c[sc]e|(?:child )?(?:sexual |criminal )?exploitation|gangs?|county lines|crime|offending|"
    r"drugs? (?:dealing|running)|criminal activity)"
)

NEVER: tuple[tuple[str, str], ...] = (
    # Blames a child.
    (
        rf"(?:put(?:s|ting)?|plac(?:es?|ing)) {_SELF} (?:\w+ ){{0,2}}(?:at|in) (?:risk|danger)",
        "say who or what is the danger: the child is not",
    ),
    (r"life(?:style)? choices?", "nobody chooses harm: say who pushed or used them"),
    (rf"involve(?:[sd]|ment)? (?:in|with) {_HARM}", "say that somebody uses or forces them"),
    (
        r"engag(?:e[sd]?|ing) in (?:sex|sexual|exploitation|criminal|prostitution)",
        "a child cannot take part in abuse: say what was done to them",
    ),
    (r"sexual(?:ly)? activ(?:e|ity)", "call abuse what it is"),
    (
        r"(?:relationships?|dating|seeing) with (?:an? )?(?:older|adult|abuser|exploiter|offender|"
        r"perpetrator|gang)|older (?:boy|girl|man )friend",
        "say that an older person controls or grooms them",
    ),
    (r"abscond(?:s|ed|ing|er)?|on the run", "say: missing"),
    (
        r"go(?:es|ing)? back to (?:the |their |her |his )?(?:exploiter|abuser|gang|perpetrator)s?",
        "say that somebody has a hold on them",
    ),
    (
        r"consensual|consented to (?:sex|it)|willing participant|willingly",
        "a child cannot agree to abuse",
    ),
    (
        r"promiscu(?:ous(?:ly)?|ity)|prostitut(?:es?|ed|ion|ing)|gift girls?|"
        r"(?:sell(?:s|ing)?|offering|exchang(?:e|ing)|swapp?ing|trading) (?:her |his |their )?sex",
        "call it sexual abuse",
    ),
    (
        r"has been (?:contact|messag|text)ing (?:adults?|older|(?:wo)?men|(?:fe)?males?)",
        "say that adults contacted the child",
    ),
    (r"attention[- ]seek(?:ing|ers?)", "say what the child needs"),
    (r"manipulat(?:ive|es|ing)", "say what the child has been taught to hide, or is afraid of"),
    (
        r"street[- ]?wise|(?:mature|grown[- ]up|adult[- ]like|old) (?:for|beyond) "
        r"(?:their|his|her|your) (?:age|years)",
        "a child is a child, however old they seem",
    ),
    (
        r"juveniles?|delinquents?|young offenders?|"
        r"minors?(?! (?:injur|illness|issue|change|detail|point))",
        "say: child, or young person",
    ),
    (
        r"gang[- ]?(?:members?|affiliat\w*|nominals?|associates?|involved)",
        "say that a group uses the child",
    ),
    (
        r"drug dealers?|dealing drugs|shotting|trapping|drugs? runn(?:ers?|ing)|runners? for|"
        r"(?:(?:money|drugs?) ?)?mules?|plugg(?:ing|ed|s)",
        "say in everyday words who made the child do it",
    ),
    (r"work(?:s|ed|ing)? for (?:a gang|dealers?|them|the elders?)", "say: made to work for"),
    # Blames a family.
    (r"hard[- ]to[- ]reach", "it is services that have not reached them: say so"),
    (
        r"(?:obstructive|resistant|hostile|uncooperative|difficult) "
        r"(?:parents?|carers?|family|families)|unreasonably obstructive|apathetic|don['’]?t care",
        "say that they are worried, worn out or do not trust us yet",
    ),
    (r"bad attitude|refus(?:es?|ed|ing) (?:help|support)", "say: does not want this help now"),
    # Labels, and workers' talk.
    (r"(?-i:NEET)", "say: not in school, work or training yet"),
    (r"commit(?:ted|s|ting)? suicide", "say: died by suicide"),
    (
        r"(?:illegal|failed) (?:(?:im)?migrants?|asylum[- ]?seekers?)",
        "say: a person who looks for safety",
    ),
    (
        r"mitigat(?:e[sd]?|ing|ion)|conven(?:e[sd]?|ing)|facilitat(?:e[sd]?|ing)|attendees?|"
        r"in respect of|with regards? to|prior to|ascertain(?:ed|ing)?|commenc(?:e[sd]?|ing)|"
        r"subsequent(?:ly)?",
        "use an everyday word: lower, hold, help, about, before, find out, start",
    ),
)

AVOID: tuple[tuple[str, str], ...] = (
    # Blames a child.
    (
        r"behaviou?rs? (?:which|that) (?:\w+ ){0,3}puts? (?:\w+ ){0,2}(?:at|in) (?:risk|danger)",
        "say what is being done to the child",
    ),
    (r"risk(?:y|[- ]?taking) behaviou?rs?", "say what has happened, and what worries you"),
    (
        r"(?:cho(?:se|oses|osing)|choice) to (?:go|be|meet|run|stay|work|sell|carry|take|"
        r"get|return)",
        "if somebody had power over the child, it was not a choice: say so",
    ),
    (
        r"(?:associat(?:e[sd]?|ing)|mix(?:es|ing)?|hang(?:s|ing)? (?:out|around)) (?:with|among) "
        r"(?:\w+ ){0,2}(?:gangs?|older|elders|offenders|exploiters|the wrong)",
        "say who is pulling the child in",
    ),
    (r"(?:wrong|bad) (?:crowd|company|people)", "say which people are not safe, and why"),
    (r"(?:keeps?|constantly|always) going missing", "say how often, and what is behind it"),
    (r"sext(?:ing|s)", "say that a picture was shared, or asked for"),
    (
        r"challeng(?:ing|ed) behaviou?rs?|acting out|kick(?:s|ed|ing)? off|worrying behaviou?rs?",
        "say how they feel, and what happened just before",
    ),
    (
        r"young (?:adults?|m[ae]n|wom[ae]n|lads?|lad(?:y|ies))|youths|lads",
        "say: child, or young people",
    ),
    (
        r"recruit(?:s|ed|ing|ment|ers?)?|slaves?|trap(?: houses?|ped stage)|"
        r"elders(?! in (?:our|your|the) (?:family|community))|olders|line ?holder|plug(?! (?:in|it|them|your))",
        "say in everyday words who does what to whom",
    ),
    (
        r"criminality|criminally exploited|offend(?:s|ed|ing)?|"
        r"criminal (?:activity|behaviou?r|lifestyle)",
        "say what happened, and who is behind it",
    ),
    (r"vulnerab(?:le|ilit(?:y|ies))|resilien(?:ce|t)", "say which help the child needs"),
    # Blames a family.
    (
        r"(?:difficult|hard|reluctant|unwilling) to engage|(?:non|dis)[- ]?engag(?:ed|ement|ing)|"
        r"(?:fail(?:s|ed|ing)?|refus(?:es|ed|ing)) to (?:engage|attend)|"
        r"(?:did not|didn['’]t|non[- ]?) ?attend(?:ed|ance|ing)?|(?-i:DNA)['’]d",
        "say that they could not come, or do not want to talk yet, and why if you know",
    ),
    (
        r"capacity to protect|fail(?:ed|ing)? to (?:protect|safeguard)|"
        r"unable to keep (?:their |the )?child(?:ren)? safe",
        "say what would help the family",
    ),
    (r"disguised compliance|non[- ]?complian(?:t|ce)", "say that trust is missing, and why"),
    (r"neglect(?:ful)?(?! of duty)", "say what makes things hard at home"),
    # Labels, and workers' talk.
    (
        r"(?-i:LAC)|care leavers?|contact (?:visits?|sessions?|with (?:mum|dad|family))|siblings?",
        "say: in care; care experienced; seeing your family; brothers and sisters",
    ),
    (r"placements?|placed with|respite", "say: the home where they live; a break"),
    (r"asylum[- ]seekers?", "say: a young person who looks for safety"),
    (r"alleg(?:e[sd]?|edly|ing|ations?)|disclos(?:e[sd]?|ing|ures?)", "say: told, or said"),
    (r"extra[- ]?familial|(?-i:EFRH|efrh|ROTH|roth)|contextual(?:ly)?", "say: outside the family"),
    (
        r"(?:your|their|the|a|child['’]s|open) case|caseload|"
        r"case (?:closure|closed|holding|planning)",
        "say: your child, or your child's plan",
    ),
    (
        r"intel(?:ligence)?|disrupt(?:ed|s|ing|ion|ive|or)?|interventions?|capacity",
        "use an everyday word: information, stop, help, able to",
    ),
    (
        r"(?:multi|inter)[- ]?agency(?! (?:meeting|panel))|partnership working",
        "say: services working together",
    ),
    (r"professionals?|practitioners?", "say: workers"),
    (r"(?:dawn )?raids?", "say: the police came to the home"),
)

EXPLAIN: tuple[tuple[str, str], ...] = (
    (r"gangs?", "a group who use children"),
    (r"cuckoo(?:ing|ed|s)?", "taking over somebody's home"),
    (r"perpetrators?", "the people who do the harm"),
    (r"victims?", "somebody who has been harmed"),
    (r"survivors?", "somebody who has been through it"),
    (r"looked[- ]after child(?:ren)?|CLA|CIC", "in care"),
    (r"thresholds?", "when more help is needed"),
    (r"safeguard(?:s|ed|ing)?", "keeping children safe"),
    (r"(?:non[- ])?statutory", "set by law"),
    (r"refer(?:s|red|ring|rals?)?", "asked for help, or told somebody about you"),
    (r"assess(?:ed|ing|ments?)?", "find out how things are"),
    (r"the disabled|disabled child(?:ren)?", "a child with a disability"),
)
