"""Addresses as people type them."""

from ipaddress import IPv6Address
import re

from yarl import URL

_HOST = re.compile(r"[\w.:%-]+", re.ASCII)


def parse_url(text: str) -> URL:
    """Return what a text means as a URL; raises ValueError."""
    try:
        return URL(text)
    except IndexError as err:  # yarl stumbles over brackets around nothing
        raise ValueError("no URL") from err


def complete_url(text: str, port: int) -> str:
    """Return the base URL that is meant; the port is for a bare host name.

    A path is kept, for hosts that share an address. Raises ValueError.
    """
    text = _bracketed(text.strip())
    bare = "://" not in text
    url = parse_url(f"http://{text}" if bare else text)
    if url.scheme not in ("http", "https"):
        raise ValueError("neither http nor https")
    if not url.raw_host or not _HOST.fullmatch(url.raw_host):
        raise ValueError("no host")
    if url.user is not None or url.password is not None:
        raise ValueError("a password in the URL")
    if bare and url.explicit_port is None:
        url = url.with_port(port)
    return str(url.with_path(url.path)).rstrip("/")


def _bracketed(text: str) -> str:
    """Put the brackets around an IPv6 address that a URL needs."""
    try:
        return f"[{IPv6Address(text)}]"
    except ValueError:
        return text
