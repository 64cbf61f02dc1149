"""The settings of Windows' OpenSSH server: one file, of the same form as elsewhere."""

from collections.abc import Mapping
from dataclasses import replace

from auditor.parsers.pc import ssh
from auditor.parsers.pc.answer import Answer, Fact

_THERE = "/etc/ssh/sshd_config"


def _as_elsewhere(answer: Answer) -> Answer:
    texts = [text for text in answer.get("ssh", dict).values() if isinstance(text, str)]
    files = {_THERE: texts[0]} if texts else {}
    return replace(answer, data={**answer.data, "sections": {"ssh": files}})


def _same(fact: Fact) -> Fact:
    return lambda answer: fact(_as_elsewhere(answer))


FACTS: Mapping[str, Fact] = {
    name: _same(fact) for name, fact in ssh.FACTS.items() if name != "ssh.permit_root_login"
}
