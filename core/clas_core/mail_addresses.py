"""Addresses that a mail can be sent to: one rule for whatever asks for one and for what sends."""

import re

from clas_core.limits import LONGEST_EMAIL

NOT_AN_ADDRESS = "Une adresse de courriel est attendue."
ACCENTED = "Une adresse de courriel s'écrit sans accent ni caractère spécial avant le « @ »."

_SENDABLE = re.compile(
    r"[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*@[a-z0-9_-]+(\.[a-z0-9_-]+)*", re.ASCII | re.IGNORECASE
)
"""An address that needs no quotes."""


def sent_address(text: str) -> str:
    """Return an address as it stands in a mail, its domain in plain letters. Raises `ValueError` where it cannot."""
    local, _, domain = text.rpartition("@")
    if not local.isascii():
        raise ValueError(ACCENTED)
    try:
        address = f"{local}@{domain if domain.isascii() else domain.encode('idna').decode()}"
    except UnicodeError:
        address = ""
    # A reader might decode what looks like an encoded word, and write to somebody else.
    if "=?" in address or len(address) > LONGEST_EMAIL or not _SENDABLE.fullmatch(address):
        raise ValueError(NOT_AN_ADDRESS)
    return address


def address_fault(text: str) -> str:
    """Return what keeps a mail from being sent to an address, as a sentence; nothing when it may go."""
    try:
        sent_address(text)
    except ValueError as error:
        return str(error)
    return ""
