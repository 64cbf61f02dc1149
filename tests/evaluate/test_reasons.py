"""Why something is not known, in words."""

import pytest

from auditor.model import FailureKind
from auditor.standard import reasons, say_reason


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("connect_timeout: 198.18.0.7:22", "no answer to the connection: 198.18.0.7:22"),
        ("not_asked", "it was not asked in this run"),
        (
            'condition: host.virtualization equals "none"',
            "only for devices with: host.virtualization = exactly none",
        ),
        ("something else: yes", "something else: yes"),
        ("", ""),
    ],
)
def test_a_stored_reason_is_said_in_words(reason, words):
    assert say_reason(reason) == words


@pytest.mark.parametrize("kind", list(FailureKind))
def test_every_kind_of_failure_has_words(kind):
    assert say_reason(reasons.because(kind, "detail")).endswith(": detail")
    assert say_reason(kind.value) != kind.value


def test_a_reason_is_bounded():
    assert len(reasons.because("not_observed", "x" * 10_000)) < 400
