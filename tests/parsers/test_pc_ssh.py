"""The SSH server's settings."""

from tests.support.pc_answers import fact, why


def sshd(**files):
    return {f"/etc/ssh/{name.replace('__', '/')}": text for name, text in files.items()}


def test_of_a_setting_the_first_counts_and_includes_stand_where_they_stand():
    files = {
        "/etc/ssh/sshd_config": "Include sshd_config.d/*.conf\nPermitRootLogin no\nPasswordAuthentication no",
        "/etc/ssh/sshd_config.d/50-cloud.conf": "PasswordAuthentication yes\n",
        "/etc/ssh/sshd_config.d/60-late.conf": "PasswordAuthentication no\n",
    }
    assert fact("ssh.password_authentication", ssh=files) == "yes"
    assert fact("ssh.permit_root_login", ssh=files) == "no"


def test_settings_in_a_match_block_are_not_for_everybody():
    text = "PermitRootLogin no\nMatch User root\n PermitRootLogin yes\n PermitEmptyPasswords yes\n"
    assert fact("ssh.permit_root_login", ssh=sshd(sshd_config=text)) == "no"
    assert fact("ssh.permit_empty_passwords", ssh=sshd(sshd_config=text)) == "no"


def test_without_a_word_sshds_own_defaults_hold():
    assert fact("ssh.permit_root_login", ssh=sshd(sshd_config="")) == "prohibit-password"
    assert fact("ssh.password_authentication", ssh=sshd(sshd_config="")) == "yes"


def test_a_drop_in_that_only_root_may_read_makes_the_settings_unknown():
    error = {"ssh./etc/ssh/sshd_config.d/50-cloud.conf": "needs root"}
    assert (
        why("ssh.password_authentication", error, ssh=sshd(sshd_config="PasswordAuthentication no"))
        == "needs root"
    )


def test_a_configuration_that_includes_itself_ends():
    assert why("ssh.settings", ssh=sshd(sshd_config="Include /etc/ssh/sshd_config\n"))
