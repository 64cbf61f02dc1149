"""Interfaces of an SNMP agent: IF-MIB (RFC 2863), addresses of IP-MIB (RFC 4293), duplex of EtherLike-MIB."""

import re
from collections import defaultdict
from typing import Any

from auditor.parsers.snmp import Value, Variables, as_number, as_text

_IF, _IFX = "1.3.6.1.2.1.2.2.1.", "1.3.6.1.2.1.31.1.1.1."
_DUPLEX = "1.3.6.1.2.1.10.7.2.1.19"
_ADDRESS_OF, _MASK_OF = "1.3.6.1.2.1.4.20.1.2", "1.3.6.1.2.1.4.20.1.3"
_ADDRESS_IF, _ADDRESS_PREFIX = "1.3.6.1.2.1.4.34.1.3.1.4", "1.3.6.1.2.1.4.34.1.5.1.4"
_STATES = {1: "up", 2: "down", 3: "down", 5: "down", 6: "down", 7: "down"}
"""ifOperStatus: testing, dormant, not present, lower layer down carry nothing; unknown (4) stays unsaid."""
_TYPES = dict(
    enumerate(
        """
        other regular1822 hdh1822 ddnX25 rfc877x25 ethernetCsmacd iso88023Csmacd iso88024TokenBus
        iso88025TokenRing iso88026Man starLan proteon10Mbit proteon80Mbit hyperchannel fddi lapb sdlc ds1 e1
        basicISDN primaryISDN propPointToPointSerial ppp softwareLoopback eon ethernet3Mbit nsip slip ultra
        ds3 sip frameRelay rs232 para arcnet arcnetPlus atm miox25 sonet x25ple iso88022llc localTalk
        smdsDxi frameRelayService v35 hssi hippi modem aal5 sonetPath sonetVT smdsIcip propVirtual
        propMultiplexor ieee80212 fibreChannel hippiInterface frameRelayInterconnect aflane8023 aflane8025
        cctEmul fastEther isdn v11 v36 g703at64k g703at2mb qllc fastEtherFX channel ieee80211 ibm370parChan
        escon dlsw isdns isdnu lapd ipSwitch rsrb atmLogical ds0 ds0Bundle bsc async cnr iso88025Dtr eplrs
        arap propCnls hostPad termPad frameRelayMPI x213 adsl radsl sdsl vdsl iso88025CRFPInt myrinet
        voiceEM voiceFXO voiceFXS voiceEncap voiceOverIp atmDxi atmFuni atmIma pppMultilinkBundle ipOverCdlc
        ipOverClaw stackToStack virtualIpAddress mpc ipOverAtm iso88025Fiber tdlc gigabitEthernet hdlc lapf
        v37 x25mlp x25huntGroup transpHdlc interleave fast ip docsCableMaclayer docsCableDownstream
        docsCableUpstream a12MppSwitch tunnel coffee ces atmSubInterface l2vlan l3ipvlan l3ipxvlan
        digitalPowerline mediaMailOverIp dtm dcn ipForward msdsl ieee1394 if-gsn dvbRccMacLayer
        dvbRccDownstream dvbRccUpstream atmVirtual mplsTunnel srp voiceOverAtm voiceOverFrameRelay idsl
        compositeLink ss7SigLink propWirelessP2P frForward rfc1483 usb ieee8023adLag bgppolicyaccounting
        frf16MfrBundle h323Gatekeeper h323Proxy mpls
        """.split(),
        start=1,
    )
) | {
    188: "radioMAC",
    194: "atmVciEndPt",
    209: "bridge",
    244: "wwanPP2",
    246: "ifPwType",
    247: "ilan",
    250: "gpon",
    251: "vdsl2",
    252: "capwapDot11Profile",
    253: "capwapDot11Bss",
    254: "capwapWtpVirtualRadio",
}
"""IANAifType-MIB, as far as such devices have them."""
_FASTEST_MBPS = 10_000_000
_UNLIMITED = 4_294_967_295
"""What ifSpeed says when the speed does not fit (RFC 2863 §3.1.7)."""


def interfaces(agent: Variables) -> list[dict[str, Any]]:
    """Every row of ifTable as in ``network.interfaces``; what the agent does not state is absent."""
    columns = {name: agent.column(oid) for name, oid in _COLUMNS.items()}
    columns["name"] = {**columns["descr"], **{row: v for row, v in columns["ifname"].items() if as_text(v)}}
    addresses = _addresses(agent)
    rows = columns["descr"] or columns["name"] or columns["oper"]
    return [_interface(row, columns, addresses.get(row, [])) for row in rows]


_COLUMNS = {
    "descr": _IF + "2",
    "type": _IF + "3",
    "mtu": _IF + "4",
    "speed": _IF + "5",
    "mac": _IF + "6",
    "admin": _IF + "7",
    "oper": _IF + "8",
    "errors_in": _IF + "14",
    "errors_out": _IF + "20",
    "ifname": _IFX + "1",
    "high_speed": _IFX + "15",
    "alias": _IFX + "18",
    "duplex": _DUPLEX,
}
COLUMNS = (*_COLUMNS.values(), _ADDRESS_OF, _MASK_OF, _ADDRESS_IF, _ADDRESS_PREFIX)
"""What of the agent's tables is read here."""


def _interface(row: str, columns: dict[str, dict[str, Value]], addresses: list[str]) -> dict[str, Any]:
    def number(name: str) -> int | None:
        return as_number(columns[name].get(row))

    found = {
        "index": int(row.partition(".")[0]),
        "name": as_text(columns["name"].get(row)),
        "description": as_text(columns["alias"].get(row)),
        "type": _TYPES.get(number("type") or 0),
        "mtu": number("mtu"),
        "mac": _mac(columns["mac"].get(row)),
        "admin": _STATES.get(number("admin") or 4),
        "oper": _STATES.get(number("oper") or 4),
        "speed_mbps": _speed(number("high_speed"), number("speed")),
        "duplex": {2: "half", 3: "full"}.get(number("duplex") or 1),
        "errors_in": number("errors_in"),
        "errors_out": number("errors_out"),
        "addresses": addresses,
    }
    return {name: value for name, value in found.items() if value is not None}


def _speed(high: int | None, low: int | None) -> int | None:
    """Mbit/s; 0 is what agents say of an interface that has none, and some say more than there is."""
    if high:
        return high if high <= _FASTEST_MBPS else None
    return low // 1_000_000 if low and low >= 1_000_000 and low != _UNLIMITED else None


def _mac(value: Value | None) -> str | None:
    if isinstance(value, bytes) and len(value) == 6:
        return value.hex(":")
    written = re.fullmatch(r"(?:[0-9a-f]{1,2}[:-]){5}[0-9a-f]{1,2}", (as_text(value) or "").lower())
    return ":".join(part.zfill(2) for part in re.split("[:-]", written[0])) if written else None


def _addresses(agent: Variables) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    masks = agent.texts(_MASK_OF)
    for address, row in agent.numbers(_ADDRESS_OF).items():
        found[str(row)].append(address + _length(masks.get(address)))
    prefixes = agent.texts(_ADDRESS_PREFIX)
    for address, row in agent.numbers(_ADDRESS_IF).items():
        if any(each.split("/")[0] == address for each in found[str(row)]):
            continue
        length = re.search(r"\.(\d{1,2})\Z", prefixes.get(address, ""))
        found[str(row)].append(f"{address}/{length[1]}" if length else address)
    return found


def _length(mask: str | None) -> str:
    parts = [int(part) for part in (mask or "").split(".") if part.isdigit()]
    return (
        f"/{''.join(f'{part & 255:08b}' for part in parts).count('1')}"
        if len(parts) == 4 and any(parts)
        else ""
    )
