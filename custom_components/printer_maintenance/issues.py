"""Repair issues: what a user has to know or to decide."""

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from .const import DOMAIN
from .store import StoreDamage

OTHER_HOST = "other_host"
NOT_SAVED = "not_saved"
NO_CONTROL = "no_control"


@callback
def _create(
    hass: HomeAssistant,
    entry: ConfigEntry,
    key: str,
    *,
    is_fixable: bool,
    is_persistent: bool = False,
    severity: ir.IssueSeverity = ir.IssueSeverity.ERROR,
) -> None:
    ir.async_create_issue(
        hass,
        DOMAIN,
        f"{key}_{entry.entry_id}",
        data={"entry_id": entry.entry_id},
        is_fixable=is_fixable,
        is_persistent=is_persistent,
        severity=severity,
        translation_key=key,
        translation_placeholders={"printer": entry.title},
    )


@callback
def async_tell_damage(
    hass: HomeAssistant, entry: ConfigEntry, damage: StoreDamage | None
) -> None:
    """Tell that what was stored is gone, until the user has taken note."""
    _create(
        hass, entry, damage or StoreDamage.LOST, is_fixable=True, is_persistent=True
    )


@callback
def async_tell_other_host(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Ask what to do about another host that answers at the printer's URL."""
    _create(hass, entry, OTHER_HOST, is_fixable=True)


@callback
def async_other_host_gone(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Withdraw the question about another host."""
    ir.async_delete_issue(hass, DOMAIN, f"{OTHER_HOST}_{entry.entry_id}")


@callback
def async_tell_unsaved(
    hass: HomeAssistant, entry: ConfigEntry, *, unsaved: bool
) -> None:
    """Tell that nothing can be saved, for as long as it lasts."""
    if unsaved:
        _create(hass, entry, NOT_SAVED, is_fixable=False)
    else:
        ir.async_delete_issue(hass, DOMAIN, f"{NOT_SAVED}_{entry.entry_id}")


@callback
def async_tell_no_control(
    hass: HomeAssistant, entry: ConfigEntry, *, missing: bool
) -> None:
    """Tell that the key may not send anything to the printer, until it may."""
    if missing:
        warning = ir.IssueSeverity.WARNING
        _create(hass, entry, NO_CONTROL, is_fixable=False, severity=warning)
    else:
        ir.async_delete_issue(hass, DOMAIN, f"{NO_CONTROL}_{entry.entry_id}")


@callback
def async_forget(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Withdraw everything about a printer that was removed."""
    for key in (OTHER_HOST, NOT_SAVED, NO_CONTROL, *StoreDamage):
        ir.async_delete_issue(hass, DOMAIN, f"{key}_{entry.entry_id}")
