"""What stands on the page when something did not work: problem+json for kiosks, a kind page for people."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sync.commune.accounts.hashers import PasswordsBusy
from sync.commune.config.proxy import forgotten_headers, forgotten_sentence
from sync.commune.http.problems import refusal

API = "/api/"
UNKNOWN_HOST = gettext_lazy(
    "Máy chủ xã chưa mang tên miền này. Người quản trị ghi tên đó vào COMMUNE_HOSTS rồi mở lại máy chủ.")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, DisallowedHost):
        return _answer(request, 400, "malformed", str(UNKNOWN_HOST))
    return _answer(request, 400, "malformed", _("Trình duyệt gửi lên điều máy chủ không đọc được."))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, 404, "not-found", _("Không có trang này, hoặc nội dung đã đổi chỗ."))


def busy(request: HttpRequest, exception: Exception) -> HttpResponse | None:
    """For ``process_exception``: None where it is another exception's."""
    if not isinstance(exception, PasswordsBusy):
        return None
    return _answer(request, 503, "busy", _("Máy chủ đang bận. Mời anh/chị bấm lại sau ít giây."))


def broken(request: HttpRequest) -> HttpResponse:
    return _answer(request, 500, "unavailable", _("Máy chủ vừa trục trặc. Sổ vẫn còn nguyên."))


@login_not_required
def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token or origin does not fit: an old page, a foreign one, or a proxy that hides where it stands."""
    header = forgotten_headers(request)
    if header:
        return _answer(request, 403, "malformed", forgotten_sentence(header))
    return _answer(request, 403, "malformed", _("Trang này mở đã lâu. Mời anh/chị mở lại rồi bấm lần nữa."))


def _answer(request: HttpRequest, status: int, word: str, sentence: str) -> HttpResponse:
    if request.path_info.startswith(API):
        return refusal(word)
    return render(request, "error.html", {"sentence": sentence, "bare": True}, status=status)
