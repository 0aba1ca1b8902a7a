"""What stands on the page when something did not work: problem+json for kiosks, a kind page for people."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from sync.commune.http.problems import refusal

API = "/api/"


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, 400, "malformed", _("Trình duyệt gửi lên điều máy chủ không đọc được."))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, 404, "not-found", _("Không có trang này, hoặc nội dung đã đổi chỗ."))


def broken(request: HttpRequest) -> HttpResponse:
    return _answer(request, 500, "unavailable", _("Máy chủ vừa trục trặc. Sổ vẫn còn nguyên."))


@login_not_required
def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _answer(request, 403, "malformed", _("Trang này mở đã lâu. Mời anh/chị mở lại rồi bấm lần nữa."))


def _answer(request: HttpRequest, status: int, word: str, sentence: str) -> HttpResponse:
    if request.path_info.startswith(API):
        return refusal(word)
    return render(request, "error.html", {"sentence": sentence, "bare": True}, status=status)
