"""Small packs on disk for tests of the author's tools.

    folder = pack_folder(tmp_path, "bai-mot")
    change(folder / "bai-mot", "right: [dung]", "right: [dnug]")
"""

from __future__ import annotations

import struct
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ASSETS = ROOT / "assets"
PACK = 'id: goi\nversion: "1.0.0"\ntitle: Gói thử\nlessons: [{names}]\n'
LESSON = """\
id: {name}
title: Bài thử
need: tra-tien
minutes: 5
picture: greens
learned: [Đọc tên người nhận]
take_home: [Đọc tên rồi mới trả]
steps:
  - type: phone
    id: doc-ten
    say: Bác đọc tên nhé.
    screen:
      title: Ngân hàng Mẫu
      elements:
        - {{type: field, id: ten, label: Người nhận, value: NGUYỄN THỊ MẪU}}
        - {{type: button, id: dung, label: Đúng tên, icon: check}}
        - {{type: button, id: cung-dung, label: Cũng đúng, icon: check}}
    right: [dung, cung-dung]
    wrong: {{ten: "Bác chạm vào tên, không sao ạ.", nen: Không sao ạ.}}
    hints: {{again: Bác đọc lại nhé., point: Bác chạm chỗ này., show: Bác chạm theo tay nhé.}}
  - type: scan
    id: quet
    say: Bác giơ tờ mã nhé.
    screen: {{title: Quét mã, icon: qr, elements: [{{type: viewfinder, id: khung}}]}}
    code: rau-co-mau
    hints: {{again: Bác giơ lại nhé., point: Bác đưa vào giữa nhé., show: Bác giữ yên nhé.}}
  - type: choose
    id: hoi
    title: Máy hiện tên lạ.
    ask: Bác làm gì ạ?
    answers:
      - {{id: dung-lai, label: Dừng lại, icon: hand, right: true, reply: Dừng lại hỏi ạ.}}
      - {{id: cu-tra, label: Cứ trả, icon: money, reply: Mình chọn lại nhé.}}
  - {{type: show, id: het, title: Bác làm được rồi ạ, picture: market}}
"""


def pack_folder(root: Path, *names: str) -> Path:
    """``root/goi`` with sound lessons of these names."""
    folder = root / "goi"
    for name in names:
        (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / name / "lesson.yaml").write_text(LESSON.format(name=name), encoding="utf-8")
    (folder / "pack.yaml").write_text(PACK.format(names=", ".join(names)), encoding="utf-8")
    return folder


def change(lesson: Path, old: str, new: str) -> Path:
    """Replaces ``old`` in the lesson's file and returns the file."""
    path = lesson / "lesson.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8", newline="")
    return path


def png(width: int, height: int) -> bytes:
    """A PNG's head: enough for who looks at heads only."""
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sIIBBBBB", 13, b"IHDR", width, height, 8, 2, 0, 0, 0)
