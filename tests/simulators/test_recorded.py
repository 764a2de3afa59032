"""The simulator answers as the real programs did, state by state."""

import pytest

from . import manual_printer
from .recordings import Recording, recordings, shape
from .states import SCENARIOS, SCENARIOS_OLD


@pytest.mark.parametrize("recording", recordings(), ids=str)
def test_the_simulator_answers_as_recorded(recording: Recording) -> None:
    printer = manual_printer(version=recording.version, tick=0.25)
    printer.clock.advance(0.07)
    scenarios = SCENARIOS if recording.version == "0.11.0" else SCENARIOS_OLD
    scenarios[recording.state](printer)

    answer = printer.moonraker.answer(**recording.request)

    assert answer.status == recording.status
    assert shape(answer.body) == shape(recording.body)


def test_no_recording_is_left_out() -> None:
    states = {(record.version, record.state) for record in recordings()}
    assert states == {("0.11.0", state) for state in SCENARIOS} | {
        ("0.8.0", state) for state in SCENARIOS_OLD
    }
