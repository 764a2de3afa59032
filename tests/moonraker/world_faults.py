"""Everything that may fail around a simulated printer."""

from math import inf
from typing import override

from tests.world.world import OF_HOME_ASSISTANT

from .world_time import PrinterInTime

STARTUP = 2.0
# What happens to a printer, whether it prints or not.
AT_ANY_TIME = (
    "emergency stop",
    "MCU lost",
    "Klippy killed",
    "Klippy in error",
    "firmware restart",
    "Moonraker killed",
    "Moonraker stopped",
    "Moonraker dropped by Klippy",
    "Moonraker upgraded",
    "power cut",
    "clock put forward",
    "clock put back",
    "history deleted",
    "newest row deleted",
    "network cut",
    "rows unreadable",
    "totals unreadable",
    "another host at the address",
    *OF_HOME_ASSISTANT,
)
FAULTS = (
    *AT_ANY_TIME,
    *(f"{fault} in a print" for fault in AT_ANY_TIME),
    "totals reset",
    "totals reset while Home Assistant is down",
    "history deleted while Home Assistant is down",
    "newest row deleted while Home Assistant is down",
    "Moonraker killed while Home Assistant is down",
    "Moonraker stopped while Home Assistant is down",
    "Home Assistant down at the end of a job",
    "Home Assistant down at the end of several jobs",
    "paused and resumed",
    "cancelled while printing",
    "cancelled while paused",
    "file reset in a print",
    "a paused job dropped for another",
    "the same file again",
    "a row without the file's name",
    "another identity in a print",
    "a job started just before a poll",
    "a job started between the answers of a poll",
    "a job ended between the answers of a poll",
    "a job cancelled between the answers of a poll",
    "job: short",
    "job: two materials",
    "job: no material",
    "job: only retracted",
    "job: unloaded",
    "job: begins anew",
    "job: error",
    "job: error heating",
    "job: error at once",
)


class FaultyPrinter(PrinterInTime):
    """What may happen to the printer, its host, its data and its network."""

    # Klipper's failures.

    def emergency_stop(self, back: float) -> None:
        """Press the button, and restart the firmware later."""
        if self._is_ready:
            self._note("emergency stop")
            self.klipper.emergency_stop()
            self._later(back, self._restart_firmware)

    def lose_mcu(self, back: float) -> None:
        """Cut the power of the micro-controller, which Klipper notices late."""
        if self._is_ready:
            self._note("MCU lost")
            self._later(5, lambda: self.klipper.emergency_stop("Lost MCU 'mcu'"))
            self._later(5 + back / 2, lambda: self._restart_firmware(startup=inf))
            self._later(5 + back, self._restart_firmware)

    def kill_klippy(self, back: float, startup: float) -> None:
        """Kill Klipper's host process; it is started later, and takes its time."""
        if self.is_powered and self.klipper.is_running:
            self._note("Klippy killed")
            self.klipper.kill()
            self._later(back, lambda: self._launch_klippy(startup))

    def misconfigure(self, back: float) -> None:
        """Restart Klipper with an error in its configuration, and mend it later."""
        if self._is_ready:
            self._note("Klippy in error")
            self.klipper.kill()
            self.klipper.launch(error="Option 'x' is not valid")
            self._later(back, self._restart_firmware)

    def restart_firmware(self) -> None:
        """Restart the firmware of a printer that works."""
        if self._is_ready:
            self._note("firmware restart")
            self.klipper.kill()
            self._later(1, lambda: self._launch_klippy(STARTUP))

    def _restart_firmware(self, startup: float = STARTUP) -> None:
        if (
            self.is_powered
            and self.klipper.is_running
            and self.klipper.state != "ready"
        ):
            self.klipper.kill()
            self._later(1, lambda: self._launch_klippy(startup))

    def _launch_klippy(self, startup: float) -> None:
        if self.is_powered and not self.klipper.is_running:
            self.klipper.launch(startup)

    # The host's failures.

    def kill_moonraker(self, back: float) -> None:
        """Kill Moonraker, and start it later."""
        if self.moonraker.is_running:
            self._note("Moonraker killed")
            self.moonraker.kill()
            self._later(back, self._launch_moonraker)

    def stop_moonraker(self, back: float) -> None:
        """Stop Moonraker in good order, and start it later."""
        if self.moonraker.is_running:
            self._note("Moonraker stopped")
            self.moonraker.terminate()
            self._later(back, self._launch_moonraker)

    def drop_moonraker(self) -> None:
        """Let Klippy drop a Moonraker that was too slow, and take it back."""
        if self._is_ready and self.moonraker.is_running:
            self._note("Moonraker dropped by Klippy")
            self.moonraker.lose_klippy()

    def upgrade(self) -> None:
        """Upgrade an old Moonraker."""
        if self.moonraker.is_running and self.moonraker.version == "0.8.0":
            self._note("Moonraker upgraded")
            self.moonraker.upgrade("0.11.0")

    def _launch_moonraker(self) -> None:
        if self.is_powered and not self.moonraker.is_running:
            self.moonraker.launch()

    def cut_power(self, back: float, startup: float) -> None:
        """Cut the power of the whole printer."""
        if self.is_powered:
            self._note("power cut")
            self.printer.power_off()
            self.is_powered = False
            self._later(back, lambda: self._restore_power(startup))

    def _restore_power(self, startup: float) -> None:
        if not self.is_powered:
            self.is_powered = True
            self.printer.power_on(startup)

    def step_clock(self, seconds: float) -> None:
        """Put the host's clock forward or back."""
        self._note("clock put " + ("forward" if seconds > 0 else "back"))
        self.printer.clock.step_wall(seconds)

    # The user, in Moonraker.

    def reset_totals(self) -> None:
        """Reset the totals, which Moonraker refuses in a print."""
        if self.moonraker.is_running and self.moonraker.reset_totals():
            self._note("totals reset")

    def delete_history(self) -> None:
        """Delete all rows."""
        if self._may_delete and self.moonraker.database.rows:
            self._note("history deleted")
            self.moonraker.delete("all=true")

    def delete_newest(self) -> None:
        """Delete the newest row."""
        if self._may_delete:
            jobs = self.moonraker.answer("GET", "/server/history/list?limit=1").result
            for job in jobs["jobs"]:
                self._note("newest row deleted")
                self.moonraker.delete(f"uid={job['job_id']}")

    @property
    def _may_delete(self) -> bool:
        """Leave out what makes Moonraker 0.8 hide a row until it is restarted."""
        is_old = self.moonraker.version == "0.8.0"
        return self.moonraker.is_running and not (is_old and self.moonraker.is_open)

    # What is between.

    def cut_network(self, back: float) -> None:
        """Cut the network."""
        if self.home is not None:
            self._note("network cut")
            self.home.client.is_cut = True
            self._later(back, self._mend_network)

    def hide_rows(self, back: float) -> None:
        """Spoil the answers about rows."""
        if self.home is not None:
            self._note("rows unreadable")
            self.home.client.hides_rows = True
            self._later(back, self._mend_network)

    def hide_totals(self, back: float) -> None:
        """Spoil the answers about totals."""
        if self.home is not None:
            self._note("totals unreadable")
            self.home.client.hides_totals = True
            self._later(back, self._mend_network)

    def swap_host(self, back: float) -> None:
        """Let another printer's Moonraker answer at the address."""
        # Moonraker 0.8 does not tell who it is, so nobody could notice another one.
        if self.home is not None and self.home.identity is not None:
            self._note("another host at the address")
            self.home.client.is_swapped = True
            self._later(back, self._mend_network)

    def _mend_network(self) -> None:
        if self.home is not None:
            client = self.home.client
            client.is_swapped = False
            client.is_cut = client.hides_rows = client.hides_totals = False

    @override
    def _mend(self) -> None:
        self._restore_power(STARTUP)
        self._launch_moonraker()
        self._launch_klippy(STARTUP)
        self._restart_firmware()
        self._mend_network()
