"""A real mail server on loopback, which keeps what arrives."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from typing import TypeVar

from aiosmtpd.controller import Controller


class BoiteAuxLettres:
    """Keep what arrives, as a mail reader would show it."""

    def __init__(self, hote: str, port: int):
        self.hote, self.port = hote, port
        self.messages: list[EmailMessage] = []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 -- the name that aiosmtpd calls
        self.messages.append(BytesParser(policy=default).parsebytes(envelope.content))
        return "250 OK"


Boite = TypeVar("Boite", bound=BoiteAuxLettres)


@contextmanager
def ouvrir_boite(genre: type[Boite] = BoiteAuxLettres) -> Iterator[Boite]:
    """Listen on a free port for the length of the block."""
    with socket.create_server(("127.0.0.1", 0)) as libre:
        boite = genre(*libre.getsockname())
    serveur = Controller(boite, hostname=boite.hote, port=boite.port)
    serveur.start()
    try:
        yield boite
    finally:
        serveur.stop()
