"""Sample views of home and the text-size panel."""

from __future__ import annotations

from dataclasses import replace

from kiosk.core.intents import (
    CallHelp,
    GoHome,
    OpenNeed,
    OpenTextSize,
    SetCalm,
    SetContrast,
    SetTextSize,
    StartScan,
)
from kiosk.core.views import Action, HomeView, Look, Rail, TextSizeView, Tile, View

TEXT_SIZE = Action("Cỡ chữ", OpenTextSize(), "text-size")
HOME_RAIL = Rail(place="thôn Mẫu", text_size=TEXT_SIZE)
LEARNER_RAIL = Rail(
    home=Action("Về đầu", GoHome(), "home"), help=Action("Gọi giúp", CallHelp(), "hand"), text_size=TEXT_SIZE)

HOME = HomeView(
    key="home", rail=HOME_RAIL, look=Look(),
    speech=("Bác muốn làm gì ạ?", "Quét thẻ của bác", "Trả tiền", "Sức khỏe", "Giấy tờ"),
    title="Bác muốn làm gì ạ?",
    note=("Tối nay 7 rưỡi:", "học trả tiền bằng mã QR", "học trả tiền"),
    scan=Action("Quét thẻ của bác", StartScan(), help="Giơ thẻ có hình cho máy xem"),
    tiles=(
        Tile("need-pay", "Trả tiền", OpenNeed("tra-tien"), "leaf"),
        Tile("need-health", "Sức khỏe", OpenNeed("suc-khoe"), "clay"),
        Tile("need-paper", "Giấy tờ", OpenNeed("giay-to"), "indigo"),
        Tile("need-shield", "Tránh lừa", OpenNeed("tranh-lua"), "lamp"),
        Tile("need-learn", "Học thêm", OpenNeed("hoc-them"), "leaf"),
        Tile("need-ask", "Hỏi máy", OpenNeed("hoi-may"), "indigo"),
    ),
    more_label="Việc khác",
)

TEXT_SIZES = TextSizeView(
    key="text-size", rail=replace(LEARNER_RAIL, text_size=None), look=Look(),
    speech=("Bác muốn chữ to thế nào ạ?",),
    title="Bác muốn chữ to thế nào ạ?",
    sizes=(
        (Action("Vừa", SetTextSize(100), "text-size"), True),
        (Action("To", SetTextSize(125), "text-size"), False),
        (Action("Rất to", SetTextSize(150), "text-size"), False),
    ),
    contrast=Action("Nền đen chữ trắng", SetContrast(high=True), "contrast"),
    calm=Action("Ít chuyển động", SetCalm(calm=True), "motion"),
    primary=Action("Được rồi", GoHome(), "check"),
)

SAMPLES: dict[str, View] = {
    "home": HOME,
    "home-page2": replace(HOME, page=1),
    "home-last-page": replace(HOME, page=2),
    "home-no-clock": replace(HOME, note=None),
    "home-somebody": replace(HOME, greeting_picture="badge-sen"),
    "home-long": replace(
        HOME, rail=replace(HOME_RAIL, place="thôn Đoàn Kết"),
        note=("Chiều thứ Bảy 2 giờ:", "học mở sổ sức khỏe điện tử và xem lịch tiêm", "sổ sức khỏe"),
        footer="Cháu gọi chị Lúa rồi ạ, bác đợi một chút nhé"),
    "home-no-database": replace(HOME, note=(
        "Máy chưa ghi tên được:", "bác cứ học như thường ạ", "bác cứ học ạ")),
    "text-size": TEXT_SIZES,
    "text-size-changed": replace(
        TEXT_SIZES, contrast_on=True, calm_on=True,
        sizes=tuple((action, number == 2) for number, (action, _) in enumerate(TEXT_SIZES.sizes))),
}
