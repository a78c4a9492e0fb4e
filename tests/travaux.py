"""Jobs kept in memory, in a process where a browser may keep an event loop running and threads race each other."""

from collections.abc import Coroutine
from threading import Lock
from typing import Any

from procrastinate.testing import InMemoryConnector


class ConnecteurEnMemoire(InMemoryConnector):
    """Answer at once, one thread after the other.

    Nothing is awaited in memory, and a thread with a running loop may not start another.
    """

    def __init__(self) -> None:
        super().__init__()
        self._un_a_la_fois = Lock()

    def execute_query(self, query: str, **arguments: Any) -> None:
        self._tout_de_suite(self.execute_query_async(query, **arguments))

    def execute_query_one(self, query: str, **arguments: Any) -> dict[str, Any]:
        return self._tout_de_suite(self.execute_query_one_async(query, **arguments))

    def execute_query_all(self, query: str, **arguments: Any) -> list[dict[str, Any]]:
        return self._tout_de_suite(self.execute_query_all_async(query, **arguments))

    def _tout_de_suite(self, reponse: Coroutine[Any, Any, Any]) -> Any:
        try:
            with self._un_a_la_fois:
                reponse.send(None)
        except StopIteration as fin:
            return fin.value
        raise RuntimeError("a connector in memory waits for nothing")
