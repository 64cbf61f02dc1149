"""Who calls for a change: with which settings, where no workspace is."""

from auditor.collectors.login import Caller
from auditor.i18n import language


def test_by_hand_outside_a_workspace_the_environment_says_the_language(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    for wanted in ("en", "vi"):
        monkeypatch.setenv("AUDITOR_LANG", wanted)
        assert (Caller.of().settings.language, language()) == (wanted, wanted)
