"""Jobs kept in memory, in a process where a browser may keep an event loop running."""

from collections.abc import Coroutine
from typing import Any

from procrastinate.testing import InMemoryConnector


class ConnecteurEnMemoire(InMemoryConnector):
    """Answer at once: nothing is awaited in memory, and a thread with a running loop may not start another."""

    def execute_query(self, query: str, **arguments: Any) -> None:
        _tout_de_suite(self.execute_query_async(query, **arguments))

    def execute_query_one(self, query: str, **arguments: Any) -> dict[str, Any]:
        return _tout_de_suite(self.execute_query_one_async(query, **arguments))

    def execute_query_all(self, query: str, **arguments: Any) -> list[dict[str, Any]]:
        return _tout_de_suite(self.execute_query_all_async(query, **arguments))


def _tout_de_suite(reponse: Coroutine[Any, Any, Any]) -> Any:
    try:
        reponse.send(None)
    except StopIteration as fin:
        return fin.value
    raise RuntimeError("a connector in memory waits for nothing")
