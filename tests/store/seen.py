"""What is seen of a printer and its record."""

from homeassistant.helpers import issue_registry as ir
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.printer_maintenance.const import DOMAIN
from tests.common import coordinator


def histories(entry: MockConfigEntry) -> dict[str, int]:
    """Return how many completions each item has, the starting point included."""
    found = coordinator(entry).record.histories
    return {item_id: len(history) for item_id, history in found.items()}


def ours(issues: ir.IssueRegistry) -> set[str]:
    """Return the kinds of our issues."""
    return {
        issue_id.removesuffix("_01K9PRINTER")
        for domain, issue_id in issues.issues
        if domain == DOMAIN
    }
