"""The reader of logs, on which a test of what is not in them depends."""

from demo import ROOT

from .log import complaints, records

LOG = f"""\
2026-11-21 00:06:30.203+00:00 WARNING (SyncWorker_0) [homeassistant.loader] We found a \
custom integration printer_maintenance which has not been tested by Home Assistant.
2026-11-21 00:06:30.851+00:00 ERROR (MainThread) [haffmpeg.core] FFmpeg fails
Traceback (most recent call last):
  File "{ROOT}/.venv/run/lib/python3.14/site-packages/haffmpeg/core.py", line 130
2026-11-21 00:06:31.000+00:00 INFO (MainThread) \
[custom_components.printer_maintenance] Voron is back
"""
OURS = """\
2026-11-21 00:06:32.000+00:00 WARNING (MainThread) \
[custom_components.printer_maintenance] Voron is not understood
"""
NAMES_US = """\
2026-11-21 00:06:32.000+00:00 ERROR (MainThread) [homeassistant] Error doing job
Traceback (most recent call last):
  File "/config/custom_components/printer_maintenance/store.py", line 1
"""


def test_what_others_say_about_themselves_is_no_complaint() -> None:
    assert complaints(LOG) == []
    assert [record.level for record in records(LOG)] == ["WARNING", "ERROR", "INFO"]


def test_what_we_say_at_warning_is_a_complaint() -> None:
    assert [record.text for record in complaints(LOG + OURS)] == [
        "Voron is not understood\n"
    ]


def test_what_others_say_about_us_is_a_complaint() -> None:
    (record,) = complaints(NAMES_US + LOG)
    assert record.logger == "homeassistant"
    assert record.text.endswith("line 1\n")


def test_what_stands_outside_of_any_record_can_be_a_complaint() -> None:
    (record,) = complaints("ImportError: custom_components.printer_maintenance\n" + LOG)
    assert record.level == "ERROR"
