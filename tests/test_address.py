"""Addresses as people type them."""

import pytest

from custom_components.printer_maintenance.hosts.url import complete_url


@pytest.mark.parametrize(
    ("text", "url"),
    [
        # A bare name or address gets Moonraker's port, unless it brings its own.
        ("voron.local", "http://voron.local:7125"),
        ("  VORON.local\n", "http://voron.local:7125"),
        ("192.168.1.20", "http://192.168.1.20:7125"),
        ("192.168.1.20:7126", "http://192.168.1.20:7126"),
        ("voron:80", "http://voron"),
        ("voron:", "http://voron:7125"),
        ("[fd00::1]", "http://[fd00::1]:7125"),
        ("fd00::1", "http://[fd00::1]:7125"),
        ("[fd00::1]:7126", "http://[fd00::1]:7126"),
        ("drücker.local", "http://xn--drcker-4ya.local:7125"),
        # A path is kept, for hosts that share an address.
        ("farm.local/printer2", "http://farm.local:7125/printer2"),
        ("https://farm.example/printer2/", "https://farm.example/printer2"),
        ("https://farm.example/a/b//", "https://farm.example/a/b"),
        # A complete URL is taken as it is, but for what a browser adds to it.
        ("http://voron.local", "http://voron.local"),
        ("HTTP://voron.local:7125/", "http://voron.local:7125"),
        ("https://voron.local:443", "https://voron.local"),
        ("http://[fd00::1]:7125", "http://[fd00::1]:7125"),
        ("http://voron/#/dashboard", "http://voron"),
        ("voron#top", "http://voron:7125"),
        ("http://voron/?theme=dark", "http://voron"),
    ],
)
def test_what_is_meant(text: str, url: str) -> None:
    assert complete_url(text, 7125) == url
    assert complete_url(url, 7125) == url


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("ftp://voron", "neither http nor https"),
        ("file:///etc/passwd", "neither http nor https"),
        ("http://", "no host"),
        ("http:///printer2", "no host"),
        ("", "no host"),
        ("   ", "no host"),
        ("//voron", "no host"),
        ("my printer", "no host"),
        ("voron;rm", "no host"),
        ("[]@", "no URL"),
        ("http://[]@/x", "no URL"),
        # A password would end up in logs and in the device's link.
        ("me@voron", "a password in the URL"),
        ("http://me:secret@voron", "a password in the URL"),
        ("http://:secret@voron", "a password in the URL"),
    ],
)
def test_why_it_is_no_address(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=f"^{reason}$"):
        complete_url(text, 7125)


@pytest.mark.parametrize(
    "text",
    [
        "://voron",
        "javascript:alert(1)",
        "voron\\x",
        "voron:port",
        "http://voron:99999",
        "http://[fd00::1",
    ],
)
def test_what_is_no_address(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        complete_url(text, 7125)
