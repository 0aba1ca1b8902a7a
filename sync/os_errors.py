"""Why the disk said no, in Vietnamese.

    f"Không ghi được {path}: {reason(error)}."
"""

from __future__ import annotations

import errno
from typing import Final

_REASONS: Final = {
    errno.ENOENT: "không có tệp hay thư mục này",
    errno.ENOTDIR: "trên đường dẫn có thứ không phải thư mục",
    errno.EISDIR: "đây là thư mục, không phải tệp",
    errno.EEXIST: "ở đó đã có thứ khác cùng tên",
    errno.EACCES: "không có quyền",
    errno.EPERM: "không có quyền",
    errno.EROFS: "chỗ này chỉ đọc được, không ghi được",
    errno.ENOSPC: "hết chỗ",
    errno.EIO: "đĩa hoặc thẻ nhớ hỏng",
    errno.ENAMETOOLONG: "tên dài quá",
}


def reason(error: OSError) -> str:
    """A few words; what nobody foresaw keeps the system's own words, or its number."""
    return _REASONS.get(error.errno or 0) or error.strerror or f"lỗi {error.errno}"
