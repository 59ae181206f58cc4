"""Ordinary words for made-up sign-in names and passphrases, out of a package, filtered by us.

Source: the EFF's long list (7,776 words) in the package xkcdpass. What is left after the
filter is at least 7,000 words (51 bits for four); a test says so.
"""

from __future__ import annotations

import secrets
from functools import cache
from importlib.resources import files

from zxcvbn.frequency_lists import FREQUENCY_LISTS

# Words that a child should not be handed, or that say more than they should here.
_PARTS = tuple(
    ["abus", "accus", "addict", "afraid", "aggress", "alcohol", "amput", "anger", "angry", "anguish", "annoy", "anxi", "arrest", "ashes", "assault", "attack", "awful", "backstab", "bash", "beat-", "beating", "bitch", "blam", "blast", "bleed", "blister", "blood", "bogus", "bomb", "booz", "bra-", "brawl", "bribe", "broken", "bruis", "brut", "bully", "burgl", "burn", "captiv", "carcas", "casket", "chaos", "cheat", "chok", "clash", "clobber", "cocain", "coffin", "collaps", "combat", "condemn", "contam", "contus", "convict", "corps", "corrupt", "coward", "crack", "crash", "crav", "creep", "crim", "cringe", "cripple", "crook", "cruel", "crush", "cult", "curs", "damag", "damn", "danger", "dark", "dead", "death", "deaf", "deadly", "debt", "decay", "deceas", "deceiv", "decept", "defam", "defeat", "defect", "defend", "deform", "defraud", "degrad", "delinq", "delus", "denounc", "deport", "deprav", "depriv", "desert", "despair", "desper", "destr", "deton", "deviant", "devil", "devious", "diabol", "dirt", "disabl", "disast", "discard", "diseas", "disgrac", "disgust", "dishon", "dislik", "dismal", "dismay", "disobe", "disown", "disput", "distort", "distress", "distrust", "disturb", "doom", "dread", "dreary", "drown", "drug", "drunk", "dungeon", "dying", "enem", "enrag", "enslav", "eras", "erot", "evict", "evil", "exile", "expel", "explo", "faceless", "fail", "fake", "falsif", "fanatic", "fatal", "fault", "fear", "felon", "feud", "fiend", "fight", "filth", "flawed", "flog", "foe-", "foul", "frail", "fraud", "frenz", "fret", "fright", "frostbit", "fugitiv", "funeral", "furious", "fury", "fuss", "fugit", "gang", "ghast", "goon", "gore", "grave-", "grief", "grim", "groan", "groom", "grouch", "grudge", "grump", "guilt", "gun-", "guts", "gutter", "hack", "handcuf", "harass", "hardship", "harm", "harsh", "hassl", "hate", "haunt", "hazard", "heartl", "hell-", "hoax", "horrif", "horror", "hostag", "hostil", "humili", "hungover", "hunt", "hurt", "hyster", "idiot", "ignor", "imposs", "impost", "impur", "infect", "inferno", "infuri", "inhuman", "injur", "insan", "insult", "intrud", "irrit", "jail", "jeopard", "judg", "junk", "kidnap", "kill", "knife", "lament", "lash", "lethal", "liar", "loath", "loot", "lonel", "lost", "lunat", "lurk", "lust", "lynch", "maim", "malic", "mangl", "maniac", "mayhem", "menac", "mess-", "misfit", "mischie", "miser", "misl", "misus", "moan", "mob-", "mocking", "molest", "mortal", "mourn", "mug-", "mugger", "murder", "mutil", "naked", "nasty", "naught", "neglect", "nightmar", "nude", "numb", "obey", "obscen", "offend", "ominous", "opium", "oppress", "outlaw", "outrag", "overdos", "pain", "panic", "paraly", "penal", "pervers", "pervert", "pest", "phobia", "pimp", "plagu", "poison", "polic", "pornog", "possess", "poverty", "powerless", "predator", "pregnan", "prey", "prison", "prohib", "prowl", "puke", "punch", "punish", "purg", "quarant", "quarrel", "rabid", "rage", "raid", "ramp", "ransack", "rape", "rapist", "rash", "ravag", "ravish", "rebel", "reckless", "refuge", "regret", "reject", "remors", "repris", "repuls", "resent", "restrain", "revenge", "revolt", "revok", "revolver", "riot", "ripoff", "robber", "rogue", "rotten", "rowdy", "rude", "ruin", "ruth-", "ruthless", "sabotag", "sad-", "sadden", "sadly", "savag", "scam", "scandal", "scar-", "scare", "scary", "scold", "scorn", "scrap", "scream", "scuff", "sedat", "sedu", "seiz", "selfish", "separat", "sever-", "sewer", "sex", "shabby", "shady", "shallow", "sham-", "shame", "shifty", "shock", "shoot", "shove", "shun", "sicken", "sickn", "sinful", "sinist", "skid", "skull", "slain", "slander", "slap", "slaughter", "slay", "slav", "sleaz", "slimy", "slit", "slob", "slug", "smack", "smash", "smother", "smuggl", "smut", "snare", "snatch", "sneak", "snitch", "sob-", "sorrow", "spank", "spite", "spook", "spy", "squal", "squeal", "stab", "stalk", "stain", "steal", "stench", "stern", "stolen", "strangl", "strap", "strife", "strip", "struggl", "stun", "stupid", "stupor", "submiss", "suck", "suffer", "suffoc", "suicid", "sullen", "surrend", "suspect", "swear", "swindl", "swipe", "sword", "taint", "tamper", "taunt", "tear-", "tens-", "terrib", "terrif", "terror", "theft", "thief", "thorn", "thrash", "threat", "thong", "thug", "tomb", "tortur", "toxic", "traffic", "tragic", "traitor", "trample", "trap", "trauma", "treacher", "trespass", "trick", "troubl", "turmoil", "tyran", "ugly", "undead", "underag", "undress", "uneas", "unfit", "unhapp", "unkind", "unlawful", "unlov", "unruly", "unsafe", "unwant", "unwell", "upset", "vagin", "vandal", "vengean", "venom", "vermin", "vice-", "victim", "vile", "villain", "violat", "violen", "virgin", "virus", "vomit", "vulgar", "vulner", "wail", "warfare", "warrant", "warn", "weak", "weap", "weep-", "whip", "wicked", "widow", "wilt", "wimp", "chastis", "caucas", "procreat", "payback", "freebas", "treason", "pandem", "ungodl", "desolat", "coloni", "playmate", "hypno", "carnivor", "cesspool", "witch", "worry", "worse", "worst", "worthl", "wound", "wrath", "wreck", "wretch", "wrong", "yell-", "zombie", "absinthe", "badass", "blade-", "cannab", "captur", "casino", "custod", "dagger", "deceit", "divorc", "foster-", "gambl", "graves-", "graveyard", "groin-", "lying-", "mobster", "morphin", "mortuar", "nicotin", "obituar", "parole-", "poker-", "racis", "reburial", "smok", "snort-"]
)


def _fit(word: str) -> bool:
    if not (3 <= len(word) <= 9 and word.isalpha()):
        return False
    return not any(word == part[:-1] if part.endswith("-") else part in word for part in _PARTS)


@cache
def words() -> tuple[str, ...]:
    """The words, lower case, in alphabetical order."""
    text = files("xkcdpass").joinpath("static/eff-long").read_text(encoding="utf-8")
    return tuple(sorted({word for word in text.split() if _fit(word)}))


def made_up_name() -> str:
    """A sign-in name that says nothing about anybody: `maple-tin-river`. Not secret."""
    return "-".join(secrets.choice(words()) for _ in range(3))


def passphrase() -> str:
    """Four words, 51 bits or more."""
    return " ".join(secrets.choice(words()) for _ in range(4))


@cache
def _common() -> frozenset[str]:
    return frozenset(FREQUENCY_LISTS["passwords"])


def is_common(typed: str) -> bool:
    """Whether a passphrase of one's own is among the commonest passwords, or made of one."""
    plain = typed.lower()
    return plain in _common() or plain.rstrip("0123456789!?. ") in _common() or len(set(plain)) < 5
