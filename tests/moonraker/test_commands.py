"""Klipper is told to run G-code, and may refuse it, or take its time."""

import asyncio

import pytest

from custom_components.printer_maintenance.hosts.base import (
    HostAbsent,
    HostRefused,
    HostUnauthorized,
    HostUnexpectedAnswer,
    HostUnreachable,
)
from custom_components.printer_maintenance.hosts.moonraker import MoonrakerHost
from tests.simulators import Job, ManualClock, MoonrakerServer, Printer, extrude

JOB = Job("a.gcode", (extrude(100, 50),), "PLA")
type ManualPrinter = Printer[ManualClock]


async def test_idle(host: MoonrakerHost, printer: ManualPrinter) -> None:
    klipper, clock = printer.klipper, printer.clock
    assert await host.is_idle()
    klipper.start(JOB)
    assert not await host.is_idle()
    klipper.pause()
    assert not await host.is_idle()
    klipper.resume()
    clock.advance(200)
    assert await host.is_idle()
    klipper.start(JOB)
    klipper.cancel()
    assert await host.is_idle()
    klipper.is_moving = True
    assert not await host.is_idle()
    klipper.is_moving = False
    klipper.emergency_stop()
    assert not await host.is_idle()
    klipper.kill()
    assert not await host.is_idle()
    klipper.launch()
    assert await host.is_idle()


@pytest.mark.parametrize("body", [[], {}, {"result": {"status": {"webhooks": 5}}}])
async def test_what_is_not_understood_is_not_idle(
    host: MoonrakerHost, server: MoonrakerServer, body: object
) -> None:
    server.answer_next(200, body)
    assert not await host.is_idle()


async def test_it_runs(host: MoonrakerHost, printer: ManualPrinter) -> None:
    await host.run(["M117 Oil me", "M84"], 5)
    assert printer.klipper.scripts == ["M117 Oil me\nM84"]
    assert printer.klipper.display == "Oil me"


async def test_it_is_refused(host: MoonrakerHost, printer: ManualPrinter) -> None:
    with pytest.raises(HostRefused, match="Must home axis first"):
        await host.run(["G1 Z10"], 5)
    printer.klipper.kill()
    with pytest.raises(HostAbsent, match="Klippy Host not connected"):
        await host.run(["M84"], 5)
    assert printer.klipper.scripts == []


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (400, [], HostRefused),
        (400, {"error": {"message": 5}}, HostRefused),
        (401, {}, HostUnauthorized),
        (504, b"<html>", HostUnreachable),
        (500, b"<html>", HostUnexpectedAnswer),
        # It was taken, and then Klipper was gone.
        (503, {"error": {"message": "503 Klippy Disconnected"}}, HostUnexpectedAnswer),
        (301, b"", HostUnexpectedAnswer),
        (200, b"<html>", HostUnexpectedAnswer),
    ],
)
async def test_other_answers(
    host: MoonrakerHost,
    server: MoonrakerServer,
    status: int,
    body: object,
    error: type[Exception],
) -> None:
    server.answer_next(status, body)
    with pytest.raises(error, match=str(status) if status != 200 else "JSON"):
        await host.run(["M84"], 5)


async def test_silence_is_no_absence(
    host: MoonrakerHost, server: MoonrakerServer
) -> None:
    """What is taken and not answered may run; what nobody takes does not."""
    server.hang("/printer/gcode/script")
    async with asyncio.timeout(5):
        with pytest.raises(HostUnreachable) as silence:
            await host.run(["M84"], 0.05)
    assert not isinstance(silence.value, HostAbsent)
    assert await host.is_idle()
    server.release()


async def test_nobody_is_there(host: MoonrakerHost, server: MoonrakerServer) -> None:
    await server.stop()
    with pytest.raises(HostAbsent):
        await host.run(["M84"], 5)
