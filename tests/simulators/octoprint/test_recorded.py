"""The simulator answers as the real programs did, state by state."""

import pytest

from . import ADMIN_KEY, manual_octoprint
from .recordings import Recording, recordings, shape
from .scenarios import SCENARIOS, SPECIAL, Printer
from .scenarios_app_keys import STEPS


def drive(printer: Printer, recording: Recording) -> dict[str, str]:
    """Bring the simulator there; return what stands for the placeholders."""
    if recording.state == "31_appkeys":
        return STEPS[recording.endpoint](printer)
    place = (recording.state, recording.endpoint)
    SPECIAL.get(place, SCENARIOS[recording.state])(printer)
    known = printer.answer(
        "GET", "/api/files?recursive=true", None, {"X-Api-Key": ADMIN_KEY}
    )
    return {"ETag": known.headers["ETag"]}


@pytest.mark.parametrize("recording", recordings(), ids=str)
def test_the_simulator_answers_as_recorded(recording: Recording) -> None:
    printer = manual_octoprint(version=recording.version, is_connected=False)
    values = drive(printer, recording)

    reply = printer.answer(**recording.filled(values))

    assert reply.status == recording.reply.status
    assert shape(reply.body) == shape(recording.reply.body)
    assert set(recording.reply.headers) <= set(reply.headers)


def test_no_recording_is_left_out() -> None:
    recorded = {(record.version, record.state) for record in recordings()}
    assert {state for _, state in recorded} == set(SCENARIOS)
    endpoints = {
        record.endpoint for record in recordings() if record.state == "31_appkeys"
    }
    assert endpoints == set(STEPS)
