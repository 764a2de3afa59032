"""The forms that add printers and items, filled in over the API."""

from collections.abc import Mapping

from demo import DOMAIN, DemoError
from demo.api import Api, Json

FLOWS = "/api/config/config_entries/flow"
SUBENTRY_FLOWS = "/api/config/config_entries/subentries/flow"

type Answers = Mapping[str, Json]
"""What to fill in, by the step of the form."""


async def add_printer(api: Api, url: str, api_key: str = "") -> str:
    """Add a printer and return the id of its config entry."""
    user = {"url": url, "verify_ssl": True}
    answers = {"user": user | ({"api_key": api_key} if api_key else {}), "twin": {}}
    result = await walk(api, FLOWS, DOMAIN, answers)
    if next_flow := result.get("next_flow"):
        # Home Assistant leads on to the items, which are added one by one.
        await api.delete(f"{SUBENTRY_FLOWS}/{next_flow[1]}")
    return str(result["result"]["entry_id"])


async def add_item(api: Api, entry_id: str, answers: Answers) -> None:
    """Add a maintenance item that is not in the catalogue to a printer."""
    own = {"user": {"next_step_id": "own"}, **answers}
    await walk(api, SUBENTRY_FLOWS, [entry_id, "item"], own)


async def walk(api: Api, path: str, handler: str | list[str], answers: Answers) -> Json:
    """Answer a flow's forms and menus one after the other until it has created what it is for."""
    result = await api.post(path, {"handler": handler})
    answered: list[str] = []
    while result["type"] in ("form", "menu"):
        step = result["step_id"]
        if step in answered or step not in answers:
            problem = result.get("errors") or "nothing to fill in"
            raise DemoError(f"The form {step!r} cannot be answered: {problem}.")
        answered.append(step)
        result = await api.post(f"{path}/{result['flow_id']}", answers[step])
    if result["type"] != "create_entry":
        raise DemoError(f"A form ended with {result.get('reason', result['type'])!r}.")
    return result
