"""The Windows probe's text: what it is made of, since no Windows is at hand to run it (the workflow does)."""

import base64
import json
import re
from collections.abc import Iterator
from importlib import resources

import pytest
import tree_sitter
import tree_sitter_powershell

from auditor.probes import windows as probe

PARSER = tree_sitter.Parser(tree_sitter.Language(tree_sitter_powershell.language()))
SOURCE = probe.windows_source({})
SENT = probe.windows_script({"files": ["C:\\x"], "endpoints": []})
BOOTSTRAP = base64.b64decode(probe.windows_command().split()[-1]).decode("utf-16-le").encode()
LONGEST_COMMAND_LINE = 8191

READS = {
    *("Get-Acl", "Get-CimAssociatedInstance", "Get-CimInstance", "Get-NetFirewallProfile", "Get-Printer"),
    *("Get-PrinterDriver", "Get-PrinterPort", "Get-SmbServerConfiguration"),
    *("ConvertFrom-Json", "ForEach-Object", "Out-String", "Select-Object", "Sort-Object", "Start-Sleep"),
    *("New-Object", "Where-Object"),  # an object in memory only: MADE
}
MADE = {
    *("Microsoft.Update.AutoUpdate", "Microsoft.Update.Session", "IO.BinaryReader", "IO.MemoryStream"),
    *("IO.Compression.GZipStream", "Net.Security.SslStream", "Net.Sockets.TcpClient", "PSObject", "byte[]"),
    *("Security.Cryptography.X509Certificates.X509Store", "Security.Principal.WindowsPrincipal"),
    *("System.Collections.ArrayList", "Text.StringBuilder"),
}
STATIC = {
    *("BitConverter::ToInt32", "BitConverter::ToString", "Convert::FromBase64String"),
    *("Convert::ToBase64String", "DateTime::SpecifyKind", "Diagnostics.Stopwatch::StartNew"),
    *("IO.Directory::Exists", "IO.File::Exists", "IO.File::Open", "IO.File::ReadAllLines"),
    *("IO.Path::Combine", "IO.Path::IsPathRooted", "Math::Max", "Math::Min", "Net.Dns::GetHostAddresses"),
    "Management.Automation.Runspaces.RunspaceFactory::CreateRunspacePool",
    "Microsoft.Win32.RegistryKey::OpenBaseKey",
    "Net.NetworkInformation.IPGlobalProperties::GetIPGlobalProperties",
    *("PowerShell::Create", "Security.Cryptography.SHA256::Create", "double::IsInfinity", "double::IsNaN"),
    *("Security.Principal.WindowsIdentity::GetCurrent", "regex::Replace", "hashtable::Synchronized"),
    *("Collections.ArrayList::Synchronized",),
}
METHODS = {
    *("Add", "AddArgument", "AddScript", "Append", "AuthenticateAsClient", "BeginConnect", "BeginInvoke"),
    *("BeginStop", "Clone", "Close", "ComputeHash", "ContainsKey", "CreateUpdateSearcher", "EndConnect"),
    *(
        "EndsWith",
        "GetActiveTcpListeners",
        "GetBytes",
        "GetEnumerator",
        "GetRawCertData",
        "GetStream",
        "GetString",
    ),
    *("GetSubKeyNames", "GetTotalHistoryCount", "GetType", "GetUtcOffset", "GetValue", "GetValueNames"),
    *("IsInRole", "Open", "OpenSubKey", "QueryHistory", "Read", "ReadBytes", "Remove", "Replace", "Seek"),
    *("Substring", "ToArray", "ToLowerInvariant", "ToString", "Translate", "Trim", "TrimEnd", "WaitOne"),
    "Write",
}


def nodes(source: bytes, *types: str) -> Iterator[tree_sitter.Node]:
    waiting = [PARSER.parse(source).root_node]
    while waiting:
        node = waiting.pop()
        if not types or node.type in types:
            yield node
        waiting += node.children


def text(node: tree_sitter.Node | None) -> str:
    assert node is not None
    assert node.text is not None
    return node.text.decode()


@pytest.mark.parametrize("source", [SOURCE, SENT, BOOTSTRAP], ids=["source", "sent", "bootstrap"])
def test_it_is_powershell_without_a_syntax_error(source):
    tree = PARSER.parse(source)
    assert [node.start_point for node in nodes(source, "ERROR")] == []
    assert not tree.root_node.has_error


def _blocks() -> dict[str, str]:
    """The script blocks at the top, by what they are assigned to; here-strings as they are."""
    found = {}
    for node in nodes(SOURCE, "assignment_expression"):
        name, _equals, value = text(node).partition(" = ")
        if value.startswith("{") and value.endswith("}"):
            found[name] = value[1:-1]
    return found


def test_each_section_as_it_is_put_together_on_the_machine_is_without_a_syntax_error():
    source = SOURCE.decode()
    before, after = (
        re.search(rf"(?s){name}.*?@'\n(.*?)\n'@", source) for name in (r"\$Before =", r"\$After =")
    )
    blocks = _blocks()
    common = blocks.pop("$Common")
    assert before
    assert after
    bodies = {name: body for name, body in blocks.items() if name.startswith(("$Sections[", "$Endpoint"))}
    assert len(bodies) > 25
    for name, body in bodies.items():
        whole = f"param($Shared, $Name)\n{common}\n{before[1]}\n{body}\n{after[1]}"
        assert not PARSER.parse(whole.encode()).root_node.has_error, name


NEWER = ["$a ? 1 : 2", "$a ?? 1", "$a ??= 1", "${a}?.b"]


@pytest.mark.parametrize("newer", NEWER)
def test_what_is_newer_than_powershell_5_is_a_syntax_error_to_the_grammar(newer):
    assert PARSER.parse(newer.encode()).root_node.has_error


@pytest.mark.parametrize("source", [SOURCE, BOOTSTRAP], ids=["source", "bootstrap"])
def test_it_uses_nothing_newer_than_powershell_5(source):
    assert list(nodes(source, "pipeline_chain_tail")) == []  # && and ||
    parameters = {text(node).lower() for node in nodes(source, "command_parameter")}
    assert not parameters & {"-parallel", "-asutc", "-skipcertificatecheck", "-ashashtable", "-notin"}


def test_every_command_only_reads():
    mine = {text(node) for node in nodes(SOURCE, "function_name")}
    used = {text(node) for node in nodes(SOURCE, "command_name")}
    assert used - mine - READS == set()


def test_the_one_program_that_it_runs_is_only_asked():
    called = [text(node) for node in nodes(SOURCE, "command") if text(node).startswith(("& ", ". "))]
    programs = [command for command in called if ".exe" in command]
    assert [re.sub(r'^& "[^"]+\\', "", command) for command in programs] == [
        "w32tm.exe\" '/stripchart' \"/computer:$server\" '/dataonly' '/samples:1'",
        "w32tm.exe\" '/query' '/source'",
        "w32tm.exe\" '/query' '/status'",
    ]


def test_objects_are_made_in_memory_only():
    made = re.findall(r"New-Object (?:-ComObject )?'?([\w.]+(?:\[\])?)'?", SOURCE.decode())
    assert set(made) - MADE == set()
    assert len(made) == SOURCE.count(b"New-Object")


def test_methods_of_dot_net_only_read():
    static, methods = set(), set()
    for node in nodes(SOURCE, "invokation_expression"):
        name = next(text(child) for child in node.children if child.type == "member_name")
        kind = text(node.children[0])
        if any(child.type == "::" for child in node.children):
            static.add(f"{kind.strip('[]')}::{name}")
        else:
            methods.add(name)
    assert static - STATIC == set()
    assert methods - METHODS == set()


def test_what_could_write_is_called_on_lists_and_streams_of_its_own_only():
    called: dict[str, set[str]] = {"Add": set(), "Remove": set(), "Write": set()}
    for node in nodes(SOURCE, "invokation_expression"):
        name = next(text(child) for child in node.children if child.type == "member_name")
        if name in called:
            called[name].add(text(node.children[0]))
    assert called == {
        "Add": {"$rows", "$found", "$past", "$stores", "$Jobs", "$Told", "$Shared.Cut"},
        "Remove": {"$Shared.Errors"},
        "Write": {"$stream", "$Zip"},
    }


def test_no_table_of_what_the_machine_says_is_asked_for_its_keys():
    """PowerShell gives a table's entry of the name before its property: the registry may hold any name."""
    asked = re.findall(r"(\$\w+)\.(Keys|Values|Count)\b", SOURCE.decode(), re.IGNORECASE)
    assert {name for name, _what in asked} <= {"$Sections", "$asked", "$rows", "$children", "$Endpoints"}


def test_files_are_opened_for_reading():
    opened = re.findall(r"\[IO\.File\]::Open\([^)]*\)", SOURCE.decode())
    assert opened
    assert all("[IO.FileAccess]::Read, " in call and "[IO.FileMode]::Open," in call for call in opened)


def test_the_password_of_automatic_logon_is_asked_for_by_its_presence_only():
    asked = re.findall(r"'(\w*Password\w*\??)'", SOURCE.decode())
    assert set(asked) == {"DefaultPassword?", "LimitBlankPasswordUse", "PasswordRequired"}


def test_no_private_key_is_touched():
    said = SOURCE.decode().lower()
    assert not re.search(r"privatekey|getrsa|pin\b(?!g)", said.replace("no pin asked for", ""))


def test_it_is_ascii_so_that_no_code_page_matters():
    assert SOURCE.isascii()
    assert SENT.isascii()


def test_what_is_sent_is_the_readable_probe_without_comments_and_indentation():
    def leaves(source: bytes) -> list[str]:
        found = [node for node in nodes(source) if not node.children and node.type != "comment"]
        return ["".join(text(node).split()) for node in sorted(found, key=lambda node: node.start_byte)]

    asks = {"files": ["C:\\x"], "endpoints": []}
    assert leaves(SENT) == leaves(probe.windows_source(asks))
    assert len(SENT) < len(SOURCE) * 0.85


def test_what_is_asked_cannot_become_code():
    evil = {"files": ["'; Remove-Item C:\\ #", '"$(x)"', "tiếng Việt"], "endpoints": [{"url": "'@\n"}]}
    said = probe.windows_script(evil).decode()
    line = next(line for line in said.splitlines() if line.startswith("$AsksBase64"))
    packed = re.fullmatch(r"\$AsksBase64 = '([A-Za-z0-9+/=]*)'", line)
    assert packed
    assert json.loads(base64.b64decode(packed[1])) == evil
    assert "Remove-Item" not in said


def test_the_command_fits_the_command_line_of_windows_with_room_for_its_shell():
    assert len(probe.windows_command()) < LONGEST_COMMAND_LINE // 4


def test_the_bootstrap_refuses_a_probe_that_came_in_part():
    mark = re.search(r"EndsWith\('([^']+)'\)", BOOTSTRAP.decode())
    assert mark
    assert SENT.decode().rstrip().endswith(mark[1])
    assert mark[1] not in SENT[: len(SENT) // 2].decode()


def test_the_recorded_answer_has_the_sections_of_the_probe_and_no_others():
    sections = set(re.findall(r"^\$Sections\['(\w+)'\]", SOURCE.decode(), re.MULTILINE)) | {"endpoints"}
    recorded = resources.files("auditor").joinpath("lab/recordings/windows-pc.json").read_text("utf-8")
    assert sections == set(json.loads(recorded)["sections"])
