"""Sample views of the simulated phone: every kind of element in its states, hints on all that has a name."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from kiosk.core.flows.base import learner_rail
from kiosk.core.intents import AskHint, Back, SkipStep, StartAgain
from kiosk.core.lessons.phone_screen import (
    App,
    AppIcons,
    Bubble,
    Card,
    Chat,
    Dialog,
    Element,
    Field,
    Loading,
    Message,
    Notification,
    PhoneButton,
    PhoneFace,
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
from kiosk.core.views import Action, HintRung, Look, PhoneStepView, Progress, View

NEXT = PhoneButton(id="tiep", label="Tiếp tục", icon="arrow-right", tone="primary")
NAME = TextBox(id="ten", label="Họ và tên", expect="Lê Mẫu", marks=True)
PASSCODE = TextBox(id="ma", label="Mã dùng một lần (OTP)", expect="4827", keys="digits")
SECRET = TextBox(id="mat", label="Mật khẩu Wi-Fi", expect="xomchai1", hidden=True)
PIN = PinPad(id="pin", label="Đặt mật mã 6 số của riêng bác")
OTP = Notification(id="otp", icon="chat-text", title="Tin nhắn mới",
                   text="Mã dùng một lần của bác là 4827. Đừng nói cho ai.")
WIFI = Toggle(id="wifi", label="Wi-Fi", note="Nhà văn hóa thôn")
VILLAGES = Rows(id="xom", rows=tuple(
    Row(id=f"xom-{number}", title=title, icon="house-line", note=note) for number, (title, note) in enumerate((
        ("Nhà văn hóa thôn Đông", "Rất khỏe"), ("Quán nước cô Mẫu", "Vừa"), ("Trạm y tế xã", "Vừa"),
        ("Ủy ban nhân dân xã", "Yếu"), ("Không rõ của ai", "Không có khóa")))))
PHOTOS = Photos(id="anh", want="giay", photos=(
    Photo(id="giay", picture="id-card", label="Căn cước"), Photo(id="rau", picture="greens", label="Rau vườn"),
    Photo(id="cho", picture="market", label="Chợ phiên"), Photo(id="nha", picture="thon-house", label="Nhà cháu")))
ASK = Dialog(id="hoi", title="Cho ứng dụng dùng máy ảnh?", text="Để quét mã QR.", icon="camera", buttons=(
    PhoneButton(id="cho-phep", label="Cho phép"), PhoneButton(id="khong", label="Không")))
CHAT = Chat(id="chuyen", who="Số lạ", bubbles=(
    Bubble(text="Chào bác, cháu ở ngân hàng đây ạ."),
    Bubble(text="Bác chạm vào: ngan-hang.vidu", link=True, id="duong-dan"),
    Bubble(text="Cháu là ai thế?", mine=True)))
CALL = Ringing(id="goi", who="Số lạ", take=PhoneButton(id="nghe", label="Nghe máy", icon="phone"),
               refuse=PhoneButton(id="tu-choi", label="Từ chối", icon="phone-down"))
ADDRESS = PhoneScreen(title="Trang web", icon="globe", address="dichvucong.vidu", elements=(
    Card(id="tin", title="Cổng Dịch vụ công", icon="bank",
         lines=("Nộp hồ sơ ở nhà", "Xem kết quả")),
    PhoneButton(id="vao", label="Đi vào trang", tone="primary")))

_BASE: dict[str, Any] = {"rail": learner_rail(), "look": Look(), "progress": Progress("Bước 5 trong 12", 4, 12),
                         "back": Action("Lùi lại", Back(), "arrow-left"),
                         "hint": Action("Chỉ cho tôi", AskHint(), "finger")}
AGAIN = Action("Làm lại", StartAgain(), "undo")
LATER = Action("Để sau", SkipStep(), "clock")


def _on(title: str, *elements: Element, icon: str = "gear", **changes: Any) -> PhoneStepView:
    return _shown(PhoneScreen(title=title, icon=icon, elements=elements), **changes)


def _shown(screen: PhoneScreen, **changes: Any) -> PhoneStepView:
    view = PhoneStepView(**_BASE, key="phone", speech=("Bác làm theo cháu nhé",), screen=screen,
                         instruction="Bác làm theo lời cháu trên điện thoại nhé.")
    return replace(view, **changes)


def _pointed(view: PhoneStepView, target: str, rung: HintRung = "arrow") -> PhoneStepView:
    return replace(view, target=target, rung=rung, instruction="Bác chạm vào chỗ có viền vàng nhé.")


def _typing(box: TextBox, value: str = "") -> PhoneStepView:
    values = ((box.id, value),) if value else ()
    return _on("Đăng ký", box, NEXT, icon="user", face=PhoneFace(values=values, focus=box.id, back=True))


LIST = _on("Chọn Wi-Fi", WIFI, VILLAGES, icon="wifi", face=PhoneFace(back=True, values=(("wifi", "on"),)))
SCROLLED = replace(LIST, face=PhoneFace(back=True, first=(("xom", 2),), values=(("wifi", "off"),)))
NOTED = _on("Nhập mã", PASSCODE, NEXT, OTP, icon="key", face=PhoneFace(arrived=("otp",), back=True))
CROWDED = _on(
    "Chuyển tiền", Field(id="ai", label="Người nhận", value="NGUYỄN THỊ MẪU", note="Ngân hàng Ví Dụ", tone="strong"),
    TextBox(id="tien", label="Số tiền", expect="20000", keys="digits"),
    TextBox(id="loi", label="Lời nhắn", expect="rau"),
    WIFI, NEXT, PhoneButton(id="thoi", label="Thôi, không gửi", icon="x-circle"), icon="bank",
    face=PhoneFace(values=(("tien", "20000"), ("loi", "tiền rau")), back=True))

SAMPLES: dict[str, View] = {
    "phone-card": _on("Ví giấy tờ", Card(id="the", title="Thẻ bảo hiểm y tế", picture="id-card",
                                         lines=("LÊ VĂN MẪU", "Dùng khi đi khám")),
                      Card(id="gplx", title="Giấy phép lái xe", icon="card"), NEXT, icon="wallet"),
    "phone-list": LIST,
    "phone-list-scrolled": SCROLLED,
    "phone-list-hint-row": _pointed(LIST, "xom-1"),
    "phone-list-hint-scroll": _pointed(LIST, "xom-xuong", "finger"),
    "phone-back-hint": _pointed(LIST, "lui"),
    "phone-text": _on("Đăng ký", NAME, PASSCODE, SECRET, NEXT, icon="user",
                      face=PhoneFace(values=(("ten", "Lê Mẫu"), ("mat", "xomchai")))),
    "phone-keyboard": _typing(NAME, "Lê Mẫ"),
    "phone-keyboard-empty": _typing(NAME),
    "phone-keyboard-digits-row": _typing(SECRET, "xomchai"),
    "phone-keyboard-digits": _typing(PASSCODE, "48"),
    "phone-key-hint": _pointed(_typing(NAME, "L"), "phim-e", "finger"),
    "phone-pin": _on("VNeID", PIN, icon="lock", face=PhoneFace(values=(("pin", "123"),))),
    "phone-pin-seen": _on("VNeID", PinPad(id="pin", label="Bác gõ mã dùng một lần", digits=4, hidden=False),
                          icon="lock", face=PhoneFace(values=(("pin", "48"),), back=True)),
    "phone-otp": NOTED,
    "phone-otp-home": _on("Nhập mã", PASSCODE, NEXT, OTP, icon="key", face=PhoneFace(arrived=("otp",))),
    "phone-otp-pin": _on("Nhập mã", PIN, OTP, icon="key", face=PhoneFace(arrived=("otp",))),
    "phone-otp-typing": replace(_typing(PASSCODE, "4"), screen=NOTED.screen,
                                face=PhoneFace(arrived=("otp",), focus="ma", back=True, values=(("ma", "4"),))),
    "phone-otp-hint": _pointed(NOTED, "otp"),
    "phone-toggles": _on("Cài đặt", WIFI, Toggle(id="dong-bo", label="Dữ liệu di động", on=True),
                         Toggle(id="la", label="Cài ứng dụng từ nguồn lạ", note="Nên tắt"), NEXT),
    "phone-photos": _on("Chọn ảnh", PHOTOS, NEXT, icon="image", face=PhoneFace(values=(("anh", "giay"),))),
    "phone-dialog": _on("Quét mã", Message(id="cho", icon="qr", text="Quét mã QR", mood="plain"), NEXT, ASK, icon="qr",
                        face=PhoneFace(back=True)),
    "phone-dialog-hint": _pointed(_on("Quét mã", Message(id="cho", icon="qr", text="Quét mã QR"), NEXT, ASK, icon="qr"),
                                  "cho-phep", "finger"),
    "phone-dialog-long": _on("Cửa hàng", Dialog(
        id="hoi", title="Gỡ ứng dụng này khỏi điện thoại của bác?", icon="trash",
        text="Ứng dụng lạ này đòi đọc tin nhắn. Gỡ đi thì giấy tờ của bác vẫn còn nguyên trong máy.",
        buttons=(PhoneButton(id="go", label="Gỡ ứng dụng", icon="trash", tone="primary"),
                 PhoneButton(id="giu", label="Giữ lại")))),
    "phone-chat": _on("Tin nhắn", CHAT, NEXT, icon="chats"),
    "phone-chat-hint": _pointed(_on("Tin nhắn", CHAT, icon="chats", face=PhoneFace(back=True)), "duong-dan"),
    "phone-ringing": _on("Điện thoại", CALL, icon="phone"),
    "phone-ringing-hint": _pointed(_on("Điện thoại", CALL, icon="phone"), "tu-choi"),
    "phone-loading": _on("Cửa hàng", Loading(id="cho", text="Đang tải ứng dụng về máy", opens="xong"),
                         icon="storefront"),
    "phone-bad": _on("Đăng nhập", Message(id="hong", icon="warning-octagon", text="Mật mã chưa đúng",
                                         note="Bác còn 4 lần nữa", mood="bad"),
                     PhoneButton(id="lai", label="Nhập lại", tone="primary"),
                     PhoneButton(id="quen", label="Quên mật mã"), icon="lock"),
    "phone-web": _shown(ADDRESS),
    "phone-web-hint": _pointed(_shown(ADDRESS, face=PhoneFace(back=True)), "dia-chi"),
    "phone-web-long": _shown(PhoneScreen(title="Trang lạ", icon="globe", address="dichvucong-gov-vn.nhanqua.vidu",
                                         elements=ADDRESS.elements)),
    "phone-apps-hint": _pointed(_on("Màn hình", AppIcons(id="ung-dung", apps=(
        App(id="a", label="Cửa hàng", icon="storefront"), App(id="b", label="Cài đặt", icon="gear", colour="indigo"),
        App(id="c", label="Tin nhắn", icon="chats", colour="clay"),
        App(id="d", label="Máy ảnh", icon="camera", colour="lamp"))), icon="home"), "b"),
    "phone-crowded": CROWDED,
    "phone-alone": replace(CROWDED, badge="Bác tự làm nhé", again=AGAIN, skip=LATER, hint=None),
    "phone-again": replace(LIST, again=AGAIN),
    "phone-again-wrong": replace(LIST, again=AGAIN, kind_title="Không sao bác ạ!", badge="Bác tự làm nhé",
                                 kind_text="Bác chạm vào quán nước, máy vẫn yên."),
}
