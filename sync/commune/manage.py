"""Django's own command line, for those who develop the commune server: makemigrations, shell, check …

    COMMUNE_DIR=demo python -m sync.commune.manage makemigrations
"""

from __future__ import annotations

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sync.commune.config.settings")
    execute_from_command_line(sys.argv)
