"""What hands must do in a center: before the tool can work, and after it has. Minutes are estimates."""

from collections.abc import Mapping
from typing import NamedTuple

from auditor.model import Kind
from auditor.reports.handover_texts import Both


class Task(NamedTuple):
    """One thing to do; ``each``: at every device of the section, else once."""

    vi: str
    en: str
    minutes: int
    each: bool = True


BEFORE: Mapping[Kind | None, tuple[Task, ...]] = {
    None: (
        Task(
            "Đếm thùng hàng, đối chiếu với phiếu giao hàng; thùng nào móp, ướt thì chụp ảnh trước khi mở.",
            "Count the boxes against the delivery note; photograph a dented or wet one before opening it.",
            10,
            False,
        ),
        Task(
            "Kiểm tra ổ cắm, dây tiếp đất ở từng quầy; bộ lưu điện cắm thẳng ổ tường, không qua ổ nối dài.",
            "Check sockets and earthing at each counter; a UPS goes into the wall, not an extension.",
            10,
            False,
        ),
    ),
    Kind.NETWORK: (
        Task(
            "Dây của nhà mạng vào cổng WAN, dây đến các quầy vào cổng LAN; địa chỉ phía trong: {gateway}.",
            "The operator's line into WAN, the counters' cables into LAN; its inner address: {gateway}.",
            10,
        ),
        Task(
            "Đọc dấu vân tay khóa SSH của thiết bị trên cổng console và ghi vào bảng.",
            "Read the fingerprint of its SSH key on the console port and write it into the table.",
            5,
        ),
    ),
    Kind.PC: (
        Task(
            "Mở thùng, đặt máy đúng quầy, cắm màn hình, bàn phím, chuột, nguồn (qua bộ lưu điện nếu có).",
            "Unpack it at its counter; screen, keyboard, mouse, power (through the UPS if there is one).",
            10,
        ),
        Task(
            "Cắm dây mạng vào ổ của quầy; máy phải nhận địa chỉ trong {subnets}.",
            "Plug the network cable into the counter's socket; it must get an address in {subnets}.",
            2,
        ),
        Task(
            "Bật máy; ghi địa chỉ (ip -4 addr) và khóa (ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub).",
            "Switch it on; write down its address and the fingerprint of its key, by the same commands.",
            4,
        ),
        Task(
            "Dán nhãn tên máy ở mặt trước, ghi số sê-ri vào bảng.",
            "Put the label with its name on the front, write the serial number into the table.",
            1,
        ),
    ),
    Kind.KIOSK: (
        Task(
            "Đặt kiosk nơi người dân với tới, cố định chân, cắm nguồn và dây mạng, gỡ phim màn hình.",
            "Stand it where citizens reach it, fix its feet; power, network; peel the screen's film.",
            20,
        ),
        Task(
            "Lắp cuộn giấy in phiếu, thử đầu đọc thẻ và mã QR bằng tay.",
            "Load the receipt paper; try the readers by hand.",
            5,
        ),
        Task(
            "Dán nhãn tên, ghi số sê-ri vào bảng.",
            "Put the label on, write the serial number into the table.",
            1,
        ),
    ),
    Kind.PRINTER: (
        Task(
            "Gỡ hết băng dính và miếng chèn, lắp hộp mực, nạp giấy A4, chỉnh cữ giấy về A4.",
            "Remove every tape and insert, put in the toner, load A4 paper, set the paper guides to A4.",
            10,
        ),
        Task(
            "Cắm dây mạng (không dùng USB), bật máy, in trang cấu hình.",
            "Plug in the network cable (not USB), switch it on, print its configuration page.",
            5,
        ),
        Task(
            "Dán nhãn tên, ghi số sê-ri vào bảng.",
            "Put the label on, write the serial number into the table.",
            1,
        ),
    ),
    Kind.SCANNER: (
        Task(
            "Mở khóa vận chuyển của bộ quét, gỡ băng dính, cắm nguồn và dây mạng.",
            "Undo the carriage lock, remove the tapes, plug in power and network.",
            8,
        ),
        Task(
            "Dán nhãn tên, ghi số sê-ri vào bảng.",
            "Put the label on, write the serial number into the table.",
            1,
        ),
    ),
    Kind.UPS: (
        Task(
            "Nối ắc quy bên trong (thường giao rời), cắm vào ổ tường, sạc; nối dây USB hoặc mạng.",
            "Connect the battery inside (it comes unplugged), charge it; USB or network cable.",
            8,
        ),
        Task(
            "Dán nhãn tên, ghi số sê-ri vào bảng.",
            "Put the label on, write the serial number into the table.",
            1,
        ),
    ),
}
"""By kind of device (None: the place itself), in the order in which hands do it."""

AFTER: tuple[Task, ...] = (
    Task(
        "Cắm USB ký số của từng cán bộ vào đúng máy; tự người đó gõ PIN, không ai gõ hộ.",
        "Put each official's signing token into its PC; only that person types the PIN.",
        10,
    ),
    Task(
        "Từ mỗi quầy: in một trang A4 hai mặt, đọc dấu tiếng Việt.",
        "From each counter: print an A4 page on both sides and read the Vietnamese accents.",
        15,
    ),
    Task(
        "Quét một trang màu 200 dpi thành PDF và mở lại.",
        "Scan a page in colour at 200 dpi to PDF and open it again.",
        5,
    ),
    Task(
        "Rút điện bộ lưu điện 1 phút: máy ở quầy phải chạy tiếp.",
        "Unplug the UPS for a minute: the counter's PC must go on.",
        5,
    ),
    Task(
        "Dán niêm phong thùng máy, ghi số tem vào biên bản.",
        "Put the seals on the cases and their numbers into the record.",
        10,
    ),
    Task(
        "Dán số quầy, bảng hướng dẫn, niêm yết thủ tục.",
        "Put up counter numbers, guidance, and the posted procedures.",
        15,
    ),
    Task(
        "Làm những việc ghi cho kỹ thuật viên trong biên bản, rồi chạy lại lệnh.",
        "Do what the record says is the technician's, then run the command again.",
        20,
    ),
    Task(
        "Ký biên bản: bên giao, bên nhận, mỗi bên giữ một bản.",
        "Sign the record: both sides, a copy for each.",
        10,
    ),
)

CHECKLIST: Mapping[str, Both] = {
    "title": Both("PHIẾU VIỆC TẠI CHỖ CỦA KỸ THUẬT VIÊN", "Technician's checklist on the spot"),
    "commune": Both("Xã, phường", "Commune"),
    "code": Both("Mã đơn vị hành chính", "Administrative code"),
    "made": Both("Lập lúc", "Made on"),
    "who": Both("Kỹ thuật viên", "Technician"),
    "day": Both("Ngày", "Day"),
    "before": Both("Trước khi chạy lệnh", "Before the command is run"),
    "run": Both("Chạy lệnh", "Run the command"),
    "run_how": Both(
        "Cắm máy tính xách tay vào cổng LAN của bộ định tuyến rồi chạy (không cần Internet):",
        "Plug the laptop into a LAN port of the router, then run (no Internet is needed):",
    ),
    "after": Both("Sau khi chạy lệnh", "After the command was run"),
    "place": Both("Nơi đặt", "The place"),
    "minutes": Both("khoảng {n} phút", "about {n} minutes"),
    "name": Both("Tên trên nhãn", "Name on the label"),
    "counter": Both("Quầy", "Counter"),
    "address": Both("Địa chỉ", "Address"),
    "serial": Both("Số sê-ri", "Serial number"),
    "origin": Both("Từ xã cũ", "From commune"),
    "key": Both("Dấu vân tay khóa SSH", "SSH key fingerprint"),
    "note": Both("Số phút là ước lượng.", "Minutes are estimates."),
}
