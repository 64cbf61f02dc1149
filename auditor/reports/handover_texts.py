"""The fixed texts of the hand-over record, Vietnamese first: both languages stand on paper."""

from collections.abc import Mapping
from typing import NamedTuple


class Both(NamedTuple):
    """One text in both languages."""

    vi: str
    en: str


RECORD: Mapping[str, Both] = {
    "state": Both("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Socialist Republic of Viet Nam"),
    "motto": Both("Độc lập - Tự do - Hạnh phúc", "Independence - Freedom - Happiness"),
    "center": Both("Trung tâm Phục vụ hành chính công", "Public Administrative Service Center"),
    "title": Both("BIÊN BẢN BÀN GIAO THIẾT BỊ", "Hand-over record of equipment"),
    "commune": Both("Xã, phường", "Commune"),
    "code": Both("Mã đơn vị hành chính", "Administrative code"),
    "made": Both("Lập lúc", "Made on"),
    "audited": Both("Căn cứ lượt kiểm tra", "By the audit"),
    "standard": Both("Theo bộ tiêu chuẩn", "By the standard"),
    "by": Both("Người lập", "Made by"),
    "answer": Both("Kết luận", "The answer"),
    "counters_work": Both(
        "{works} trong {count} quầy làm được cả năm khâu", "{works} of {count} counters do all five steps"
    ),
    "no_counters": Both("chưa khai báo quầy nào", "no counter is stated"),
    "register": Both("Danh mục thiết bị", "Asset register"),
    "number": Both("STT", "No."),
    "name": Both("Tên thiết bị", "Name"),
    "kind": Both("Loại", "Kind"),
    "model": Both("Hãng, mẫu", "Make, model"),
    "serial": Both("Số sê-ri", "Serial number"),
    "address": Both("Địa chỉ", "Address"),
    "place": Both("Quầy", "Counter"),
    "origin": Both("Nguồn gốc", "Origin"),
    "new": Both("mua mới hoặc chưa ghi", "new, or not stated"),
    "silent": Both("không trả lời lượt kiểm tra", "did not answer the audit"),
    "readiness": Both("Mức sẵn sàng của từng quầy", "Readiness of each counter"),
    "counter": Both("Quầy", "Counter"),
    "done": Both("Việc đã làm", "What was done"),
    "device": Both("Thiết bị", "Device"),
    "set_right": Both("Đã chỉnh đúng", "Set right"),
    "nothing_done": Both("Không có thay đổi nào do công cụ thực hiện.", "No change was made by the tool."),
    "changed_only": Both("có thay đổi, chưa đóng được điểm nào", "changed, nothing closed by it"),
    "left": Both("Việc còn lại", "What is left"),
    "nothing_left": Both("Không còn việc nào.", "Nothing is left."),
    "what": Both("Nội dung", "What"),
    "how": Both("Cách làm", "How"),
    "tried": Both("đã thử, không được", "was tried and failed"),
    "who_automatic": Both("Công cụ làm được, chạy lại lệnh", "By the tool: run it again"),
    "who_technician": Both("Kỹ thuật viên, tại chỗ", "Technician, on the spot"),
    "who_purchase": Both("Mua sắm, điều chuyển", "To be bought, or moved from elsewhere"),
    "who_province": Both("CNTT của tỉnh", "The province's IT"),
    "who_unknown": Both("Chưa đo được, kiểm tra lại", "Not measured: audit again"),
    "access": Both("Tài khoản quản trị đã tạo", "Accounts that were made"),
    "access_note": Both("Biên bản không ghi mật khẩu.", "No password stands in this record."),
    "account": Both("Tài khoản", "Account"),
    "how_in": Both("Cách đăng nhập", "How it logs in"),
    "status_known": Both("khóa SSH, đã có từ trước", "SSH key, was there before"),
    "status_enrolled": Both("khóa SSH, tạo lần này", "SSH key, made now"),
    "status_by_password": Both("mật khẩu trong kho mật khẩu của tỉnh", "password from the province's vault"),
    "status_refused": Both(
        "chưa được: tài khoản xuất xưởng không vào được", "not yet: the factory's account is refused"
    ),
    "status_failed": Both("chưa được: không tạo được tài khoản", "not yet: the account could not be made"),
    "status_unusable": Both(
        "chưa được: tài khoản tạo rồi nhưng không vào được", "not yet: made, but not let in"
    ),
    "status_untrusted": Both(
        "chưa được: khóa máy chủ chưa được xác nhận", "not yet: its host key is not trusted"
    ),
    "status_by_hand": Both("phải làm bằng tay", "to be done by hand"),
    "tests": Both("In thử và quét thử", "Test print and test scan"),
    "test_print": Both(
        "In một trang A4 hai mặt từ mỗi quầy", "An A4 page on both sides printed from each counter"
    ),
    "test_scan": Both("Quét một trang màu 200 dpi thành PDF", "A page scanned in colour at 200 dpi to PDF"),
    "by_tool": Both("công cụ đã thử, đạt", "tried by the tool: passed"),
    "by_tool_failed": Both("công cụ đã thử, chưa đạt", "tried by the tool: failed"),
    "to_tick": Both("đánh dấu sau khi thử", "tick when it was tried"),
    "took": Both("Thời gian thực hiện", "How long it took"),
    "phase_find": Both("tìm thiết bị", "finding the devices"),
    "phase_enrol": Both("ghi nhận khóa, tạo tài khoản", "host keys and accounts"),
    "phase_configure": Both("kiểm tra và chỉnh", "auditing and setting right"),
    "remarks": Both("Ý kiến của hai bên", "Remarks of both sides"),
    "date": Both("…………………, ngày …… tháng …… năm ………", "Place and date"),
    "giver": Both("BÊN GIAO", "Handing over"),
    "taker": Both("BÊN NHẬN", "Receiving"),
    "sign": Both("(ký, ghi rõ họ tên)", "(signature, full name)"),
}
