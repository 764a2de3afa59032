"""What is counted while Home Assistant or the network is away."""

import pytest

from custom_components.printer_maintenance.maintenance.usage import Usage
from tests.world.watcher import watch

from .printing import JOB, WHOLE, ManualPrinter, jobs, with_each_moonraker
from .watcher import Watcher

pytestmark = with_each_moonraker


def test_home_assistant_is_restarted_in_a_print(
    printer: ManualPrinter, watcher: Watcher
) -> None:
    printer.klipper.start(JOB)
    watch(watcher, printer, 600)
    watcher.restart()
    watch(watcher, printer, 600)
    assert watcher.usage == Usage(1140, 1140, 0)
    watch(watcher, printer, 3600)
    assert watcher.usage == WHOLE


def test_home_assistant_is_killed_in_a_print(
    printer: ManualPrinter, watcher: Watcher
) -> None:
    watcher.save()
    printer.klipper.start(JOB)
    watch(watcher, printer, 600)
    watcher.crash()
    watch(watcher, printer, 4000)
    assert watcher.usage == WHOLE


def test_home_assistant_is_down_at_the_end_of_a_print(
    printer: ManualPrinter, watcher: Watcher
) -> None:
    printer.klipper.start(JOB)
    watch(watcher, printer, 600)
    printer.clock.advance(86400)
    watcher.restart()
    watcher.poll()
    assert watcher.usage == WHOLE


@pytest.mark.parametrize("count", [1, 3, 60, 130])
def test_home_assistant_is_down_across_several_prints(
    printer: ManualPrinter, watcher: Watcher, count: int
) -> None:
    for _ in range(count):
        printer.klipper.start(JOB)
        printer.clock.advance(4000)
    watcher.restart()
    watcher.poll()
    assert watcher.usage == jobs(count)
    watcher.poll()
    assert watcher.usage == jobs(count)


def test_home_assistant_is_down_for_a_month(
    printer: ManualPrinter, watcher: Watcher
) -> None:
    printer.klipper.start(JOB)
    watch(watcher, printer, 660)
    watcher.save()
    for _ in range(30):
        for _ in range(4):
            printer.clock.advance(4000)
            printer.klipper.start(JOB)
        printer.clock.advance(4000)
        printer.power_off()
        printer.clock.advance(66400)
        printer.power_on()
    watcher.crash()
    watch(watcher, printer, 180)
    assert watcher.usage == jobs(121)


def test_the_network_is_cut_in_a_print(
    printer: ManualPrinter, watcher: Watcher
) -> None:
    printer.klipper.start(JOB)
    watch(watcher, printer, 600)
    watcher.client.is_cut = True
    watch(watcher, printer, 1200)
    assert watcher.usage == Usage(540, 540, 0)
    watcher.client.is_cut = False
    watch(watcher, printer, 60)
    assert watcher.usage == Usage(1800, 1800, 0)
    watch(watcher, printer, 3000)
    assert watcher.usage == WHOLE


def test_the_network_is_cut_across_the_end_of_a_print(
    printer: ManualPrinter, watcher: Watcher
) -> None:
    printer.klipper.start(JOB)
    watch(watcher, printer, 660)
    watcher.client.is_cut = True
    watch(watcher, printer, 4000)
    assert watcher.usage == Usage(600, 600, 0)
    watcher.client.is_cut = False
    watcher.poll()
    assert watcher.usage == WHOLE


def test_the_network_is_cut_across_several_prints(
    printer: ManualPrinter, watcher: Watcher
) -> None:
    printer.klipper.start(JOB)
    watch(watcher, printer, 660)
    watcher.client.is_cut = True
    for _ in range(2):
        watch(watcher, printer, 4000)
        printer.klipper.start(JOB)
    watch(watcher, printer, 1860)
    watcher.client.is_cut = False
    watcher.poll()
    assert watcher.usage == Usage(2 * 3600 + 1800, 2 * 3600 + 1800, 2)
    watch(watcher, printer, 2000)
    assert watcher.usage == jobs(3)


def test_the_network_drops_every_other_poll(
    printer: ManualPrinter, watcher: Watcher
) -> None:
    for _ in range(2):
        printer.klipper.start(JOB)
        for _ in range(62):
            watcher.client.is_cut = not watcher.client.is_cut
            watch(watcher, printer, 60)
    assert watcher.usage == jobs(2)
