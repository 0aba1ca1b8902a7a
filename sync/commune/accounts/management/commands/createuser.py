"""``commune createuser``: somebody of the office who may log in."""

from __future__ import annotations

import argparse
import getpass
import os
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from sync.commune.accounts.models import Staff
from sync.commune.base_command import CommuneCommand
from sync.commune.errors import PasswordRefused, Unknown
from sync.commune.tenancy.current import current_commune


class Command(CommuneCommand):
    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--name", required=True, help="tên đăng nhập; mật khẩu hỏi sau, hoặc lấy ở COMMUNE_PASSWORD")

    def handle(self, *args: Any, name: str, **options: Any) -> None:
        """Raises Unknown for a name that is taken, PasswordRefused."""
        if Staff.objects.filter(username=name).exists():
            raise Unknown(f"Tên “{name}” đã có rồi.")
        staff = Staff(username=name, commune=current_commune())
        staff.set_password(_password(staff))
        staff.save()
        self.stdout.write(f"Đã thêm “{name}”.")


def _password(staff: Staff) -> str:
    """A password good enough for ``staff``. Raises PasswordRefused, for a name that cannot be one too."""
    try:
        Staff.username_validator(staff.username)
        password = os.environ.get("COMMUNE_PASSWORD") or getpass.getpass("Mật khẩu: ")
        validate_password(password, staff)
    except ValidationError as error:
        raise PasswordRefused(" ".join(error.messages)) from error
    except EOFError as error:
        raise PasswordRefused("Chưa có mật khẩu.") from error
    return password
