"""The inventory skeleton of a province: its communes as Ansible groups, to be filled in by provincial IT.

What is not known is left to be filled in: no address, count or budget is invented.
``python -m auditor.inventory.skeleton 11 DIR`` writes it; a test keeps inventories/dien-bien equal to that.
"""

import json
import sys
from collections.abc import Mapping
from pathlib import Path

from auditor.inventory.provinces import Province, Unit, province
from auditor.model import DEVICE_KINDS

_HOSTS_HEAD = """\
---
# {name}: {count} đơn vị hành chính cấp xã, mỗi đơn vị một nhóm commune_<mã>.
# Mã là chữ, 5 chữ số, luôn đặt trong dấu nháy: "{code}".
#
# Khai báo thiết bị: ghi tên máy vào nhóm của xã và vào nhóm của loại thiết bị. Ví dụ:
#
#     commune_{code}:
#       hosts:
#         pasc-{code}-pc01: {{ansible_host: 192.0.2.11, ansible_user: audit, counter: "1"}}
#         pasc-{code}-printer01: {{ansible_host: 192.0.2.21, counter: "1"}}
#     …
#     pc:
#       hosts:
#         pasc-{code}-pc01:
#     printer:
#       hosts:
#         pasc-{code}-printer01:
#
# Mật khẩu không ghi ở đây: dùng ansible-vault hoặc khóa SSH.
# Kiểm tra: auditor inventory check
all:
  children:
    {group}:
      children:
"""

_ALL = """\
---
# Địa chỉ mà quầy cần tới. essential: true nghĩa là không tới được thì không tiếp nhận được hồ sơ.
# Địa chỉ nào chưa được bộ phận CNTT của tỉnh xác nhận thì để trong dòng ghi chú.
endpoints:
  - {name: Cổng Dịch vụ công quốc gia, url: "https://dichvucong.gov.vn", essential: true}
  # - {name: Dấu thời gian chữ ký số (VGCA), url: "http://tsa.ca.gov.vn", essential: true}
  # - {name: Trạng thái chứng thư số (VGCA), url: "http://ocsp.ca.gov.vn", essential: true}

# Giá trị mong đợi chung cho cả tỉnh; ghi trong tệp của một xã nếu xã đó khác.
# expect_dns: [192.0.2.53]
# expect_ntp: [192.0.2.123]
# expect_admins: [quantri]
"""

_TO_FILL = """\

# Bộ phận CNTT điền; ở đây không có số liệu nào được phỏng đoán.
sites: []     # điểm tiếp nhận, ví dụ: [trụ sở, điểm số 2] hoặc [{name: điểm số 2, required: {pc: 2}}]
counters: []  # nhãn các quầy, như biến counter của thiết bị, ví dụ: ["1", "2"]
# counters_required: 2      # số quầy phải có
# số thiết bị phải có; loại nào không ghi thì không xét:
# required: {pc: 0, printer: 0, scanner: 0, kiosk: 0, ups: 0}
# expect_gateway: 192.0.2.1
# expect_printer_uri: ipp://192.0.2.21:631/ipp/print
"""


def files(of: Province) -> Mapping[str, str]:
    """The skeleton's files: path inside the inventory folder → text."""
    communes = {f"group_vars/commune_{unit.code}.yml": _commune(of, unit) for unit in of.units}
    kinds = {f"group_vars/{kind}.yml": f"---\nkind: {kind}\n" for kind in DEVICE_KINDS}
    return {"hosts.yml": _hosts(of), "group_vars/all.yml": _ALL, **kinds, **communes}


def write(of: Province, folder: Path) -> None:
    """Write the skeleton into *folder*; files that are there already are overwritten. Raises OSError."""
    for name, text in files(of).items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")


def _hosts(of: Province) -> str:
    group = of.slug.replace("-", "_")
    head = _HOSTS_HEAD.format(name=of.name, count=len(of.units), code=of.units[0].code, group=group)
    communes = "".join(f"        commune_{u.code}:  # {u.name}\n          hosts: {{}}\n" for u in of.units)
    kinds = "".join(f"    {kind}:\n      hosts: {{}}\n" for kind in DEVICE_KINDS)
    return head + communes + kinds


def _commune(of: Province, unit: Unit) -> str:
    lines = [
        "---",
        f"# {unit.name}, {of.name}",
        f'commune: "{unit.code}"',
        f"commune_name: {_quoted(unit.name)}",
    ]
    lines.append(f"commune_type: {unit.type}")
    if unit.region:
        lines.append(f"region: {unit.region}  # {of.region_source}")
    if unit.lat is not None and unit.lon is not None:
        lines += [f"# {of.place_source}", f"lat: {unit.lat}", f"lon: {unit.lon}"]
    if unit.area_km2 is not None:
        lines.append(f"area_km2: {unit.area_km2}")
    if unit.merged_from:
        lines.append("merged_from:")
        lines += [f'  - {{code: "{old.code}", name: {_quoted(old.name)}}}' for old in unit.merged_from]
    if of.legal_source:
        lines.append(f"legal_source: {_quoted(of.legal_source)}")
    return "\n".join(lines) + "\n" + _TO_FILL


def _quoted(text: str) -> str:
    # a JSON string is a YAML double-quoted scalar
    return json.dumps(text, ensure_ascii=False)


if __name__ == "__main__":
    write(province(sys.argv[1]), Path(sys.argv[2]))
