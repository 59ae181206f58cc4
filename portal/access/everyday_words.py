"""Words that anybody may use: lists for the checks of a copy, made by hand and open to additions."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# What stands before a name.
TITLES = _words("""
    mr mrs ms miss mx dr prof rev sir pc ds dc di dci dsu wpc pcso sgt sergeant insp inspector det
    detective constable cllr
""")

# A name with one of these in it is a post (“Duty officer”): only the whole of it is looked for.
POSTS = _words("""
    officer worker manager team police service council community social safety support lead duty
    nurse school chair coordinator practitioner department office family house centre
""")

# Capitals that name nobody.
SMALL = _words("""
    the a an and for of in on at to by is was has had with i he she they it team not no
""")
NO_NAMES = _words("""
    i monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays
    fridays saturdays sundays january february march april may june july august september october
    november december christmas easter eid diwali ramadan england english british police children
    council
""")

# Names that are everyday words too: alone, they count only with a capital, within a sentence.
EVERYDAY = _words("""
    abbey abbot amber april archer arms art ash august baker ball bank banks barker bass bay beech
    bell berry best big bill birch bird bishop black blue bond bridge bridges bright brook brooks
    brown bush butler carter case castle chance chapel chase child children christian church cliff
    cloud clouds cook cooper crane cross crystal daisy dale darling dawn day days dean diamond down
    downs drake drew duke earl east edge elm end faith farmer field fields fish fisher flower
    flowers foot ford forest fox frank free friend friends frost gale garden gardener gates gold
    golden good grace grant gray green grey guy hall hand hands harbour hart hawk hazel head heart
    heath hill home hope house hunter iris iron ivy jade jay joy june keen king knight lake lamb
    lane large law lily little long love major man mark market marsh mason max may meadow men miles
    miller mills mist moon moor moss nick noble north oak olive orange orchard page pain parish park
    parks pat peace pearl penny pike pink pond pool pope porter power powers price prince purple
    rain ray red reed reeds rice rich rivers roach rob rock rose ruby rush salmon sand sands sharp
    shepherd shore short silver sky small snow south star steel stone stones storm street strong sue
    summer summers sun swift temple thorn tower true trust truth turner vale valley van victory
    violet walker wall walls ward waters weaver wells west white will willow winter winters wise
    wolf wood woods wren young
""")

# Of these, what a sentence may well begin with, and then it is nobody's name.
OPENERS = _words("""
    best big bright drew few good grace grant hope little long mark may pat rob rose short small sue sharp
    true white will young
""")

ROADS = _words("""
    street st road rd row close avenue ave way lane drive crescent court place gardens terrace grove walk mews
""")
NUMBERS = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
EMERGENCY_NUMBERS = _words("999 101 111 112 116 1111 0800")

# What everybody may say in the same words; six of them in a row are no quotation.
STOCK_PHRASES = (
    "if you think he is in danger now ring 999",
    "if you think she is in danger now ring 999",
    "if you think they are in danger now ring 999",
    "if you think your child is in danger ring 999",
    "if somebody is in danger now ring 999",
    "if someone is in danger now ring 999",
    "in an emergency ring 999",
    "if it is not an emergency ring 101",
    "ring the police straight away on 999",
    "child abduction warning notice",
    "referral to the national referral mechanism",
    "at the next child planning meeting",
    "at the next planning meeting",
    "is not home by the time agreed",
    "is not back by the time agreed",
    "return home interview",
    "out of hours number",
)
