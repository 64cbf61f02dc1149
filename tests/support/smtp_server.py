"""A mail server on loopback that speaks SMTP (RFC 5321) with STARTTLS, AUTH PLAIN and LOGIN."""

import base64
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Mail:
    """One message as it came in."""

    sender: str
    receivers: list[str]
    data: bytes
    encrypted: bool
    user: str


@dataclass
class SmtpServer:
    """What the server does and what it got. ``answers`` are given instead of the usual one to a command, in
    turn, e.g. ``{"RCPT": ["451 later"]}``; then the usual ones follow."""

    tls: ssl.SSLContext | None = None
    implicit: bool = False
    login: tuple[str, str] | None = None
    answers: dict[str, list[str]] = field(default_factory=dict)
    mails: list[Mail] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    port: int = 0


@contextmanager
def running(server: SmtpServer) -> Iterator[SmtpServer]:
    """*server* listening on a port of its own."""

    class Handler(_Session):
        rules = server

    with _Listener(("127.0.0.1", 0), Handler) as listener:
        server.port = listener.server_address[1]
        thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            listener.shutdown()
            thread.join()


class _Listener(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that turns its back on a certificate is what some tests want."""


class _Session(socketserver.StreamRequestHandler):
    rules: SmtpServer

    def setup(self) -> None:
        self._encrypted = False
        if self.rules.implicit:
            self._encrypt()
        super().setup()

    def _begin_again(self) -> None:
        self.rfile.close()
        self.wfile.close()
        self._encrypt()
        super().setup()

    def _encrypt(self) -> None:
        assert self.rules.tls
        self.request = self.rules.tls.wrap_socket(self.request, server_side=True)
        self._encrypted = True

    def handle(self) -> None:
        self._user, self._sender, self._receivers = "", "", list[str]()
        self._say(self._instead("CONNECT") or "220 mail.test ESMTP")
        while line := self.rfile.readline(4096):
            text = line.decode("utf-8").rstrip("\r\n")
            verb, _space, rest = text.partition(" ")
            self.rules.seen.append(verb.upper())
            answer = self._instead(verb.upper()) or getattr(self, f"do_{verb.lower()}", self._unknown)(rest)
            self._say(answer)
            if verb.upper() == "QUIT" or answer.startswith("421"):
                return
            if verb.upper() == "STARTTLS" and answer.startswith("220"):
                self._begin_again()

    def finish(self) -> None:
        super().finish()
        if self._encrypted:
            self.request.close()  # what the listener knows is the socket inside

    def _instead(self, verb: str) -> str:
        queued = self.rules.answers.get(verb, [])
        return queued.pop(0) if queued else ""

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())

    def _ask(self, text: str) -> str:
        self._say("334 " + base64.b64encode(text.encode()).decode())
        return base64.b64decode(self.rfile.readline(4096)).decode()

    def _unknown(self, _rest: str) -> str:
        return "500 what?"

    def do_ehlo(self, _rest: str) -> str:
        offers = ["mail.test"]
        if self.rules.tls and not self._encrypted:
            offers.append("STARTTLS")
        if self.rules.login and self._encrypted:
            offers.append("AUTH PLAIN LOGIN")
        return "\r\n".join(f"250-{offer}" for offer in offers) + "\r\n250 SIZE 35882577"

    def do_starttls(self, _rest: str) -> str:
        return "220 go ahead" if self.rules.tls and not self._encrypted else "502 no TLS here"

    def do_auth(self, rest: str) -> str:
        kind, _space, first = rest.partition(" ")
        if not self._encrypted:
            return "538 encrypt first"
        if kind == "PLAIN":
            told = base64.b64decode(first).decode() if first else self._ask("")
            _authority, user, password = told.split("\0")
        else:
            user = base64.b64decode(first).decode() if first else self._ask("Username:")
            password = self._ask("Password:")
        if (user, password) != self.rules.login:
            return "535 5.7.8 wrong name or password"
        self._user = user
        return "235 welcome"

    def do_mail(self, rest: str) -> str:
        if self.rules.login and not self._user:
            return "530 log in first"
        self._sender, self._receivers = rest.partition(":")[2].split(">")[0].strip(" <"), []
        return "250 ok"

    def do_rcpt(self, rest: str) -> str:
        self._receivers.append(rest.partition(":")[2].split(">")[0].strip(" <"))
        return "250 ok"

    def do_rset(self, _rest: str) -> str:
        return "250 ok"

    do_noop = do_rset

    def do_data(self, _rest: str) -> str:
        self._say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        if refusal := self._instead("BODY"):
            return refusal
        mail = Mail(self._sender, self._receivers, b"".join(lines), self._encrypted, self._user)
        self.rules.mails.append(mail)
        return "250 queued"

    def do_quit(self, _rest: str) -> str:
        return "221 bye"
