"""Everything that may fail around a simulated printer."""

from math import inf
from typing import override

from tests.simulators.job import Job
from tests.world.world import OF_HOME_ASSISTANT

from .world_time import TOOLS, VARIANT, PrinterInTime

STARTUP = 2.0
# What happens to a printer, whether it prints or not.
AT_ANY_TIME = (
    "printer disconnected",
    "emergency stop",
    "OctoPrint killed",
    "OctoPrint stopped",
    "OctoPrint upgraded",
    "achievements switched off",
    "achievements switched off and emptied",
    "achievements reset",
    "analysis late",
    "analysis off",
    "clock put forward",
    "clock put back",
    "file deleted",
    "file overwritten",
    "network cut",
    "counters unreadable",
    "another host at the address",
    *OF_HOME_ASSISTANT,
)
# OctoPrint lets nobody do this to a file that it prints: another one was meant.
NOT_IN_A_PRINT = ("file deleted", "file overwritten")
FAULTS = (
    *AT_ANY_TIME,
    *(f"{fault} in a print" for fault in AT_ANY_TIME if fault not in NOT_IN_A_PRINT),
    "achievements switched off while Home Assistant is down",
    "achievements reset while Home Assistant is down",
    "file deleted while Home Assistant is down",
    "file overwritten while Home Assistant is down",
    "OctoPrint killed while Home Assistant is down",
    "Home Assistant down at the end of a job",
    "Home Assistant down at the end of several jobs",
    "paused and resumed",
    "cancelled while printing",
    "cancelled while paused",
    "begun anew at once",
    "begun anew in a pause",
    "the same file again",
    "a print from the card",
    "a file sent to the card",
    "a job started just before a poll",
    "a job started between the answers of a poll",
    "a job ended between the answers of a poll",
    "a job cancelled between the answers of a poll",
    "job: short",
    "job: middle",
    "job: parts/of two/long",
    "job: two tools",
    "job: no filament",
    "job: error",
    "job: error heating",
)


class FaultyPrinter(PrinterInTime):
    """What may happen to the printer, its host, its files and its network."""

    # The printer's failures.

    def disconnect(self, back: float) -> None:
        """Pull the printer's cable, and put it back later."""
        if self._state.is_operational:
            self._note("printer disconnected")
            self._do(self.octoprint.disconnect)
            self._later(back, self._connect)

    def emergency_stop(self, back: float) -> None:
        """Send M112, and connect again later."""
        if self._state.is_operational:
            self._note("emergency stop")
            self._do(self.octoprint.emergency_stop)
            self._later(back, self._connect)

    def _connect(self) -> None:
        if self.octoprint.is_running:
            self.octoprint.connect()

    # The host's failures.

    def kill_octoprint(self, back: float, startup: float) -> None:
        """Kill OctoPrint, and start it later."""
        if self.octoprint.is_running:
            self._note("OctoPrint killed")
            self.octoprint.kill()
            self._later(back, lambda: self._launch(startup))

    def stop_octoprint(self, back: float, startup: float) -> None:
        """Stop OctoPrint in good order, and start it later."""
        if self.octoprint.is_running:
            self._note("OctoPrint stopped")
            self.octoprint.terminate()
            self._later(back, lambda: self._launch(startup))

    def _launch(self, startup: float = STARTUP) -> None:
        if not self.octoprint.is_running:
            self.octoprint.launch(startup)

    def upgrade(self) -> None:
        """Upgrade an OctoPrint 1.11."""
        if self.octoprint.is_running and not self.octoprint.version.is_new:
            self._note("OctoPrint upgraded")
            self.octoprint.upgrade("2.0.0rc7")

    def step_clock(self, seconds: float) -> None:
        """Put the host's clock forward or back."""
        self._note("clock put " + ("forward" if seconds > 0 else "back"))
        self.octoprint.clock.step_wall(seconds)

    # The counters.

    def switch_achievements_off(self, back: float) -> None:
        """Switch the plugin off that counts, and on again later."""
        if self.octoprint.achievements.is_enabled and self.octoprint.is_running:
            self._note("achievements switched off")
            self.octoprint.switch("achievements", is_on=False)
            self._later(back, self._switch_achievements_on)

    def empty_achievements(self, back: float) -> None:
        """Switch the plugin off as if it had never counted."""
        if self.octoprint.achievements.is_enabled and self.octoprint.is_running:
            self._note("achievements switched off and emptied")
            self.octoprint.switch("achievements", is_on=False)
            self.octoprint.achievements.reset()
            self._later(back, self._switch_achievements_on)

    def _switch_achievements_on(self) -> None:
        if self.octoprint.achievements.is_enabled:
            return
        if self._in_a_print or not self.octoprint.is_running:
            self._later(30, self._switch_achievements_on)
        else:
            self.octoprint.switch("achievements", is_on=True)

    def reset_achievements(self) -> None:
        """Lose the file of the plugin that counts."""
        if self.octoprint.achievements.is_enabled and self.octoprint.is_running:
            self._note("achievements reset")
            self.octoprint.terminate()
            self.octoprint.achievements.reset()
            self.octoprint.launch()

    # The files.

    def analyse_late(self, seconds: float) -> None:
        """Let the analysis of a file take longer, or for ever."""
        self._note("analysis off" if seconds == inf else "analysis late")
        self.octoprint.pace.analysis = seconds

    def delete_file(self) -> None:
        """Delete the file that was printed last."""
        if (job := self._idle_file) is not None:
            self._note("file deleted")
            self._do(lambda: self.octoprint.delete(job.filename))

    def overwrite_file(self) -> None:
        """Put other contents in the place of the file that was printed last."""
        if (job := self._idle_file) is not None:
            self._note("file overwritten")
            self._overwrite(Job(job.filename, VARIANT))

    def upload_again(self) -> None:
        """Upload the file that was printed last once more."""
        if (job := self._idle_file) is not None:
            self._overwrite(self.octoprint.storage.files[job.filename].job)

    def _overwrite(self, job: Job) -> None:
        tools = TOOLS.get(job.filename) if job.segments != VARIANT else None
        self._do(lambda: self.octoprint.upload(job, tools=tools))
        self._last_job = job

    @property
    def _idle_file(self) -> Job | None:
        """Return the file that was printed last, if it is there and not in use."""
        job = self._last_job
        if job is None or self._is_card or self._state.is_busy:
            return None
        is_there = job.filename in self.octoprint.storage.files
        return job if is_there and self.octoprint.is_running else None

    # What is between.

    def cut_network(self, back: float) -> None:
        """Cut the network."""
        if self.home is not None:
            self._note("network cut")
            self.home.client.is_cut = True
            self._later(back, self._mend_network)

    def hide_counters(self, back: float) -> None:
        """Spoil the answers about what was counted."""
        if self.home is not None:
            self._note("counters unreadable")
            self.home.client.hides_counters = True
            self._later(back, self._mend_network)

    def swap_host(self, back: float) -> None:
        """Let another printer's OctoPrint answer at the address."""
        if self.home is not None:
            self._note("another host at the address")
            self.home.client.is_swapped = True
            self._later(back, self._mend_network)

    def _mend_network(self) -> None:
        if self.home is not None:
            client = self.home.client
            client.is_cut = client.hides_counters = client.is_swapped = False

    @override
    def _mend(self) -> None:
        self._launch()
        if not self.octoprint.achievements.is_enabled and not self._in_a_print:
            self.octoprint.switch("achievements", is_on=True)
        self.wait(2 * STARTUP)
        self._connect()
        self._mend_network()
        self.octoprint.pace.analysis = min(self.octoprint.pace.analysis, 1.0)
        if not self._in_a_print:
            self.wait(2 * STARTUP)
