"""The odometer counts each amount of a job once."""

from hypothesis import given, strategies as st
import pytest

from custom_components.printer_maintenance.maintenance.odometer import (
    JOBS_REMEMBERED,
    Job,
    Odometer,
)
from custom_components.printer_maintenance.maintenance.usage import (
    NOTHING,
    UNKNOWN_MATERIAL,
    Usage,
)


def job(
    key: str = "a", time: float = 0, *, ended: bool = False, material: str = "PLA"
) -> Job:
    """Return a job that extrudes a millimetre a second."""
    return Job(key, Usage(time, time, int(ended and time > 0)), material, ended)


def test_an_open_job_is_in_no_bucket_until_it_ends() -> None:
    odometer = Odometer().fold([job(time=10)])
    assert (odometer.total, odometer.buckets) == (Usage(10, 10), {})
    odometer = odometer.fold([job(time=25, ended=True)])
    assert odometer.buckets == {"PLA": Usage(25, 25, 1)}
    assert odometer.total == Usage(25, 25, 1)


def test_the_material_is_decided_when_the_job_ends() -> None:
    odometer = Odometer().fold([job(time=10, material=UNKNOWN_MATERIAL)])
    assert odometer.by_material() == {UNKNOWN_MATERIAL: Usage(10, 10)}
    odometer = odometer.fold([job(time=10, ended=True, material="ABS")])
    assert odometer.by_material() == {"ABS": Usage(10, 10, 1)}


def test_an_ended_job_may_gain_but_keeps_its_material() -> None:
    odometer = Odometer().fold([job(time=10, ended=True)])
    odometer = odometer.fold([job(time=30, ended=True, material="ABS")])
    assert odometer.buckets == {"PLA": Usage(30, 30, 1)}


def test_an_ended_job_that_goes_on_is_one_print() -> None:
    odometer = Odometer().fold([job(time=10, ended=True)])
    odometer = odometer.fold([job(time=20)]).fold([job(time=30, ended=True)])
    assert odometer.total == Usage(30, 30, 1)


def test_amounts_that_fall_and_negative_ones_take_nothing_away() -> None:
    odometer = Odometer().fold([job(time=10)]).fold([job(time=4)])
    assert odometer.total == Usage(10, 10)
    assert odometer.fold([job("b", -5, ended=True)]).total == Usage(10, 10)


def test_settling_ends_what_is_open() -> None:
    odometer = Odometer().fold([job(time=10), job("b"), job("c", 5, ended=True)])
    settled = odometer.settle()
    assert settled.buckets == {"PLA": Usage(15, 15, 2)}
    assert all(job.ended for job in settled.jobs.values())


def test_old_jobs_are_forgotten_but_not_open_ones() -> None:
    odometer = Odometer().fold([job("open", 5)])
    for number in range(JOBS_REMEMBERED + 10):
        odometer = odometer.fold([job(str(number), 1, ended=True)])
    assert len(odometer.jobs) == JOBS_REMEMBERED + 1
    assert "open" in odometer.jobs
    assert "0" not in odometer.jobs
    assert odometer.total.prints == JOBS_REMEMBERED + 10


def test_many_jobs_at_once_are_remembered_to_be_folded_again() -> None:
    jobs = [job(str(number), 1, ended=True) for number in range(300)]
    odometer = Odometer().fold(jobs)
    assert odometer.fold(jobs).total == odometer.total == Usage(300, 300, 300)


JOBS = st.lists(
    st.builds(
        job,
        key=st.sampled_from("abcde"),
        time=st.integers(-5, 100),
        ended=st.booleans(),
        material=st.sampled_from(["PLA", "ABS", UNKNOWN_MATERIAL]),
    ),
    max_size=12,
)


@given(st.lists(JOBS, max_size=8))
def test_folding_again_or_late_changes_nothing(snapshots: list[list[Job]]) -> None:
    odometer = Odometer()
    for jobs in snapshots:
        before = odometer
        odometer = odometer.fold(jobs)
        assert odometer.fold(jobs).total == odometer.total
        for name, usage in before.buckets.items():
            assert odometer.buckets[name].largest(usage) == odometer.buckets[name]
        assert odometer.total.largest(before.total) == odometer.total
    late = Odometer().fold([job for jobs in snapshots for job in jobs])
    assert late.total == odometer.total
    assert Odometer.from_dict(odometer.as_dict()) == odometer


@pytest.mark.parametrize(
    "damage",
    [
        {},
        {"buckets": {}, "jobs": [{}]},
        {"buckets": {"PLA": {"print_time": "x", "filament": 0, "prints": 0}}},
        {"buckets": {"PLA": {"print_time": float("nan"), "filament": 0, "prints": 0}}},
        {"buckets": {"PLA": {"print_time": 0, "filament": 1e999, "prints": 0}}},
        {"buckets": [], "jobs": []},
    ],
)
def test_a_damaged_record_is_refused(damage: dict[str, object]) -> None:
    with pytest.raises((AttributeError, KeyError, TypeError, ValueError)):
        Odometer.from_dict({"jobs": [], **damage})


def test_usage_adds_and_compares_meter_by_meter() -> None:
    one, other = Usage(1, 20, 3), Usage(10, 2, 3)
    assert one + other == Usage(11, 22, 6)
    assert one - other == Usage(-9, 18, 0)
    assert one.largest(other) == Usage(10, 20, 3)
    assert one.smallest(other) == Usage(1, 2, 3)
    assert (NOTHING.printed, Usage(0, 1).printed, Usage(1, 0).printed) == (
        False,
        True,
        True,
    )
