"""The settings under test: the project's own, made quick and repeatable, whatever the shell around them has set."""

import os

os.environ.update(SECRET_KEY="for tests only, kept nowhere, guards nothing", DEBUG="off", DEMO="off", HTTPS="off")

from returns.settings import *

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Static files come straight from static/: no collectstatic before a test, no manifest.
STATIC_ROOT = None
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True

# How long a print takes is this machine's affair, which may have other work; tests of the limit set one.
PDF_TIMEOUT = 600
