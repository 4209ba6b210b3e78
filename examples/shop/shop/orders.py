"""Orders in SQLite, one connection per operation, as in a web process."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

SCHEMA = """
create table orders (
    number integer primary key,
    customer text not null,
    cents integer not null,
    state text not null default 'open'
)
"""


@dataclass(frozen=True)
class Order:
    number: int
    customer: str
    cents: int
    state: str


class OrderStore:
    def __init__(self, path: Path) -> None:
        self.path = path

    def add(self, customer: str, cents: int) -> Order:
        with self._connection() as connection:
            cursor = connection.execute(
                "insert into orders (customer, cents) values (?, ?)", (customer, cents)
            )
            return Order(cursor.lastrowid or 0, customer, cents, "open")

    def find(self, number: int) -> Order:
        with self._connection() as connection:
            row = connection.execute(
                "select number, customer, cents, state from orders where number = ?", (number,)
            ).fetchone()
        if row is None:
            raise KeyError(number)
        return Order(*row)

    def mark(self, number: int, state: str) -> None:
        with self._connection() as connection:
            connection.execute("update orders set state = ? where number = ?", (state, number))

    def in_state(self, state: str) -> list[Order]:
        with self._connection() as connection:
            rows = connection.execute(
                "select number, customer, cents, state from orders where state = ? order by number",
                (state,),
            )
            return [Order(*row) for row in rows]

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self.path)) as connection, connection:
            yield connection
