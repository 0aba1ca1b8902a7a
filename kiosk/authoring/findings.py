"""What the author's check found: one line each, with the place and how to mend it.

Guarantees: codes are stable; a finding prints as one line without control characters, whatever stood in
the file. Does not find anything itself.

    print(Finding(Path("goi/bai/lesson.yaml"), 12, "tu-cam", "có chữ “lỗi”.", "error"))
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from kiosk.core.errors import LessonRefused

ADVICE: Final = ". — "                  # between what was found and how to mend just that
Level = Literal["error", "warning"]
Code = Literal[
    "dang", "hinh", "cau-dai", "tieng-nuoc-ngoai", "tu-cam", "so-that", "ngan-hang-that", "nfc", "ky-tu-la", "ngoac",
    "bi-ket", "tran-chu", "khong-liet-ke", "thieu-nguon", "nguon-thua", "nen", "ban-dich", "am-thanh",
]

FIXES: Final[dict[Code, str]] = {
    "dang": "xem bảng các mục trong lessons/README.md.",
    "hinh": "đặt hình PNG nhỏ vào thư mục bài, hoặc lấy tên có sẵn trong assets/.",
    "cau-dai": "tách thành hai câu, mỗi câu một việc.",
    "tieng-nuoc-ngoai": "viết bằng tiếng Việt có dấu; tên riêng thì để vậy được.",
    "tu-cam": "nói như với người nhà; xem mục “Nói với bà con” trong lessons/README.md.",
    "so-that": "dùng số bịa, ngắn, hoặc bắt đầu bằng 000.",
    "ngan-hang-that": "dùng tên bịa, ví dụ “Ngân hàng Mẫu”.",
    "nfc": "lưu lại tệp bằng bộ gõ kiểu Unicode dựng sẵn.",
    "ky-tu-la": "xóa rồi gõ lại chỗ này.",
    "ngoac": "bỏ dấu ngoặc vuông; chữ đậm thì viết **chữ**.",
    "bi-ket": "xem lại mục right, answers hoặc code của bước này.",
    "tran-chu": "viết ngắn lại, hoặc bỏ bớt thứ trên màn hình.",
    "khong-liet-ke": "thêm tên bài vào mục lessons của pack.yaml.",
    "thieu-nguon": "ghi nguồn vào mục sources của bài, rồi viết sources: [tên nguồn] ở bước này; hoặc bỏ điều này.",
    "nguon-thua": "bỏ nguồn này, hoặc viết tên nó vào mục sources của bước dùng nó.",
    "nen": "không bắt buộc; xem mục “Một bài nên thế nào” trong lessons/README.md.",
    "ban-dich": "chép đúng từng chữ của câu tiếng Việt trong bài.",
    "am-thanh": "thu lại, lưu kiểu ogg, wav hoặc flac, ngắn hơn 60 giây và nhẹ hơn 5 MB.",
}
# Of the many ways to write a file wrongly, how to mend the usual ones: looked for in what was said.
_CLOSER: Final = (
    (r"character '\\t'", "thay phím Tab bằng dấu cách."),
    (r"mapping values", "câu có dấu hai chấm thì đặt cả câu trong ngoặc kép."),
    (r"kiểu YAML", "xem dấu cách đầu dòng, dấu ngoặc chưa đóng, câu bắt đầu bằng dấu lạ."),
    (r"không có mục nào", "sửa tên mục; câu có dấu phẩy ở trong { } thì đặt trong ngoặc kép."),
    (r"biểu tượng", "lấy một tên trong assets/icons, viết không có đuôi."),
    (r"cần chữ", "đặt giá trị trong ngoặc kép; nếu để trống thì viết vào."),
    (r"cần array", "viết trong ngoặc vuông, cách nhau bằng dấu phẩy: [mot, hai]."),
    (r"không có tệp này", "tạo tệp này, hoặc bỏ tên bài khỏi pack.yaml."),
    (r"tên thư mục", "sửa id, hoặc đổi tên thư mục."),
    (r"UTF-8", "lưu lại tệp, chọn kiểu chữ UTF-8."),
    (r"không có gì xảy ra", "thêm opens: tên-màn-hình, hoặc một lời trong wrong."),
    (r"không chạm được “", "nó có thể nằm ngoài màn hình, bị che, hay chưa có đường mở tới: bớt thứ trên màn hình ấy, "
                           "hoặc thêm opens."),
    (r"không có đường nào", "thêm opens vào một nút dẫn tới màn hình ấy, hoặc bỏ nó."),
    (r"tên riêng của điện thoại", "các tên nen, lui, dia-chi, phim-…, so-0 … so-9, …-len, …-xuong đã có chủ."),
    (r"không có tỉnh nào", "viết tên tỉnh không dấu, có gạch nối, như ha-tinh; tỉnh khác thì viết khac."),
    (r"không gõ được|chỉ gõ được", "chọn chữ ngắn, chỉ có chữ, số và dấu cách."),
    (r"pack.yaml hay", "đứng ở thư mục lessons/, thư mục một gói hay một bài."),
)
_YAML_WORDS: Final = re.compile(r"(viết chưa đúng kiểu YAML) \(.*\)(\.).*", re.DOTALL)
_TOLD: Final = re.compile(r"^.*?\.ya?ml(?:, dòng (\d+))?: (.*)$", re.DOTALL)
# What the loader says -> which finding it is. The first that matches is used; else "dang".
_KINDS: Final[tuple[tuple[str, Code], ...]] = (
    (r"tệp tiếng", "am-thanh"), (r"không có hình|PNG|lớn quá|không mở được hình|biểu tượng", "hinh"),
    (r"dài hơn \d+ chữ", "cau-dai"), (r"số thật", "so-that"), (r"ký tự lạ", "ky-tu-la"), (r"ngoặc vuông", "ngoac"),
    (r"nguồn nào tên", "thieu-nguon"), (r"trên màn hình không có|không có đường nào", "bi-ket"),
    (r"chỉ là khung|không có gì xảy ra|đã đúng sẵn|mở lại chính nó", "bi-ket"),
)


@dataclass(frozen=True)
class Finding:
    """``line`` counts from 1; 0 where the whole file or folder is meant."""

    path: Path
    line: int
    code: Code
    sentence: str
    level: Level
    advice: str = ""                    # how to put just this right; '' = as usual for its kind

    @property
    def fix(self) -> str:
        """How to put it right, in words for somebody who does not program."""
        if self.advice:
            return self.advice
        closer = (fix for pattern, fix in _CLOSER
                  if self.code in ("dang", "hinh", "bi-ket") and re.search(pattern, self.sentence))
        return next(closer, FIXES[self.code])

    def __str__(self) -> str:
        remark = "" if self.level == "error" else "(nhắc) "
        said = _YAML_WORDS.sub(r"\1\2", self.sentence)
        return _one_line(f"{self.path}:{max(self.line, 1)}: {self.code} {remark}{said} — {self.fix}")

    def as_json(self) -> dict[str, object]:
        return {
            "path": _one_line(str(self.path)), "line": self.line, "code": self.code, "level": self.level,
            "sentence": _one_line(_YAML_WORDS.sub(r"\1\2", self.sentence)), "fix": self.fix,
        }


def of_refusal(path: Path, refused: LessonRefused) -> list[Finding]:
    """What the loader refused, and its notes: one finding each."""
    return [_told(path, said) for said in (str(refused), *getattr(refused, "__notes__", ()))]


def sorted_once(findings: Iterable[Finding]) -> list[Finding]:
    """In the order of the files; of the same code on the same line only the first, errors before warnings."""
    ordered = sorted(findings, key=lambda f: (str(f.path), f.line, f.level))
    return list({(f.path, f.line, f.code): f for f in reversed(ordered)}.values())[::-1]


def has_errors(findings: Iterable[Finding]) -> bool:
    return any(finding.level == "error" for finding in findings)


def _told(path: Path, said: str) -> Finding:
    found = _TOLD.match(said)
    line, sentence = (int(found[1] or 0), found[2]) if found else (0, said)
    code: Code = next((code for pattern, code in _KINDS if re.search(pattern, sentence)), "dang")
    said, _dash, advice = sentence.partition(ADVICE)
    return Finding(path, line, code, f"{said}." if advice else sentence, "error", advice)


def _one_line(text: str) -> str:
    """Printable everywhere: what a terminal could act on, and half characters, as escapes."""
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in " ".join(text.split()))
