"""Codes that people hold up, for tests: published vectors, invented ones, and a small encoder.

No real person and no practice account of ours: V1 to V7 were published by the projects named beside
them, the rest is invented. The encoder's checksum is written bit by bit, on purpose not as the kiosk's.
"""

from __future__ import annotations

from collections.abc import Mapping

CARDS = {
    "2021": "042048999001||NGUYỄN VĂN MẪU|01011948|Nam|Thôn Mẫu, Cẩm Duệ, Cẩm Xuyên, Hà Tĩnh|10052021",
    "old number": "019155999002|090000002|TRIỆU THỊ THỬ|15091955|Nữ|Xóm Thử, Võ Nhai, Thái Nguyên|02092022|||",
    "2024": "030306999004|030000004|PHẠM THỊ KIỂM|31122006|Nữ|Thôn Kiểm, Phú Thái, Hải Phòng|15082024"
            "||PHẠM VĂN CHA|LÊ THỊ MẸ|",
    "other year": "042148999005||LÊ THỊ LỆCH|01011950|Nữ|Thôn Mẫu, Cẩm Duệ, Hà Tĩnh|10052021",
}
NAMELESS_CARD = "031060999003|||00001960|Nam||"

VIETQR = {
    # github.com/xuannghia/vietnam-qr-pay
    "V1": "00020101021138530010A0000007270123000697041601092576788590208QRIBFTTA53037045802VN6304AE9F",
    "V2": "00020101021238530010A0000007270123000697041601092576788590208QRIBFTTA53037045405100005802VN"
          "62150811Chuyen tien630453E6",
    # github.com/subiz/vietqr
    "V3": "00020101021238570010A00000072701270006970415011300110019324180208QRIBFTTA530370454061200005802VN"
          "62170813ung ho lu lut6304C15C",
    # github.com/xuannghia/vietnam-qr-pay: MoMo, ZaloPay
    "V4": "00020101021138620010A00000072701320006970454011899MM24011M348750800208QRIBFTTA53037045802VN"
          "62190515MOMOW2W3487508080030466304EBC8",
    "V5": "00020101021138620010A00000072701320006970454011899ZP24009M072482670208QRIBFTTA53037045802VN6304073C",
    # a public JavaScript test suite
    "V7": "00020101021138530010A0000007270123000697041501091234567890208QRIBFTTA53037045802VN63046376",
    # invented accounts
    "L1": "00020101021138570010A00000072701270006970405011300000000000010208QRIBFTTA53037045802VN6304032F",
    "L2": "00020101021238570010A00000072701270006970405011300000000000010208QRIBFTTA5303704540450005802VN"
          "62210817THUC HANH QUET QR630455D3",
    "L3": "00020101021238570010A00000072701270006970436011300000000000020208QRIBFTTA53037045405200005802VN"
          "62110807mua rau6304E53E",
    "L4": "00020101021238600010A00000072701300006970422011697042299999999990208QRIBFTTC53037045405150005802VN"
          "62070803the63041379",
}
# github.com/xuannghia/vietnam-qr-pay
VNPAY = ("00020101021126280010A0000007750110010531314453037045408210900005802VN5910CELLPHONES62600312CPSHN ONLINE"
         "0517021908061613127850705ONLHN0810CellphoneS63047685")
# L2 with another account and the old checksum; the right one would be CA33
ALTERED = ("00020101021238570010A00000072701270006970405011300000000000090208QRIBFTTA5303704540450005802VN"
           "62210817THUC HANH QUET QR630455D3")

INSURANCE = "|".join([
    "HT2420000000000", "NGUYỄN VĂN MẪU".encode().hex(), "01/01/1948", "1", "Thôn Mẫu, xã Mẫu".encode().hex(),
    "42 - 000", "01/01/2024", "31/12/2026", "01/01/2024", "42000000000000", "-", "4", "", "0123456789abcdef-0000", "$",
])
COVID = "042048999001|NGUYEN VAN MAU|1948-01-01|1|0123456789|"
EVERYDAY = {
    "url": "https://vidu.example/qua-tang", "wifi": "WIFI:T:WPA;S:Nha Van Hoa;P:canary-mat-khau;;",
    "contact": "BEGIN:VCARD\nVERSION:3.0\nFN:Canary Mẫu\nTEL:0900000000\nEND:VCARD", "phone": "tel:0900000000",
    "message": "SMSTO:0900000000:canary", "email": "mailto:canary@vidu.example",
    "event": "BEGIN:VEVENT\nSUMMARY:Canary\nEND:VEVENT", "place": "geo:18.3,105.9",
    "otp_secret": "otpauth://totp/canary?secret=CANARYCANARYCANA", "sim": "LPA:1$smdp.vidu.example$CANARY-0000",
    "crypto": "bitcoin:canary0000000000000000000000", "sign_in": "FIDO:/0900000000000", "product": "(01)08930000000002",
    "ticket": "M1NGUYEN/CANARY       EABC123 HANSGNVN 0123 100Y001A0001 100", "digits": "0900000000",
    "text": "xin chào bà con",
}


def tlv(fields: Mapping[str, str]) -> str:
    return "".join(f"{tag}{len(value):02}{value}" for tag, value in fields.items())


def slow_checksum(text: str) -> str:
    """CRC-16/CCITT-FALSE as its definition says it: bit by bit."""
    register = 0xFFFF
    for byte in text.encode():
        for place in range(7, -1, -1):
            carry = (register >> 15 ^ byte >> place) & 1
            register = (register << 1 & 0xFFFF) ^ (0x1021 if carry else 0)
    return f"{register:04X}"


def sealed(fields: Mapping[str, str]) -> str:
    """The objects with a right checksum at the end."""
    text = tlv(fields) + "6304"
    return text + slow_checksum(text)


def payment_fields(number: str, account: str, service: str = "QRIBFTTA", **changes: str) -> dict[str, str]:
    """The objects of an ordinary VietQR; ``changes`` by tag as ``t54="5000"``, in tag order."""
    napas = tlv({"00": "A000000727", "01": tlv({"00": number, "01": account}), "02": service})
    fields = {"00": "01", "01": "11", "38": napas, "53": "704", "58": "VN"}
    fields |= {tag[1:]: value for tag, value in changes.items()}
    return {tag: fields[tag] for tag in sorted(fields) if fields[tag]}
