"""Errors of the commune's commands: one Vietnamese sentence for people, one stable code for logs and docs.

CommuneError                    anything below
├── FolderUnusable     C1       DIR or a key in it cannot be read or written: look at the disk, restore a copy
├── Unknown            C2       no such site, no commune in DIR yet, a name already taken: correct the command
├── PictureMissing     C3       a badge picture is not among the assets: the installation is incomplete
├── AddressRefused     C4       the port is taken, or plain HTTP would leave this machine
├── PasswordRefused    C5       empty, too short or too common: choose another
├── DatabaseUnusable   C6       the database is not as durable as it must be, damaged, or not to be reached
├── PacksRefused       C7       not a whole, current repository of lesson packs: copy the publishers' again
├── OptionRefused      C8       an option of the command line is out of range: correct it
└── ExportUnusable     C12    what a kiosk wrote onto a stick was not taken in whole, or its receipt not written
"""

from __future__ import annotations


class CommuneError(Exception):
    """Root of the tree. ``str(error)`` is a Vietnamese sentence without personal facts."""

    code = "C0"


class FolderUnusable(CommuneError):
    code = "C1"


class Unknown(CommuneError):
    code = "C2"


class PictureMissing(CommuneError):
    code = "C3"


class AddressRefused(CommuneError):
    code = "C4"


class PasswordRefused(CommuneError):
    code = "C5"


class DatabaseUnusable(CommuneError):
    code = "C6"


class PacksRefused(CommuneError):
    code = "C7"


class OptionRefused(CommuneError):
    code = "C8"


class ExportUnusable(CommuneError):
    code = "C12"
