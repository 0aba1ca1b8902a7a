"""Small packs on disk for tests of the loader and of the author's tools.

    folder = pack_folder(tmp_path, "bai-mot")
    change(folder / "bai-mot", "right: [dung]", "right: [dnug]")
"""

from __future__ import annotations

import struct
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
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


def wav(seconds: float = 0.1, sample: int = 0) -> bytes:
    """Plain 16-bit sound at 8 kHz."""
    frames = sample.to_bytes(2, "little") * int(8000 * seconds)
    return struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + len(frames), b"WAVE", b"fmt ", 16, 1, 1, 8000, 16000, 2, 16,
                       b"data", len(frames)) + frames


def flac_head(seconds: int, rate: int = 16_000, channels: int = 1) -> bytes:
    """A FLAC's head: enough for who looks at heads only."""
    packed = rate << 44 | (channels - 1) << 41 | 15 << 36 | seconds * rate
    return b"fLaC\x00\x00\x00\x22" + bytes(10) + packed.to_bytes(8, "big") + bytes(16)


def beside(lesson: Path, name: str, text: str) -> Path:
    """A file in the lesson's folder: ``tyz.yaml``, ``sounds/tyz.yaml``."""
    path = lesson / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


SKILLS = "- {id: thanh-toan, code: '3', title: Thanh toán trực tuyến, source: Công văn 3240}\n"


def full_pack(root: Path) -> Path:
    """A pack with everything there can be: a translation, recorded sounds, skills, a path, a question."""
    folder = pack_folder(root, "bai-mot", "bai-hai")
    with (folder / "pack.yaml").open("a", encoding="utf-8") as pack:
        pack.write("languages: [vi, tyz]\n"
                   "paths: [{id: mo-dau, title: 15 phút đầu, picture: market, lessons: [bai-hai, bai-mot]}]\n"
                   "questions: [{ask: Trả tiền bằng mã thế nào ạ?, icon: qr}]\n")
    (folder / "skills.yaml").write_text(SKILLS, encoding="utf-8")
    beside(folder / "bai-mot", "tyz.yaml", "Bác đọc tên nhé.: Dò tên nớ.\n")
    beside(folder / "bai-mot", "sounds/tyz.yaml", "Bác đọc tên nhé.: doc-ten.wav\n")
    (folder / "bai-mot" / "sounds" / "doc-ten.wav").write_bytes(wav())
    return folder
