"""The second factor of a login: a code from an authenticator, or one of the spare codes written down beforehand."""

from base64 import b32encode
from binascii import unhexlify

import segno
from django.contrib.auth.models import User
from django.db import transaction
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from returns import audit

SPARE_CODES = 8
DIGITS = 6


def is_set_up(person: User) -> bool:
    """Whether a code is asked for when this person logs in."""
    return TOTPDevice.objects.filter(user=person, confirmed=True).exists()


def matches(person: User, code: str) -> bool:
    """Whether a code is the one of now, or a spare one; each works once, and after wrong ones only after a while."""
    code = _plain(code)
    # One kind alone is asked: to the other every right code would be a wrong one, and bar it for longer and longer.
    kind = TOTPDevice if len(code) == DIGITS and code.isascii() and code.isdecimal() else StaticDevice
    with transaction.atomic():
        device = kind.objects.select_for_update().filter(user=person, confirmed=True).first()
        return device is not None and device.verify_token(code)


def _plain(code: str) -> str:
    return "".join(code.split()).lower()


def spare_left(person: User) -> int:
    """How many of their spare codes are not used up."""
    return StaticToken.objects.filter(device__user=person).count()


def waiting(person: User) -> TOTPDevice:
    """The device that is being set up: made once, kept until it is confirmed."""
    device, _is_new = TOTPDevice.objects.get_or_create(user=person, confirmed=False, defaults={"name": "authenticator"})
    return device


def secret(device: TOTPDevice) -> str:
    """The secret, to be typed where no camera is at hand."""
    text = b32encode(unhexlify(device.key.encode())).decode().rstrip("=")
    return " ".join(text[place : place + 4] for place in range(0, len(text), 4))


def picture(device: TOTPDevice) -> str:
    """The same as a QR code, as an address of its own that an image shows."""
    return str(segno.make(device.config_url, error="m").svg_data_uri(scale=5, border=4, light="white"))


@transaction.atomic
def confirm(person: User, code: str) -> list[str] | None:
    """Set the second factor up if the code is right; gives the spare codes, or None."""
    device = waiting(person)
    if not device.verify_token(_plain(code)):
        return None
    TOTPDevice.objects.filter(user=person, confirmed=True).delete()
    StaticDevice.objects.filter(user=person).delete()
    device.confirmed = True
    device.save()
    spare = StaticDevice.objects.create(user=person, name="spare codes")
    codes = [StaticToken.random_token() for _number in range(SPARE_CODES)]
    for each in codes:
        spare.token_set.create(token=each)
    audit.record(audit.Action.PERMISSION, person, what=f"{person.get_username()}: second factor", new="on")
    return codes


@transaction.atomic
def remove(person: User) -> None:
    """Log in by password alone from now on."""
    TOTPDevice.objects.filter(user=person).delete()
    StaticDevice.objects.filter(user=person).delete()
    audit.record(audit.Action.PERMISSION, what=f"{person.get_username()}: second factor", old="on")
