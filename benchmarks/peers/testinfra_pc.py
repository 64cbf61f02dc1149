"""What pytest-testinfra would ask: ten tests a host."""


def test_operating_system(host):
    assert host.system_info.distribution == "debian"


def test_memory(host):
    assert int(host.check_output("awk '/MemTotal/{print $2}' /proc/meminfo")) > 0


def test_free_space(host):
    assert host.check_output("df -P /")


def test_time_zone(host):
    assert host.file("/etc/timezone").exists or host.file("/etc/localtime").exists


def test_packages(host):
    assert host.check_output("dpkg-query -W").count("\n") > 100


def test_services(host):
    assert host.check_output("systemctl list-units --all --no-legend --plain --type=service,socket")


def test_print_queues(host):
    assert host.run("lpstat -v").rc in (0, 1)


def test_ssh_server(host):
    assert "permitrootlogin" in host.check_output("sshd -T")


def test_trust_store(host):
    assert "BEGIN CERTIFICATE" in host.file("/etc/ssl/certs/ca-certificates.crt").content_string


def test_administrators(host):
    assert host.group("sudo").exists
