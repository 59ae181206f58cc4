"""Where things are kept: two cupboards with a key each. The only room that knows SQLAlchemy.

`store.family` is what families can open; `store.casework` is what workers hold. Functions take
a connection first and return domain objects; tables never leave this room.
"""
