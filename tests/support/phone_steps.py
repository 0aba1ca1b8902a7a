"""Tasks on the simulated phone, one for each thing it can do."""

from __future__ import annotations

from kiosk.core.lessons.lesson import Hints, PhoneStep
from kiosk.core.lessons.phone_screen import (
    App,
    AppIcons,
    Bubble,
    Chat,
    Dialog,
    Element,
    Field,
    Loading,
    Message,
    Notification,
    PhoneButton,
    PhoneScreen,
    Photo,
    Photos,
    PinPad,
    Ringing,
    Row,
    Rows,
    TextBox,
    Toggle,
)

HINTS = Hints(again="Bác nghe lại nhé.", point="Bác chạm nút xanh “Trả” nhé.", show="Bác theo ngón tay nhé.")


def shown(*elements: Element, title: str = "Máy tập", address: str = "") -> PhoneScreen:
    return PhoneScreen(title=title, elements=elements, address=address)


def task(first: PhoneScreen, right: tuple[str, ...], **more: object) -> PhoneStep:
    fields: dict[str, object] = {"id": "viec", "say": "Bác làm giúp nhé.", "hints": HINTS}
    return PhoneStep(screen=first, right=right, **{**fields, **more})  # type: ignore[arg-type]


def button(name: str, opens: str = "", **more: object) -> PhoneButton:
    return PhoneButton(id=name, label=name.capitalize(), opens=opens, **more)  # type: ignore[arg-type]


def icons(*names: tuple[str, str]) -> AppIcons:
    apps = tuple(App(id=name, label=name, icon="bank", opens=opens) for name, opens in names)
    return AppIcons(id="luoi", apps=apps)


def paying() -> PhoneStep:
    """Icons, a wrong program, a PIN that leads on, loading, two right ways at the end."""
    return task(
        shown(icons(("vi", "ma"), ("choi", "tro-choi"), ("anh", ""))), ("xong", "bien-lai"),
        screens={
            "ma": shown(PinPad(id="pin", label="Mã", digits=4, expect="2580", opens="tai")),
            "tai": shown(Loading(id="doi", text="Đang gửi", seconds=2, opens="ket")),
            "ket": shown(Message(id="dau", icon="check", text="Xong rồi"), button("xong"), button("bien-lai"),
                         button("them", "ma")),
            "tro-choi": shown(Message(id="hop", icon="gift", text="Trò chơi")),
        },
        wrong={"choi": "Đây là trò chơi, tiền còn nguyên.", "anh": "Đây là ảnh ạ.", "nen": "Chỗ này trống ạ."},
    )


def typing(expect: str = "mẫu", *, marks: bool = True, **more: object) -> PhoneStep:
    box = TextBox(id="ten", label="Tên", expect=expect, marks=marks, **more)  # type: ignore[arg-type]
    return task(shown(Field(id="nhan", label="Ai", value="?"), box, button("gui", needs=("ten",))), ("gui",))


def one_time_code() -> PhoneStep:
    """The code comes in after three seconds, then it is typed."""
    return task(shown(
        Notification(id="tin", icon="chat-text", title="Ngân hàng", text="Mã của bác: 482915", after=3),
        TextBox(id="otp", label="Mã", expect="482915", keys="digits"), button("tiep", needs=("otp",)),
    ), ("tiep",))


def switching() -> PhoneStep:
    """A button that waits for a switch and a photo on another screen."""
    return task(
        shown(button("cai-dat", "dat"), button("luu", needs=("wifi", "chon"), unmet="Bác bật Wi-Fi trước ạ.")),
        ("luu",),
        screens={"dat": shown(
            Toggle(id="wifi", label="Wi-Fi"), Toggle(id="am", label="Âm thanh", on=True),
            Photos(id="chon", want="cuoi", photos=(
                Photo(id="khoc", picture="a", label="Khóc"), Photo(id="cuoi", picture="b", label="Cười"))))},
    )


def asked() -> PhoneStep:
    """A dialog on the first screen lies over the goal; closing it can be undone."""
    return task(shown(
        button("vao", "trong"),
        Dialog(id="hoi", title="Cho phép?", buttons=(button("cho"), button("khong", "trong"))),
    ), ("xong",), screens={"trong": shown(button("xong"), button("ra"))})


def long_list() -> PhoneStep:
    rows = tuple(Row(id=f"xa-{n}", title=f"Xã {n}") for n in range(9))
    return task(shown(Rows(id="ds", rows=rows)), ("xa-7",), wrong={"xa-0": "Đây là xã khác ạ."})


def ringing() -> PhoneStep:
    """A call, then a chat whose link must not be touched: leaving is right."""
    return task(
        shown(Ringing(id="goi", who="Số lạ", take=button("nghe", "chat"), refuse=button("tu-choi"))),
        ("tu-choi", "chan"),
        screens={"chat": shown(
            Chat(id="tin", who="Số lạ", bubbles=(Bubble(text="Bấm vào", id="link", link=True, opens="web"),
                                                 Bubble(text="Ai đấy?", mine=True))), button("chan")),
            "web": shown(button("dang-nhap"), address="nganhangmau.top")},
        wrong={"link": "Đường dẫn lạ, mình lùi lại ạ.", "dia-chi": "Tên trang lạ lắm ạ."},
    )


ALL = (paying, typing, one_time_code, switching, asked, long_list, ringing)
