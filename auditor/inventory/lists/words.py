"""The words of IT's own lists, Vietnamese and English: headers and kinds, compared without accents."""

import re
from collections.abc import Mapping
from enum import StrEnum

from auditor.inventory.provinces import plain
from auditor.model import Kind


class Column(StrEnum):
    """What a column of a list tells."""

    NAME = "name"
    KIND = "kind"
    COMMUNE_CODE = "commune_code"
    COMMUNE = "commune"
    ADDRESS = "address"
    SITE = "site"
    COUNTER = "counter"
    ROLE = "role"
    MAKE = "make"
    MODEL = "model"
    SERIAL = "serial"
    NOTE = "note"
    SYSTEM = "system"
    USER = "user"
    ORIGIN = "origin"


HEADERS: Mapping[Column, tuple[str, ...]] = {
    Column.NAME: (
        *("Tên máy", "Tên thiết bị", "Tên máy tính", "Tên", "Máy", "Thiết bị", "Mã máy", "Tên máy trạm"),
        *("Hostname", "Host name", "Host", "Name", "Device", "Device name", "Computer name", "Computer"),
    ),
    Column.KIND: (
        *("Loại", "Loại thiết bị", "Loại máy", "Chủng loại", "Nhóm thiết bị", "Phân loại", "Loại TB"),
        *("Kind", "Type", "Device type", "Category", "Class"),
    ),
    Column.COMMUNE_CODE: (
        *("Mã xã", "Mã phường", "Mã xã phường", "Mã ĐVHC", "Mã đơn vị", "Mã đơn vị hành chính", "Mã ĐV"),
        *("Commune code", "Ward code", "Unit code", "Code"),
    ),
    Column.COMMUNE: (
        *("Xã", "Phường", "Xã phường", "Tên xã", "Tên xã phường", "Đơn vị", "Tên đơn vị", "Địa phương"),
        *("UBND xã", "Trung tâm", "Commune", "Commune name", "Ward", "Unit"),
    ),
    Column.ADDRESS: (
        *("Địa chỉ IP", "IP", "Địa chỉ", "Địa chỉ mạng", "IP LAN", "IP tĩnh", "Địa chỉ IP LAN"),
        *("IP address", "Address", "IPv4", "IPv4 address", "ansible_host"),
    ),
    Column.SITE: (
        *("Điểm tiếp nhận", "Điểm", "Cơ sở", "Trụ sở", "Địa điểm", "Điểm tiếp nhận hồ sơ", "Nơi đặt"),
        *("Site", "Location", "Place"),
    ),
    Column.COUNTER: ("Quầy", "Số quầy", "Quầy số", "Vị trí quầy", "Counter", "Desk", "Counter number"),
    Column.ROLE: ("Vai trò", "Mục đích", "Mục đích sử dụng", "Chức năng", "Role", "Purpose"),
    Column.MAKE: (
        *("Hãng", "Hãng sản xuất", "Nhà sản xuất", "Hãng SX", "Thương hiệu", "Nhãn hiệu"),
        *("Make", "Maker", "Manufacturer", "Brand", "Vendor"),
    ),
    Column.MODEL: ("Mẫu", "Mẫu mã", "Mẫu máy", "Dòng máy", "Kiểu", "Kiểu máy", "Model", "Model name"),
    Column.SERIAL: (
        *("Số sê-ri", "Số seri", "Số sê ri", "Sê-ri", "Seri", "Số serial", "Số máy", "Số hiệu máy"),
        *("Serial", "Serial number", "Serial no", "S/N", "SN"),
    ),
    Column.NOTE: ("Ghi chú", "Chú thích", "Note", "Notes", "Remark", "Remarks", "Comment", "Comments"),
    Column.SYSTEM: ("Hệ điều hành", "HĐH", "Operating system", "OS"),
    Column.USER: ("Tài khoản SSH", "SSH user", "ansible_user"),
    Column.ORIGIN: (
        *("Xã cũ", "Nguồn gốc", "Mã xã cũ", "Từ xã", "Tiếp nhận từ", "Đơn vị cũ", "Nguồn"),
        *("Origin", "Former commune", "From commune", "Transferred from"),
    ),
}
"""Every header that is understood, by what it tells."""

KINDS: Mapping[Kind, tuple[str, ...]] = {
    Kind.PC: (
        *("Máy tính", "Máy tính để bàn", "Máy tính bàn", "Máy tính xách tay", "Máy vi tính", "Máy trạm"),
        *("Máy bộ", "PC", "Desktop", "Laptop", "Notebook", "Computer", "Workstation", "All in one", "AIO"),
    ),
    Kind.KIOSK: ("Kiosk", "Ki-ốt", "Kiốt", "Máy tra cứu", "Ki-ốt tra cứu", "Màn hình tra cứu"),
    Kind.PRINTER: (
        *("Máy in", "Máy in đa năng", "Máy đa năng", "Máy photocopy", "Máy photo", "Máy sao chụp"),
        *("Printer", "MFP", "Copier", "Photocopier", "Multifunction printer"),
    ),
    Kind.SCANNER: ("Máy quét", "Máy scan", "Máy quét tài liệu", "Máy quét tốc độ cao", "Scanner", "Scan"),
    Kind.UPS: ("UPS", "Bộ lưu điện", "Lưu điện", "Bộ tích điện"),
    Kind.NETWORK: (
        *("Router", "Bộ định tuyến", "Thiết bị định tuyến", "Switch", "Bộ chuyển mạch", "Thiết bị mạng"),
        *("Chuyển mạch", "Firewall", "Tường lửa", "Thiết bị tường lửa", "Access point", "AP", "WiFi"),
        *("Bộ phát WiFi", "Modem", "Thiết bị cân bằng tải", "Network device", "Network"),
    ),
    Kind.LINK: ("Đường truyền", "Kênh truyền", "Đường truyền số liệu", "Link", "Line", "TSLCD"),
}
"""Every word for a kind that is understood."""

NOT_ASKED = (
    *("Màn hình", "Camera", "Webcam", "Loa", "Bảng điện tử", "Tivi", "TV", "Máy chiếu", "Điện thoại"),
    *("Máy fax", "Điều hòa", "Điều hoà", "Máy lấy số", "Tủ rack", "Tủ mạng", "Bàn", "Ghế", "Bàn phím"),
    *("Chuột", "Ổ cắm", "Máy hủy tài liệu", "Đầu đọc thẻ", "Đầu đọc", "Máy đọc mã", "USB token", "Token"),
    *("Thiết bị ký số", "Monitor", "Display", "Speaker", "Projector", "Phone", "Fax", "Keyboard", "Mouse"),
    "Card reader",
)
"""What lists hold beside devices that are asked: furniture, and what a PC tells of."""

ROLES: Mapping[str, tuple[str, ...]] = {
    "counter": ("Quầy", "Máy quầy", "Tiếp nhận", "Một cửa", "Counter"),
    "back_office": ("Văn phòng", "Nghiệp vụ", "Phòng chuyên môn", "Back office", "Office"),
}
ABSENT = {"", "-", "--", "—", "x", "0", "khong", "khong co", "chua co", "none", "n a", "na", "null", "trong"}
"""What stands in a cell of which nothing is known, in plain letters."""
DYNAMIC = {"dhcp", "dong", "ip dong", "tu dong", "dynamic", "auto"}
_SECRETS = re.compile(r"\b(mat khau|password|passwd|pass|ma pin|pin|community)\b")


def _by_word(table: Mapping[Column, tuple[str, ...]]) -> dict[str, Column]:
    return {plain(word): column for column, words in table.items() for word in words}


_HEADERS = _by_word(HEADERS)
_KINDS = {plain(word): kind for kind, words in KINDS.items() for word in (*words, kind.value)}
_NOT_ASKED = tuple(plain(word) for word in NOT_ASKED)
_ROLES = {plain(word): role for role, words in ROLES.items() for word in (*words, role)}


def column_of(header: str) -> Column | None:
    """What the column under *header* tells; “Tên máy / Hostname” and “Địa chỉ IP (LAN)” are understood."""
    whole = plain(header)
    if whole in _HEADERS:
        return _HEADERS[whole]
    outside = re.sub(r"\([^)]*\)|\[[^\]]*\]|\*", " ", header)
    parts = [outside, *re.split(r"[/\n|:;]", outside), *re.findall(r"\(([^)]*)\)", header)]
    return next((_HEADERS[word] for part in parts if (word := plain(part)) in _HEADERS), None)


def is_secret(header: str) -> bool:
    """Whether *header* is of a column that may hold passwords, which no list should."""
    return _SECRETS.search(plain(header)) is not None


def kind_of(words: str) -> Kind | None:
    """The kind that *words* name: “Máy in laser Canon” begins with “Máy in”."""
    wanted = plain(words)
    known = [word for word in _KINDS if wanted == word or wanted.startswith(word + " ")]
    return _KINDS[max(known, key=len)] if known else None


def is_never_asked(words: str) -> bool:
    """Whether *words* name a thing that nobody asks, such as a chair, or a camera that its PC tells of."""
    wanted = plain(words)
    return any(wanted == word or wanted.startswith(word + " ") for word in _NOT_ASKED)


def role_of(words: str) -> str:
    """The role that *words* name, else the words themselves."""
    return _ROLES.get(plain(words), words)
