#!/usr/bin/env python
"""Django's command line, with the program's own version."""

import os
import sys

from django import get_version
from django.core.management import execute_from_command_line

from returns import __version__

if __name__ == "__main__":
    if sys.argv[1:] == ["--version"]:
        sys.stdout.write(f"Monthly Return {__version__} (Django {get_version()})\n")
        sys.exit()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "returns.settings")
    execute_from_command_line(sys.argv)
