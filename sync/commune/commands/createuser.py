"""``commune createuser``: somebody of the office who may log in."""

from __future__ import annotations

import argparse
import getpass
import os

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from sync.commune.commands.these import this_commune
from sync.commune.errors import PasswordRefused, Unknown
from sync.commune.models import Staff


def run(chosen: argparse.Namespace) -> int:
    commune = this_commune()
    if Staff.objects.filter(username=chosen.name).exists():
        raise Unknown(f"Tên “{chosen.name}” đã có rồi.")
    person = Staff(username=chosen.name, commune=commune)
    try:
        Staff.username_validator(chosen.name)
        password = os.environ.get("COMMUNE_PASSWORD") or getpass.getpass("Mật khẩu: ")
        validate_password(password, person)
    except ValidationError as error:
        raise PasswordRefused(" ".join(error.messages)) from error
    except EOFError as error:
        raise PasswordRefused("Chưa có mật khẩu.") from error
    person.set_password(password)
    person.save()
    print(f"Đã thêm “{chosen.name}”.")
    return 0
