"""Sample views of typing a name: every state of the keyboard, and names as long as they come.

People and places are invented ("Mẫu", "Thử", "Ví Dụ").

    SAMPLES["keyboard-3"]
"""

from __future__ import annotations

from dataclasses import replace

from kiosk.core.flows.keyboard import LAID
from kiosk.core.intents import (
    Back,
    BeGuest,
    CallHelp,
    Choose,
    EraseLetter,
    GoHome,
    JustLearn,
    OpenTextSize,
    SearchName,
    Space,
    TypeName,
)
from kiosk.core.views import Action, Choice, ChoiceView, FoundPerson, KeyboardView, Look, Rail, View

RAIL = Rail("leaf", home=Action("Về đầu", GoHome(), "home"), text_size=Action("Cỡ chữ", OpenTextSize(), "text-size"))
SHORT = "Bác gõ 3 chữ cái, tên bác hiện ở đây"
WAITING = Action("Tìm tên", SearchName(), "magnifier", enabled=False, why=SHORT)


def person(picture: str, name: str, thon: str) -> FoundPerson:
    return FoundPerson(f"badge-{picture}", name, thon, Choose(picture))


THREE = KeyboardView(
    "typing-found-0", RAIL, Look(), ("Bác chạm vào tên mình nhé",), prompt="Bác gõ tên mình nhé", typed="Mẫu T",
    found=(person("sen", "Mẫu Thị Ví", "xóm Đình"), person("cau", "Mẫu Thế Dụ", "xóm Đình"),
           person("trau", "Mẫu Thử", "xóm Chùa")),
    more_label="Xem thêm", keys=LAID, erase=Action("Xóa", EraseLetter(), "backspace"),
    guest=Action("Khách", BeGuest(), "user-circle"), space=Action("dấu cách", Space()),
    search=Action("Tìm tên", SearchName(), "magnifier"),
)
EMPTY = replace(THREE, typed="", found=(), line=SHORT, line_icon="finger", search=WAITING)
LONG = replace(THREE, typed="Nguyễn Thị Phương Ng", found=(
    person("ca", "Nguyễn Thị Phương Nghiêng", "thôn Mẫu Thượng"),
    person("ngo", "Nguyễn Thị Phương Nghĩa", "thôn Mẫu Đoài"),
    person("rua", "Nguyễn Phương Thị Nghiêm", "thôn Mẫu Thượng")))
STANDING = replace(RAIL, help=Action("Gọi giúp", CallHelp(), "hand"))
IS_IT_YOU = ChoiceView(
    "is-it-you-sen", STANDING, Look(), ("Có phải bác là Nguyễn Thị Mẫu không ạ?", "Đúng ạ", "Không phải"),
    title="Có phải bác là\nNguyễn Thị Mẫu không ạ?", line="thôn Mẫu Đông", picture="badge-sen",
    choices=(Choice("Đúng ạ", Choose("sen"), "check"), Choice("Không phải", Back(), "undo")),
)

DOOR = ChoiceView(
    "door", STANDING, Look(), ("Không có thẻ cũng được ạ",), title="Không có thẻ cũng được ạ",
    line="Bác chọn một cách nhé", picture="crowd", secondary=Action("Lùi lại", Back(), "arrow-left"),
    choices=(Choice("Gõ tên của bác", TypeName(), "keyboard"),
             Choice("Ghi tôi là khách buổi này", BeGuest(), "user-circle"),
             Choice("Học luôn, không cần ghi", JustLearn(), "play")),
)

SAMPLES: dict[str, View] = {
    "keyboard-door-3": DOOR,
    "keyboard-3": THREE,
    "keyboard-0": EMPTY,
    "keyboard-2-letters": replace(EMPTY, typed="Mẫ"),
    "keyboard-1": replace(THREE, typed="Nguyễn Thị M", found=(person("sen", "Nguyễn Thị Mẫu", "thôn Mẫu Đông"),)),
    "keyboard-2": replace(LONG, typed="Phương", found=LONG.found[:2]),
    "keyboard-none": replace(EMPTY, typed="Bịa Ng", line="Chưa thấy tên này, bác gõ lại hoặc chạm Khách nhé",
                             line_icon="hand-heart", search=THREE.search),
    "keyboard-locked": replace(EMPTY, line="Mời người hướng dẫn quét thẻ để tìm tên", line_icon="lock"),
    "keyboard-warned": replace(EMPTY, line="Đây là mã trả tiền, không phải thẻ học ạ", line_icon="info"),
    "keyboard-long": LONG,
    "keyboard-long-last": replace(LONG, page=2, typed="Nguyễn Thị Phương Nghiêng Nghiêng Nghiêng"),
    "keyboard-is-it-you": IS_IT_YOU,
    "keyboard-is-it-you-long": replace(IS_IT_YOU, title="Có phải bác là\nNguyễn Thị Phương Nghiêng không ạ?"),
}
