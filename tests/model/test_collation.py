"""Names stand in the order of a Vietnamese dictionary."""

import random
import unicodedata

from auditor.model.collation import vietnamese
from tests.reports.cases import COMMUNES

# As Intl.Collator("vi") of Chromium 156 sorts them (ICU, CLDR's vi): the 45 communes and harder ones.
SORTED = (
    "An An, Ăn, Ẵng, Ẳng Nưa, ân, Ân, ba, Ba, bà, bả, bã, bá, bạ, ba ba, bà ba, ba gai, ban, bàn, Búng "
    "Lao, Chà Cang, Chà Tở, Chiềng Sinh, dạ, Dương, đa, Đa, Đầm, Điện Biên Phủ, hoà, hòa, họa, Huổi Só, "
    "lí, lý, Mường 1, Mường 10, Mường A, Mường Ảng, Mường Chà, Mường Lạn, Mường Luân, Mường Mùn, Mường "
    "Nhà, Mường Nhé, Mường Toong, Mường-A, Nà Hỳ, Na Son, Nà Tấu, Nậm Kè, Nậm Nèn, Núa Ngam, Phình Giàng, "
    "Phường Điện Biên Phủ, Phường Mường Lay, Phường Mường Thanh, Pu Nhi, Pú Nhung, Quài Tở, Quảng Lâm, "
    "quỷ, quý, Sam Mứn, Sáng Nhè, Si Pa Phìn, Sín Chải, Sín Thầu, Sính Phình, Thanh An, Thành An, Tỏa "
    "Tình, Tủa, Tủa Chùa, Tuần Giáo, Ưng, Vàng, Xã Búng Lao, Xã Chà Tở, Xã Chiềng Sinh, Xa Dung, Xã Mường "
    "Ảng, Xã Mường Chà, Xã Mường Lạn, Xã Mường Luân, Xã Mường Mùn, Xã Mường Nhà, Xã Mường Nhé, Xã Mường "
    "Phăng, Xã Mường Pồn, Xã Mường Toong, Xã Mường Tùng, Xã Nà Bủng, Xã Nà Hỳ, Xã Na Sang, Xã Na Son, Xã "
    "Nà Tấu, Xã Nậm Kè, Xã Nậm Nèn, Xã Núa Ngam, Xã Pa Ham, Xã Phình Giàng, Xã Pu Nhi, Xã Pú Nhung, Xã "
    "Quài Tở, Xã Quảng Lâm, Xã Sam Mứn, Xã Sáng Nhè, Xã Si Pa Phìn, Xã Sín Chải, Xã Sín Thầu, Xã Sính "
    "Phình, Xã Thanh An, Xã Thanh Nưa, Xã Thanh Yên, Xã Tìa Dình, Xã Tủa Chùa, Xã Tủa Thàng, Xã Tuần "
    "Giáo, Xã Xa Dung, ỷ lại, Yên, zê"
).split(", ")


def test_letters_with_a_shape_are_letters_of_their_own() -> None:
    order = "a ă â b c d đ e ê f g h i j k l m n o ô ơ p q r s t u ư v w x y z".split()
    order.reverse()
    assert sorted(order, key=vietnamese) == order[::-1]


def test_tones_are_in_the_order_of_dictionaries() -> None:
    for order in ("mạ má mã mả mà ma", "ậ ấ ẫ ẩ ầ â", "ự ứ ữ ử ừ ư"):
        assert sorted(order.split(), key=vietnamese) == order.split()[::-1]


def test_a_tone_matters_only_where_all_letters_are_the_same() -> None:
    assert sorted(["Mường Ẳng", "Muông", "Mườn", "Mường An", "Mướng An"], key=vietnamese) == [
        "Muông",
        "Mườn",
        "Mường An",
        "Mướng An",
        "Mường Ẳng",
    ]


def test_names_are_sorted_whatever_order_and_form_they_come_in() -> None:
    chance = random.Random(5)
    mixed = [unicodedata.normalize(chance.choice(["NFC", "NFD"]), name) for name in SORTED]
    chance.shuffle(mixed)
    assert [unicodedata.normalize("NFC", name) for name in sorted(mixed, key=vietnamese)] == SORTED


def test_small_letters_stand_before_capitals_and_everything_has_a_place() -> None:
    odd = ["", " ", "-a", "1", "2", "a", "A", "ä", "я", "\ud800", "\u0301", "x" * 10_000]
    assert sorted(odd, key=vietnamese)
    assert sorted(["A", "a", "2", "-"], key=vietnamese) == ["-", "2", "a", "A"]


def test_real_communes() -> None:
    names = [commune.name for commune in sorted(COMMUNES, key=lambda c: vietnamese(c.name))]
    assert names == [
        "Phường Điện Biên Phủ",
        "Xã Mường Chà",
        "Xã Mường Nhé",
        "Xã Mường Phăng",
        "Xã Sín Thầu",
        "Xã Tuần Giáo",
    ]
