"""Statements out of a grammar: whatever somebody could send who has the family's connection in their hands."""

from __future__ import annotations

from random import Random

from portal.store.family.policy import WINDOWS
from portal.store.family.tables import metadata

TABLES = sorted(metadata.tables)
_LITERALS = ("'kit'", "'mum'", "'zoe'", "'child'", "'q1'", "''", "NULL", "0", "1", "2", "50", "'9'", "'%1%'")
_FUNCTIONS = ("lower", "upper", "length", "coalesce", "max", "min", "count", "sum", "abs", "hex", "substr", "nosuch")
_CASTS = ("integer", "text", "numeric", "boolean", "date")
_COMPARE = ("=", "<>", "<", ">", ">=", "IS NOT DISTINCT FROM", "LIKE", "IN")


def statement(random: Random, dialect: str) -> str:
    """One statement. Most ask windows for what they have; some ask tables, by every trick that the grammar has."""
    return _Sentence(random, dialect).whole()


class _Sentence:
    def __init__(self, random: Random, dialect: str) -> None:
        self.random, self.dialect = random, dialect
        self.aliases = 0

    def pick(self, *among: str) -> str:
        return self.random.choice(among)

    def chance(self, of: float) -> bool:
        return self.random.random() < of

    def whole(self) -> str:
        if self.chance(0.08):
            return self.change()
        if self.chance(0.15):
            return self.with_cte()
        if self.chance(0.07):
            return f"{self.select(1)} {self.pick('UNION', 'UNION ALL', 'INTERSECT', 'EXCEPT')} {self.select(1)}"
        return self.select(self.random.randint(1, 3))

    # -- where rows come from ----------------------------------------------------------------------

    def source(self, depth: int) -> tuple[str, str, list[str]]:
        """What stands after FROM, its alias, and the columns that may be named of it."""
        self.aliases += 1
        alias = f"t{self.aliases}" if self.chance(0.8) else f"own_{self.pick(*WINDOWS)}"
        if depth > 0 and self.chance(0.15):
            column = "c1"
            return f"({self.select(1, depth - 1, names=[column])}) AS {alias}", alias, [column]
        if self.chance(0.85):
            window = WINDOWS[self.pick(*WINDOWS)]
            at = (
                f"own.own_{window.name}"
                if self.dialect == "postgres"
                else self.pick("", "temp.") + f"own_{window.name}"
            )
            readable = list(window.reads) or list(window.columns)
            return f"{at} AS {alias}", alias, readable if self.chance(0.95) else [*window.table.c.keys()]
        table = self.pick(*TABLES)
        at = self.pick("public.", "") + table if self.dialect == "postgres" else self.pick("main.", "") + table
        return f"{at} AS {alias}", alias, [*metadata.tables[table].c.keys()]

    def select(self, wide: int, depth: int = 1, names: list[str] | None = None) -> str:
        first, alias, columns = self.source(depth)
        known = [(alias, columns)]
        tables = first
        for _ in range(self.pick("", "", "", "x", "xx").count("x")):
            more, other, others = self.source(depth)
            known.append((other, others))
            how = self.pick("JOIN", "LEFT JOIN", "CROSS JOIN")
            tables += f" {how} {more}" + ("" if how == "CROSS JOIN" else f" ON {self.condition(known, depth)}")
        if names is None and self.chance(0.25):
            shown = [self.aggregate(known, depth) for _ in range(wide)]
            grouped = ""
            if self.chance(0.5):
                by = self.column(known)
                shown, grouped = [by, *shown], f" GROUP BY {by}"
                if self.chance(0.3):
                    grouped += f" HAVING {self.aggregate(known, depth)} > 0"
        else:
            shown, grouped = [self.value(known, depth) for _ in range(1 if names else wide)], ""
        said = (
            ", ".join(f"{each} AS {name}" for each, name in zip(shown, names, strict=True))
            if names
            else ", ".join(shown)
        )
        where = f" WHERE {self.condition(known, depth)}" if self.chance(0.6) else ""
        order = ""
        if not grouped and self.chance(0.3):
            order = f" ORDER BY {', '.join(str(n + 1) for n in range(len(shown)))}"
            order += self.pick("", "", f" LIMIT {self.random.randrange(4)}")
        distinct = "DISTINCT " if self.chance(0.1) else ""
        return f"SELECT {distinct}{said} FROM {tables}{where}{grouped}{order}"

    def with_cte(self) -> str:
        """A name of one's own choosing for what is read: a window's, a table's, or none that is known."""
        name = self.pick(f"own_{self.pick(*WINDOWS)}", self.pick(*TABLES), "mine", '"gate:"')
        once = self.pick("", "", " MATERIALIZED", " NOT MATERIALIZED")
        inner = self.select(1, 0, names=["c1"])
        if self.chance(0.5):
            table = self.pick(*TABLES)
            column = self.pick(*metadata.tables[table].c.keys())
            inner = f"SELECT {column} AS c1 FROM {self.base()}{table}"
        return f"WITH {name} AS{once} ({inner}) SELECT {self.pick('c1', 'count(*)', 'max(c1)')} FROM {name}"

    def base(self) -> str:
        return "public." if self.dialect == "postgres" else "main."

    def literal(self) -> str:
        said = self.pick(*_LITERALS)
        return f"'{said}'" if said.isdecimal() and self.dialect == "postgres" else said

    # -- what is asked of them -----------------------------------------------------------------------

    def column(self, known: list[tuple[str, list[str]]]) -> str:
        alias, columns = self.random.choice(known)
        column = f"{alias}.{self.pick(*columns)}"
        # PostgreSQL compares nothing with what is of another type.
        return f"CAST({column} AS text)" if self.dialect == "postgres" and self.chance(0.7) else column

    def value(self, known: list[tuple[str, list[str]]], depth: int) -> str:
        dice = self.random.random()
        if dice < 0.55:
            return self.column(known)
        if dice < 0.62:
            return self.literal()
        if dice < 0.72:
            return f"{self.pick(*_FUNCTIONS[:4])}({self.column(known)})"
        if dice < 0.76:
            return f"{self.pick(*_FUNCTIONS)}({self.column(known)})"
        if dice < 0.84:
            return f"CAST({self.column(known)} AS {self.pick(*_CASTS)})"
        if dice < 0.90:
            condition = self.condition(known, 0)
            return f"CASE WHEN {condition} THEN {self.value(known, 0)} ELSE {self.value(known, 0)} END"
        if dice < 0.94:
            over = self.pick("count(*)", f"max({self.column(known)})", "rank()")
            return f"{over} OVER ({self.pick('PARTITION', 'ORDER')} BY {self.column(known)})"
        if dice < 0.97:
            return f"{self.column(known)} {self.pick('||', '+', '/')} {self.literal()}"
        return f"({self.select(1, depth - 1)} LIMIT 1)" if depth > 0 else self.column(known)

    def aggregate(self, known: list[tuple[str, list[str]]], depth: int) -> str:
        inner = self.value(known, 0) if self.chance(0.3) else self.column(known)
        return self.pick("count(*)", f"count({inner})", f"max({inner})", f"min({inner})", f"count(DISTINCT {inner})")

    def condition(self, known: list[tuple[str, list[str]]], depth: int) -> str:
        dice = self.random.random()
        if depth > 0 and dice < 0.10:
            return f"EXISTS ({self.select(1, depth - 1)})"
        if depth > 0 and dice < 0.18:
            return f"{self.column(known)} {self.pick('IN', 'NOT IN')} ({self.select(1, depth - 1)})"
        if dice < 0.25:
            return f"{self.column(known)} IS {self.pick('', 'NOT')} NULL"
        if dice < 0.32:
            return f"NOT ({self.condition(known, 0)})"
        if dice < 0.40:
            return f"{self.condition(known, 0)} {self.pick('AND', 'OR')} {self.condition(known, 0)}"
        if dice < 0.48:  # errors on a row that it should never have been shown
            return f"CAST({self.column(known)} AS integer) {self.pick('=', '>', '<>')} {self.random.randrange(9)}"
        if dice < 0.54:
            return f"{self.column(known)} LIKE '%' ESCAPE {self.pick(repr('ab'), self.column(known))}"
        how = self.pick(*_COMPARE)
        one, other = self.column(known), self.value(known, 0) if self.chance(0.5) else self.literal()
        return f"{one} IN ({other}, {self.literal()})" if how == "IN" else f"{one} {how} {other}"

    def change(self) -> str:
        """Changing or taking out, and looking at what comes back."""
        window = WINDOWS[self.pick(*WINDOWS)]
        at = f"own.own_{window.name}" if self.dialect == "postgres" else f"own_{window.name}"
        known = [(at.rpartition(".")[2], list(window.columns))]
        where = f" WHERE {self.condition(known, 1)}" if self.chance(0.7) else ""
        back = f" RETURNING {self.pick(*window.columns)}" if self.chance(0.7) else ""
        if self.chance(0.3):
            return f"DELETE FROM {at}{where}{back}"
        column = self.pick(*window.columns)
        return f"UPDATE {at} SET {column} = {self.pick(column, self.literal())}{where}{back}"
