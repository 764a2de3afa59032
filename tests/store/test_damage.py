"""A record of which a bit or the rest is wrong, wherever that is."""

from collections.abc import Iterator
import random

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.printer_maintenance.store import PrinterRecord, PrinterStore
from tests.common import coordinator, counted, poll, set_up
from tests.record import RecordFile

from .seen import histories, ours

REGIONS = 200
LENGTHS = 20


def flipped(content: bytes) -> Iterator[bytes]:
    """Yield the content with one bit that is wrong, in every region of it."""
    rng = random.Random(7)  # noqa: S311 - nothing secret comes of it
    for region in range(REGIONS):
        begin, end = (len(content) * (region + i) // REGIONS for i in (0, 1))
        wrong = bytearray(content)
        wrong[rng.randrange(begin, max(end, begin + 1))] ^= 1 << rng.randrange(8)
        yield bytes(wrong)


def cut(content: bytes) -> Iterator[bytes]:
    """Yield beginnings of the content, and some with zeros after them."""
    for part in range(LENGTHS):
        length = len(content) * part // LENGTHS
        yield content[:length]
        yield content[:length].ljust(len(content), b"\0")


async def test_no_damage_goes_unnoticed(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    record: RecordFile,
) -> None:
    """What is read is what was written, or it is said that it is not."""
    await hass.config_entries.async_unload(entry.entry_id)
    record.copy.lose()
    content = record.path.read_bytes()
    written = PrinterRecord.from_dict(record.read()["data"]).as_dict()
    written.pop("checksum")
    tried = noticed = 0
    for wrong in (*flipped(content), *cut(content)):
        record.write(wrong)
        found, damage = await PrinterStore(hass, entry.entry_id).async_load(
            lambda _: None
        )
        tried += 1
        if found is None:
            noticed += 1
            # Home Assistant itself sets aside what is no JSON, and tells.
            assert damage is not None or not record.path.exists()
        else:
            # A name that nobody reads was changed, or that of the checksum.
            assert found.as_dict() | written == found.as_dict(), wrong
    assert tried == REGIONS + 2 * LENGTHS
    assert noticed > 0.95 * tried


async def test_a_printer_is_set_up_from_any_of_them(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    record: RecordFile,
    issue_registry: ir.IssueRegistry,
) -> None:
    await poll(hass, entry)
    before, truth = histories(entry), counted(entry)
    await hass.config_entries.async_unload(entry.entry_id)
    content = record.path.read_bytes()
    damages = [*flipped(content), *cut(content)]
    for wrong in damages[:: len(damages) // 8]:
        record.write(wrong)
        await set_up(hass, entry)
        assert entry.state is ConfigEntryState.LOADED
        assert histories(entry) == before
        assert counted(entry) == truth
        assert coordinator(entry).record.seeded
        await hass.config_entries.async_unload(entry.entry_id)
    assert ours(issue_registry) == {"store_restored"}
