"""What can go wrong with an answer on its way."""

import asyncio
from collections.abc import Callable
from functools import partial
import gzip
import json
from typing import Final
import zlib

from .wire import Exchange, Fault, head

MIB: Final = 1024 * 1024
# Longer than any client of ours waits.
FOREVER: Final = 600.0
LOGIN: Final = b"<!DOCTYPE html><html><form action=/login>Password</form></html>"
_CHUNKED: Final = {"Content-Type": "application/json", "Transfer-Encoding": "chunked"}


# Connections that break.


async def reset_at_once(exchange: Exchange) -> None:
    exchange.reset()


async def close_at_once(exchange: Exchange) -> None:
    """End the connection in good order, without an answer."""


async def reset_in_headers(exchange: Exchange) -> None:
    await exchange.send(b"HTTP/1.1 200 OK\r\nContent-Ty")
    exchange.reset()


async def reset_in_body(exchange: Exchange) -> None:
    await _promise(exchange, len(exchange.body))
    await exchange.send(exchange.body[: len(exchange.body) // 2])
    exchange.reset()


async def close_in_body(exchange: Exchange) -> None:
    await _promise(exchange, len(exchange.body) + 1)
    await exchange.send(exchange.body)


async def close_in_chunk(exchange: Exchange) -> None:
    await exchange.send(head(200, _CHUNKED) + b"ffff\r\n" + exchange.body)


# Answers that do not come to an end.


async def hang_before_headers(exchange: Exchange) -> None:
    await asyncio.sleep(FOREVER)


async def hang_in_headers(exchange: Exchange) -> None:
    await exchange.send(b"HTTP/1.1 200 OK\r\nContent-Type: appl")
    await asyncio.sleep(FOREVER)


async def hang_before_body(exchange: Exchange) -> None:
    await _promise(exchange, len(exchange.body))
    await asyncio.sleep(FOREVER)


async def hang_in_body(exchange: Exchange) -> None:
    await _promise(exchange, len(exchange.body))
    await exchange.send(exchange.body[:-1])
    await asyncio.sleep(FOREVER)


async def drip_headers(exchange: Exchange) -> None:
    await exchange.send(b"HTTP/1.1 200 OK\r\n")
    while True:
        await exchange.send(b"X: ")
        for _ in range(60):
            await exchange.send(b"x")
            await asyncio.sleep(0.01)
        await exchange.send(b"\r\n")


async def drip_body(exchange: Exchange) -> None:
    await _promise(exchange, MIB)
    while True:
        await exchange.send(b" ")
        await asyncio.sleep(0.01)


async def continue_forever(exchange: Exchange) -> None:
    while True:
        await exchange.send(b"HTTP/1.1 100 Continue\r\n\r\n")
        await asyncio.sleep(0.001)


async def endless_headers(exchange: Exchange) -> None:
    await exchange.send(b"HTTP/1.1 200 OK\r\n")
    while True:
        await exchange.send(b"X-More: yes\r\n" * 1000)


async def endless_header(exchange: Exchange) -> None:
    await exchange.send(b"HTTP/1.1 200 OK\r\nX-Long: ")
    while True:
        await exchange.send(b"x" * 65536)


async def endless_body(exchange: Exchange) -> None:
    await exchange.send(b"HTTP/1.1 200 OK\r\n\r\n[")
    while True:
        await exchange.send(b"[0]," * 16384)


async def endless_chunks(exchange: Exchange) -> None:
    await exchange.send(head(200, _CHUNKED))
    while True:
        await exchange.send(b"10000\r\n" + b" " * 65536 + b"\r\n")


# Answers that are too much.


async def ten_megabytes(exchange: Exchange) -> None:
    await exchange.answer(exchange.body + b" " * (10 * MIB))


async def _say(exchange: Exchange, body: bytes) -> None:
    await exchange.answer(body, 200)


async def _say_encoded(exchange: Exchange, body: bytes, encoding: str) -> None:
    headers = {"Content-Encoding": encoding, "Content-Type": "application/json"}
    await exchange.answer(body, 200, headers)


async def gzipped(exchange: Exchange) -> None:
    """Compress though nobody asked for it."""
    await _say_encoded(exchange, gzip.compress(exchange.body), "gzip")


# What is not HTTP, or hardly.


async def _send(exchange: Exchange, raw: bytes) -> None:
    await exchange.send(raw)


async def _head_only(exchange: Exchange, name: str, value: str) -> None:
    await exchange.answer(headers={**exchange.headers, name.replace("_", "-"): value})


async def _promise(exchange: Exchange, length: int) -> None:
    headers = {"Content-Type": "application/json", "Content-Length": str(length)}
    await exchange.send(head(200, headers))


HANGING: Final[dict[str, Fault]] = {
    fault.__name__: fault
    for fault in (
        hang_before_headers,
        hang_in_headers,
        hang_before_body,
        hang_in_body,
        drip_headers,
        drip_body,
        continue_forever,
    )
}
BREAKING: Final[dict[str, Fault]] = {
    fault.__name__: fault
    for fault in (
        reset_at_once,
        close_at_once,
        reset_in_headers,
        reset_in_body,
        close_in_body,
        close_in_chunk,
        gzipped,
    )
}


def _bombs() -> dict[str, bytes]:
    """Return a few kilobytes each that become 64 megabytes."""
    packer = zlib.compressobj(1, wbits=31)
    parts = [packer.compress(b"[" * MIB) for _ in range(64)]
    bomb = b"".join([*parts, packer.flush()])
    return {
        "gzip": bomb,
        "deflate": bomb,
        "gzip, gzip": gzip.compress(bomb),
        "br": bomb,
    }


def _fill(unit: bytes, size: int) -> bytes:
    """Return a JSON list of so many bytes."""
    return b"[" + (unit + b",") * (size // (len(unit) + 1)) + unit + b"]"


def _named(faults: dict[str, bytes], send: Callable[..., object]) -> dict[str, Fault]:
    return {name: partial(send, body=body) for name, body in faults.items()}  # type: ignore[misc]


TOO_MUCH: Final[dict[str, Fault]] = {
    fault.__name__: fault
    for fault in (
        endless_headers,
        endless_header,
        endless_body,
        endless_chunks,
        ten_megabytes,
    )
} | _named(
    {
        "many_dicts": _fill(b"{}", MIB - 8),
        "many_lists": _fill(b"[]", MIB - 8),
        "many_numbers": _fill(b"1", MIB - 8),
        "many_texts": _fill(b'""', MIB - 8),
        "one_text": json.dumps("x" * (MIB - 8)).encode(),
        "one_key": json.dumps({"x" * (MIB - 8): 1}).encode(),
        "one_number": b"1" * (MIB - 8),
        "eight_megabytes_of_dicts": _fill(b"{}", 8 * MIB - 8),
        "deep_lists": b"[" * 500_000 + b"]" * 500_000,
        "deep_dicts": b'{"result":' * 90_000 + b"1" + b"}" * 90_000,
        "as_deep_as_json_goes": b"[" * 1000 + b"]" * 1000,
    },
    _say,
)
BOMBS: Final[dict[str, Fault]] = {
    f"{encoding}_bomb": partial(_say_encoded, body=bomb, encoding=encoding)
    for encoding, bomb in _bombs().items()
}
NO_JSON: Final[dict[str, Fault]] = _named(
    {
        "login_page": LOGIN,
        "nothing": b"",
        "a_space": b" ",
        "null": b"null",
        "not_a_number": b"NaN",
        "infinity": b"[Infinity,-Infinity]",
        "too_large_a_number": b"[1e999]",
        "utf_16": '{"result": {}}'.encode("utf-16"),
        "utf_8_with_a_mark": '{"result": {}}'.encode("utf-8-sig"),
        "latin_1": '{"result": "Düse"}'.encode("latin-1"),
        "no_text": bytes(range(256)),
        "half_a_pair": b'{"result": "\\ud800"}',
        "zeros": b"\0" * 4096,
        "two_answers": b"{}{}",
        "cut_off": b'{"result": {"jobs": [',
        "a_list": b"[]",
        "a_list_of_lists": b"[[],[]]",
        "a_dict": b"{}",
        "a_number": b"5",
        "a_text": b'"ok"',
        "true": b"true",
    },
    _say,
)
NO_HTTP: Final[dict[str, Fault]] = {
    name: partial(_send, raw=raw)
    for name, raw in {
        "ssh": b"SSH-2.0-OpenSSH_9.9\r\n",
        "tls_alert": b"\x15\x03\x01\x00\x02\x02\x46",
        "no_status": b"HTTP/1.1\r\n\r\n",
        "status_text": b"HTTP/1.1 OK 200\r\n\r\n",
        "huge_status": b"HTTP/1.1 99999999999999999999 X\r\n\r\n",
        "negative_status": b"HTTP/1.1 -1 X\r\n\r\n",
        "http_2": b"HTTP/2.0 200 OK\r\n\r\n[]",
        "http_9": b"HTTP/9.9 200 OK\r\nContent-Length: 2\r\n\r\n[]",
        "http_10": b"HTTP/1.0 200 OK\r\n\r\n[]",
        "no_colon": b"HTTP/1.1 200 OK\r\nnonsense\r\n\r\n[]",
        "zero_in_header": b"HTTP/1.1 200 OK\r\nX: \0\r\n\r\n[]",
        "bytes_in_header": b"HTTP/1.1 200 OK\r\nETag: \xff\xfe\r\nX-\xff: 1\r\n\r\n[]",
        "negative_length": b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n[]",
        "huge_length": b"HTTP/1.1 200 OK\r\nContent-Length: "
        + b"9" * 30
        + b"\r\n\r\n[]",
        "two_lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n"
        b"Content-Length: 3\r\n\r\n[]",
        "length_and_chunks": b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n2\r\n[]\r\n0\r\n\r\n",
        "chunk_no_number": head(200, _CHUNKED) + b"zz\r\n[]\r\n0\r\n\r\n",
        "chunk_negative": head(200, _CHUNKED) + b"-2\r\n[]\r\n0\r\n\r\n",
        "chunk_huge": head(200, _CHUNKED) + b"f" * 40 + b"\r\n[]",
        "chunk_no_end": head(200, _CHUNKED) + b"2\r\n[]0\r\n\r\n",
        "switching": b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
        b"Connection: upgrade\r\n\r\nxxx",
    }.items()
}
HEADERS: Final[dict[str, Fault]] = {
    f"header {name}: {value[:20]}": partial(_head_only, name=name, value=value)
    for name, value in (
        ("Content_Type", "text/html; charset=nonsense"),
        ("Content_Type", "\xff\xfe/;;="),
        ("Content_Encoding", "nonsense"),
        ("Set_Cookie", "a=b; Domain=.example; Expires=never; \xff"),
        ("Set_Cookie", "=;" * 1000),
        ("ETag", "\xff\xfe"),
        ("ETag", 'W/"' + "x" * 8000),
        ("Connection", "keep-alive, close, nonsense"),
        ("Link", "<http://127.0.0.1>; rel=x, <<<"),
    )
}
FAULTS: Final[dict[str, Fault]] = {
    **BREAKING,
    **NO_JSON,
    **NO_HTTP,
    **HEADERS,
}
