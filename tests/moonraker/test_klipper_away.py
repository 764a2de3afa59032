"""What is counted when Klipper stops, dies, starts or can not start."""

import math

from custom_components.printer_maintenance.maintenance.usage import Usage
from tests.world.watcher import watch

from .printing import JOB, WHOLE, ManualPrinter, with_each_moonraker
from .watcher import Watcher

pytestmark = with_each_moonraker


def test_an_emergency_stop_in_a_print(printer: ManualPrinter, watcher: Watcher) -> None:
    printer.klipper.start(JOB)
    watch(watcher, printer, 630)
    printer.klipper.emergency_stop()
    watch(watcher, printer, 3600)
    assert watcher.usage == Usage(570, 570, 1)
    printer.klipper.firmware_restart()
    watch(watcher, printer, 120)
    assert watcher.usage == Usage(570, 570, 1)


def test_the_micro_controller_loses_its_power(
    printer: ManualPrinter, watcher: Watcher
) -> None:
    printer.klipper.start(JOB)
    watch(watcher, printer, 630)
    # Klipper notices it five seconds later, and books them.
    printer.clock.advance(5)
    printer.klipper.emergency_stop("Lost communication with MCU 'mcu'")
    watch(watcher, printer, 3600)
    assert watcher.usage == Usage(575, 575, 1)
    printer.klipper.kill()
    printer.klipper.launch(startup=math.inf)
    watch(watcher, printer, 3600)
    assert watcher.usage == Usage(575, 575, 1)
    printer.klipper.become_ready()
    printer.klipper.start(JOB)
    watch(watcher, printer, 4000)
    assert watcher.usage == Usage(4175, 4175, 2)


def test_klippy_is_down(printer: ManualPrinter, watcher: Watcher) -> None:
    printer.klipper.start(JOB)
    watch(watcher, printer, 630)
    printer.klipper.kill()
    watch(watcher, printer, 600)
    # Moonraker may have lost no more than its connection to Klipper.
    assert watcher.usage == Usage(570, 570, 0)
    printer.klipper.launch()
    watch(watcher, printer, 60)
    assert watcher.usage == Usage(570, 570, 1)
    printer.klipper.start(JOB)
    watch(watcher, printer, 4000)
    assert watcher.usage == Usage(4170, 4170, 2)


def test_klippy_is_starting(printer: ManualPrinter, watcher: Watcher) -> None:
    printer.klipper.start(JOB)
    watch(watcher, printer, 630)
    printer.klipper.kill()
    printer.klipper.launch(startup=600)
    watch(watcher, printer, 300)
    assert watcher.usage == Usage(570, 570, 1)
    watch(watcher, printer, 600)
    printer.klipper.start(JOB)
    watch(watcher, printer, 4000)
    assert watcher.usage == Usage(4170, 4170, 2)


def test_klippy_is_in_error(printer: ManualPrinter, watcher: Watcher) -> None:
    printer.klipper.start(JOB)
    watch(watcher, printer, 630)
    printer.klipper.kill()
    printer.klipper.launch(error="Option 'x' is not valid")
    watch(watcher, printer, 600)
    assert watcher.usage == Usage(570, 570, 1)
    printer.klipper.kill()
    printer.klipper.launch()
    printer.klipper.start(JOB)
    watch(watcher, printer, 4000)
    assert watcher.usage == Usage(4170, 4170, 2)


def test_klippy_is_never_ready(printer: ManualPrinter, watcher: Watcher) -> None:
    printer.klipper.start(JOB)
    watch(watcher, printer, 4000)
    for error in (None, "Option 'x' is not valid"):
        printer.klipper.kill()
        printer.klipper.launch(startup=math.inf, error=error)
        watcher.restart()
        watch(watcher, printer, 600)
        assert watcher.usage == WHOLE
