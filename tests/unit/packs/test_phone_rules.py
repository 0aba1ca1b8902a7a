"""The check of the simulated phone: each slip of an author is found where it is, and a sound phone is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.authoring.findings import of_refusal
from kiosk.authoring.province_variants import forms
from kiosk.core.errors import LessonRefused
from kiosk.core.lessons.lesson import Lesson, PhoneStep
from kiosk.packs.catalogue.loader import lesson_of
from kiosk.packs.format.lesson_rules import Drawings, problems, provinces_of
from kiosk.packs.format.source_records import converted
from kiosk.packs.format.yaml_reader import read_yaml
from tests.support.lesson_folders import ASSETS, LESSON

HEAD = LESSON[:LESSON.index("steps:\n")].format(name="bai")
SOUND = """\
steps:
  - type: phone
    id: gui
    say: Bác gửi đơn nhé.
    screen:
      title: Cổng Mẫu
      elements:
        - {type: text, id: ten, label: Tên, expect: Mẫu, marks: true}
        - {type: list, id: ds, rows: [{id: so-tien, title: Một}, {id: hai, title: Hai, opens: ma}]}
        - type: photos
          id: anh
          want: rau
          photos: [{id: rau, picture: greens, label: Rau}, {id: cho, picture: market, label: Chợ}]
        - {type: button, id: tiep, label: Tiếp, opens: ma, needs: [ten, anh], unmet: Bác gõ tên đã nhé.}
    screens:
      ma:
        title: Nhập mã
        icon: lock
        elements:
          - {type: notification, id: tin, icon: chat-text, title: Cổng Mẫu, text: Mã là 1234., after: 1}
          - {type: pin, id: o-ma, label: Mã, digits: 4, expect: "1234"}
          - {type: toggle, id: dong-y, label: Đồng ý}
          - {type: button, id: xong, label: Xong, needs: [o-ma], opens: cho}
      cho:
        title: Đang gửi
        elements: [{type: loading, id: doi, text: Đang gửi, opens: hoi}]
      hoi:
        title: Hỏi lại
        elements:
          - type: dialog
            id: hop
            title: Gửi chứ ạ
            buttons: [{id: co, label: Có}, {id: khong, label: Không, opens: ma}]
    right: [co]
    wrong: {nen: Không sao ạ., lui: Không sao ạ., so-tien: Không sao ạ.}
    hints: {again: Bác làm lại nhé., point: Bác chạm chỗ này., show: Bác chạm theo tay nhé.}
  - {type: again, id: lai, of: gui, say: Bác làm lại nhé.}
  - {type: show, id: het, title: Xong ạ, picture: market}
"""


def lesson_from(tmp_path: Path, steps: str) -> Lesson:
    path = tmp_path / "bai" / "lesson.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(HEAD + steps, encoding="utf-8")
    return converted(read_yaml(path), Lesson)


def told(tmp_path: Path, steps: str) -> list[tuple[str, str]]:
    return [(flaw.where, flaw.sentence) for flaw in problems(lesson_from(tmp_path, steps), Drawings(tmp_path, ASSETS))]


def test_a_sound_phone_with_every_kind_of_input_has_no_flaw(tmp_path: Path) -> None:
    assert told(tmp_path, SOUND) == []
    assert lesson_of(read_yaml(tmp_path / "bai" / "lesson.yaml"), ASSETS)


@pytest.mark.parametrize(("old", "new", "where", "said"), [
    ("id: hai,", "id: ten,", "elements[1].rows[1].id", "“ten” dùng hai lần"),
    ("id: dong-y", "id: tiep", "screens.ma.elements[2].id", "“tiep” dùng hai lần"),
    ("id: so-tien, title", "id: so-7, title", "rows[0].id", "tên riêng của điện thoại"),
    ("id: hai,", "id: ds-len,", "rows[1].id", "tên riêng của điện thoại"),
    ("id: hai,", "id: phim-a,", "rows[1].id", "tên riêng của điện thoại"),
    ("id: hai,", "id: nen,", "rows[1].id", "tên riêng của điện thoại"),
    ("title: Hai, opens: ma", "title: Hai, opens: la", "rows[1].opens", "mở màn hình “la” nhưng không có màn hình ấy"),
    ("opens: hoi}", "opens: cho}", "elements[0].opens", "mở lại chính nó"),
    ("needs: [o-ma], opens: cho", "needs: [o-ma]", "screens.cho", "không có đường nào mở tới"),
    ("needs: [ten, anh]", "needs: [ten, tin]", "needs[1]", "không có ô nào để điền tên “tin”"),
    ("right: [co]", "right: [hop]", "right[0]", "chỉ là khung"),
    ("right: [co]", "right: [ds]", "right[0]", "chỉ là khung"),
    ("right: [co]", "right: [doi]", "right[0]", "chỉ là khung"),
    ("right: [co]", "right: [co, la]", "right[1]", "không có “la”"),
    ("right: [co]", "right: [khong]", "screens.hoi.elements[0]", "chạm “co” không có gì xảy ra"),
    ("wrong: {nen", "wrong: {la: Không ạ., nen", "wrong.la", "không có “la”"),
    ("wrong: {nen", "wrong: {co: Không ạ., nen", "wrong.co", "vừa là đúng vừa là chưa đúng"),
    ("want: rau", "want: la", "elements[2].want", "không có ảnh nào tên “la”"),
    ("picture: greens, label: Rau", "picture: la, label: Rau", "photos[0].picture", "không có hình “la.png”"),
    ("icon: lock", "icon: la", "screens.ma.icon", "không có biểu tượng “la”"),
    ('expect: "1234"', 'expect: "12345"', "elements[1].expect", "đúng 4 chữ số"),
    ("expect: Mẫu", 'expect: "Mẫu!"', "elements[0].expect", "chỉ gõ được chữ"),
    ("expect: Mẫu", "expect: hoà", "elements[0].expect", "không gõ được “hoà”"),
    ("expect: Mẫu, marks: true", "expect: 12a, keys: digits", "elements[0].expect", "chỉ gõ được chữ số"),
    ("label: Đồng ý}", "label: Đồng ý, on: true}\n          - {type: text, id: x, label: X, expect: a}",
     "screens.ma.elements", "không cùng đứng được"),
    ("label: Đồng ý}", "label: Đồng ý}\n          - {type: pin, id: x, label: X}", "screens.ma.elements",
     "chỉ có chỗ cho 1"),
    ("of: gui", "of: het", "$.steps[1].of", "không có bước phone nào tên “het”"),
    ("picture: market}\n", "picture: market, only: [ha-tin]}\n", "$.steps[2].only[0]", "không có tỉnh nào"),
    ("picture: market}\n", "picture: market, sources: [la]}\n", "$.steps[2].sources[0]", "không có nguồn nào tên “la”"),
    ("say: Bác gửi đơn nhé.", "moment: before\n    say: Bác gửi đơn nhé.", "$.steps[0]", "do máy tự điền"),
    ("text: Mã là 1234.", "text: Gọi 0912 345 678.", "text", "số thật"),
    ("text: Mã là 1234.", 'text: "Mã [b]1234[/b]."', "text", "ngoặc vuông"),
    ("unmet: Bác gõ tên đã nhé.", 'unmet: "Bác\\u202Egõ ạ."', "unmet", "ký tự lạ"),
    ("unmet: Bác gõ tên đã nhé.", f"unmet: {'rất ' * 16}dài.", "unmet", "dài hơn 15 chữ"),
])
def test_each_slip_is_found_where_it_is(tmp_path: Path, old: str, new: str, where: str, said: str) -> None:
    assert old in SOUND
    found = told(tmp_path, SOUND.replace(old, new))
    assert [True for place, sentence in found if place.endswith(where) and said in sentence], found


def test_a_switch_that_stands_right_from_the_start_is_no_goal(tmp_path: Path) -> None:
    steps = SOUND.replace("right: [co]", "right: [co, dong-y]")
    assert not [said for _where, said in told(tmp_path, steps) if "đúng sẵn" in said]
    assert [said for _where, said in told(tmp_path, steps.replace("id: dong-y,", "id: dong-y, on: true,"))
            if "đúng sẵn" in said]


@pytest.mark.parametrize("number", ["0001 2345 6789", "19009038", "1900 9038", "11111111", "12.345.678 đ"])
def test_invented_numbers_public_ones_and_money_may_stand(tmp_path: Path, number: str) -> None:
    assert told(tmp_path, SOUND.replace("title: Hai,", f'title: "{number}",')) == []


def test_every_flaw_becomes_a_finding_with_its_line(tmp_path: Path) -> None:
    lesson_from(tmp_path, SOUND.replace("right: [co]", "right: [la]"))
    path = tmp_path / "bai" / "lesson.yaml"
    lines = path.read_text(encoding="utf-8").split("\n")
    with pytest.raises(LessonRefused) as caught:
        lesson_of(read_yaml(path), ASSETS)
    found = of_refusal(path, caught.value)
    assert ("bi-ket", "    right: [la]") in [(finding.code, lines[finding.line - 1]) for finding in found]


# --- provinces -----------------------------------------------------------------------------------


VARIANTS = """\
steps:
  - {type: show, id: mot, title: Một, picture: market, only: [ha-tinh]}
  - {type: show, id: hai, title: Hai, picture: market, only: [hai-phong, thai-nguyen]}
  - {type: show, id: ba, title: Ba, picture: market, only: [khac]}
"""


def test_each_different_form_of_a_lesson_is_played_once(tmp_path: Path) -> None:
    lesson = lesson_from(tmp_path, VARIANTS)
    assert [[step.id for step in form.steps] for form in forms(lesson)] == [["ba"], ["mot"], ["hai"]]
    assert provinces_of(lesson) == ("", "ha-tinh", "hai-phong", "thai-nguyen")


def test_a_province_left_without_steps_is_told(tmp_path: Path) -> None:
    steps = VARIANTS[:VARIANTS.index("  - {type: show, id: ba")]
    assert ("$.steps", "ở “khac” bài này không còn bước nào.") in told(tmp_path, steps)


def test_a_repeated_task_is_played_alone_before_and_after(tmp_path: Path) -> None:
    form = forms(lesson_from(tmp_path, SOUND))[0]
    before, after = form.steps[:2]
    assert isinstance(before, PhoneStep)
    assert isinstance(after, PhoneStep)
    assert (before.moment, after.moment, after.same_as, after.alone) == ("before", "after", "gui", True)
