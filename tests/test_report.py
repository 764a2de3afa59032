"""What the actions answer: reports on a fleet."""

from freezegun.api import FrozenDateTimeFactory
from homeassistant.auth.models import User
from homeassistant.core import Context, HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
from syrupy.assertion import SnapshotAssertion

from .actions import RAILS, act, ask, button
from .common import DAY, coordinator, entity_id_of, printed
from .simulators import ManualClock, MoonrakerServer, Printer

pytestmark = pytest.mark.usefixtures("two_items")


async def test_the_items_of_a_fleet(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    other: MockConfigEntry,
    snapshot: SnapshotAssertion,
    freezer: FrozenDateTimeFactory,
) -> None:
    rails = button(hass, entry)
    await act(hass, "set_used", entity_id=rails, print_time=11)
    await act(hass, "snooze", entity_id=rails, **{"for": {"days": 1}})
    await act(hass, "complete", entity_id=button(hass, other))
    rows = await ask(hass, "get_items")
    devices = [coordinator(printer).device.id for printer in (entry, entry, other)]
    assert [row.pop("device_id") for row in rows] == devices
    assert rows == snapshot
    due = entity_id_of(hass, entry, f"{RAILS}_due", "binary_sensor")
    (row,) = await ask(hass, "get_items", entity_id=rails)
    assert (row["item"], row["entity_id"]) == ("Grease the rails", due)


async def test_what_is_not_known_comes_last(
    hass: HomeAssistant, entry: MockConfigEntry, server: MoonrakerServer
) -> None:
    await server.stop()
    record = coordinator(entry).record
    record.histories.pop(RAILS)
    await coordinator(entry).async_refresh()
    rows = await ask(hass, "get_items")
    assert [row["item"] for row in rows] == ["Filter", "Grease the rails"]
    assert rows[1]["life_remaining"] is None
    assert [row["item"] for row in await ask(hass, "get_history")] == ["Filter"]


async def test_the_history_of_a_fleet(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    other: MockConfigEntry,
    printer: Printer[ManualClock],
    snapshot: SnapshotAssertion,
    freezer: FrozenDateTimeFactory,
    hass_admin_user: User,
) -> None:
    gone = MockUser(name="Bob").add_to_hass(hass)
    gone.mock_policy({"entities": True})
    freezer.tick(DAY)
    context = Context(user_id=hass_admin_user.id)
    note = "New **PTFE** grease"
    rails = button(hass, entry)
    await act(hass, "complete", entity_id=rails, note=note, context=context)
    freezer.tick(DAY)
    ender = button(hass, other)
    await act(hass, "skip", entity_id=ender, context=Context(user_id=gone.id))
    await act(hass, "set_used", entity_id=rails, prints=7)
    await hass.auth.async_remove_user(gone)
    printed(printer)
    await coordinator(entry).async_refresh()
    freezer.tick(DAY)
    await act(hass, "complete", device_id=coordinator(entry).device.id)
    rows = await ask(hass, "get_history")
    users = {hass_admin_user.id: "admin", gone.id: "gone", None: None}
    devices = [coordinator(printer).device.id for printer in (entry, other)]
    for row in rows:
        row["user_id"] = users[row["user_id"]]
        assert row.pop("device_id") == devices[row["printer"] != entry.title]
    assert rows == snapshot
    of_rails = await ask(hass, "get_history", entity_id=rails)
    assert [row["kind"] for row in of_rails] == ["done", "done", "start"]
