"""The kind sentence for every kind of code: at most twelve words, nobody is blamed, nothing is opened.

    badge_wanted()["vietqr"]  ==  "Đây là mã trả tiền, không phải thẻ học ạ"

Guarantees: ``badge_wanted`` has every kind, and the finer keys of ``kiosk.core.codes.recognise.sentence_key``;
``practice_wanted`` only those that need other words while a lesson waits for its practice sheet. Nothing a code holds
stands in a sentence but the commune of a foreign badge and the host of a link, and those are put in by the caller.
"""

from __future__ import annotations

from kiosk.core.i18n import _


def badge_wanted() -> dict[str, str]:
    """Kind, or finer key of ``sentence_key`` → what to say where a learner's badge was wanted."""
    return own_sentences() | foreign_sentences()


def own_sentences() -> dict[str, str]:
    show, blurred = _("Bác giơ thẻ học của bác nhé"), _("Mã này mờ rồi, bác nhờ người hướng dẫn nhé")
    return {
        "badge": show, "facilitator_badge": show, "maintenance_badge": show,
        "badge_damaged": _("Thẻ này bị mờ rồi, bác nhờ xã in lại nhé"),
        "badge_unknown": _("Thẻ này không phải xã mình làm ạ"),
        "badge_foreign": _("Thẻ này của xã khác, bác học ở đây vẫn được ạ"),
        "badge_revoked": _("Xã đổi thẻ mới rồi, bác hỏi người hướng dẫn nhé"),
        "practice": _("Đây là tờ mã để tập, không phải thẻ học ạ"),
        "enrolment": _("Đây là mã của cán bộ xã, không phải thẻ học ạ"),
        "time": _("Đây là mã chỉnh giờ, không phải thẻ học ạ"),
        "practice_damaged": blurred, "enrolment_damaged": blurred, "time_damaged": blurred,
    }


def foreign_sentences() -> dict[str, str]:
    return {
        "citizen_card": _("Không cần căn cước đâu, bác giơ thẻ học nhé"),
        "citizen_card_damaged": _("Căn cước máy đọc chưa rõ, bác giơ thẻ học nhé"),
        "vietqr": _("Đây là mã trả tiền, không phải thẻ học ạ"),
        "vietqr_amount": _("Đây là mã trả tiền đã ghi sẵn số tiền ạ"),
        "vietqr_wallet": _("Đây là mã trả tiền vào ví điện tử ạ"),
        "vnpay": _("Đây là mã trả tiền của cửa hàng ạ"),
        "payment": _("Đây là mã trả tiền lạ, bác đừng quét nhé"),
        "payment_wallet": _("Đây là mã nhận tiền của ví điện tử ạ"),
        "crypto": _("Đây là mã tiền ảo, bác đừng chuyển tiền nhé"),
        "payment_damaged": _("Mã trả tiền này không rõ, bác hỏi người bán nhé"),
        "health_insurance": _("Đây là thẻ bảo hiểm, bác cất kỹ nhé"),
        "covid": _("Đây là mã khai báo cũ, không phải thẻ học ạ"),
        "url": _("Mã này dẫn lên mạng, máy không mở đâu ạ"),
        "url_short": _("Mã này giấu nơi nó dẫn tới, bác đừng mở nhé"),
        "url_store": _("Mã này để cài phần mềm, bác hỏi người hướng dẫn nhé"),
        "url_zalo": _("Mã này dẫn vào Zalo, máy không mở đâu ạ"),
        "url_facebook": _("Mã này dẫn vào Facebook, máy không mở đâu ạ"),
        "url_invoice": _("Mã này để xem hóa đơn, bác cất kỹ nhé"),
        "url_product": _("Đây là mã hàng hóa, không phải thẻ học ạ"),
        "url_sign_in": _("Mã này để vào tài khoản, bác đừng quét nhé"),
        "url_app": _("Mã này mở phần mềm khác, máy không mở đâu ạ"),
        "sign_in": _("Mã này để vào tài khoản, bác đừng quét nhé"),
        "product": _("Đây là mã hàng hóa, không phải thẻ học ạ"),
        "ticket": _("Đây là vé đi lại, bác cất kỹ nhé"),
        "wifi": _("Đây là mã mạng Wi-Fi, không phải thẻ học ạ"),
        "contact": _("Đây là danh thiếp, không phải thẻ học ạ"),
        "phone": _("Mã này để gọi điện, máy không gọi đâu ạ"),
        "message": _("Mã này để nhắn tin, máy không gửi đâu ạ"),
        "email": _("Mã này để gửi thư, máy không gửi đâu ạ"),
        "event": _("Đây là giấy hẹn, không phải thẻ học ạ"),
        "place": _("Mã này chỉ đường đi, không phải thẻ học ạ"),
        "otp_secret": _("Đây là mã bí mật, bác cất đi nhé"),
        "sim": _("Đây là mã SIM điện thoại, bác cất kỹ nhé"),
        "text": _("Mã này không phải thẻ học ạ"),
        "digits": _("Mã này chỉ có chữ số, không phải thẻ học ạ"),
        "part": _("Mã này mới là một phần, máy chưa đọc được ạ"),
        "binary": _("Mã này máy không đọc được ạ"),
        "too_large": _("Mã này dài quá, máy không đọc được ạ"),
    }


def practice_wanted() -> dict[str, str]:
    """Kind → what to say where a lesson's practice sheet was wanted and the other words would mislead."""
    badge, other = _("Đây là thẻ học, bác lấy tờ mã tập nhé"), _("Mã này chưa phải, bác lấy tờ mã tập nhé")
    real_payment = _("Đây là mã trả tiền thật, bác lấy tờ mã tập nhé")
    badges = ("badge", "facilitator_badge", "maintenance_badge", "badge_damaged", "badge_unknown", "badge_foreign",
              "badge_revoked")
    return dict.fromkeys(badges, badge) | {
        "practice": _("Tờ mã này của bài khác, bác lấy tờ kia nhé"),
        "enrolment": other, "time": other, "covid": other, "wifi": other, "contact": other, "event": other,
        "place": other, "text": other, "digits": other, "product": other, "url_product": other,
        "citizen_card": _("Đây là căn cước, bác cất kỹ, lấy tờ mã tập nhé"),
        "citizen_card_damaged": _("Đây là căn cước, bác cất kỹ, lấy tờ mã tập nhé"),
        "vietqr": real_payment, "vnpay": real_payment,
    }
