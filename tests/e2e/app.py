"""The app of Home Assistant on a phone: what it registers, receives and answers."""

from typing import Any, Self

from aiohttp import web

from demo.api import Api, Json

PHONE = "Anna's phone"


class App:
    """An app, and the service of its maker that pushes notifications to it."""

    def __init__(self) -> None:
        """Register nowhere yet."""
        self.received: list[Json] = []
        self._webhook = ""
        application = web.Application()
        application.router.add_post("/push", self._push)
        self._runner = web.AppRunner(application)

    async def __aenter__(self) -> Self:
        """Wait for notifications."""
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        return self

    async def __aexit__(self, *error: object) -> None:
        """Wait no longer."""
        await self._runner.cleanup()

    async def _push(self, request: web.Request) -> web.Response:
        self.received.append(await request.json())
        return web.json_response({}, status=201)

    async def register(self, api: Api) -> str:
        """Register with a Home Assistant, and return the id of the phone's device."""
        _, port = self._runner.addresses[0][:2]
        push = {
            "push_token": "token",
            "push_url": f"http://127.0.0.1:{port}/push",
        }
        answer = await api.post(
            "/api/mobile_app/registrations",
            {
                "app_id": "io.homeassistant.companion.android",
                "app_name": "Home Assistant",
                "app_version": "2026.11.1",
                "device_name": PHONE,
                "device_id": "8f2c",
                "manufacturer": "Google",
                "model": "Pixel 9",
                "os_name": "Android",
                "os_version": "16",
                "supports_encryption": False,
                "app_data": push,
            },
        )
        self._webhook = answer["webhook_id"]
        devices: list[Json] = await api.call("config/device_registry/list")
        return next(str(each["id"]) for each in devices if each["name"] == PHONE)

    @property
    def screen(self) -> dict[str, Json]:
        """Return the notifications that lie there, by their tags."""
        shown: dict[str, Json] = {}
        for message in self.received:
            tag = message["data"]["tag"]
            shown.pop(tag, None)
            if message["message"] != "clear_notification":
                shown[tag] = message
        return shown

    async def press(self, api: Api, notification: Json, title: str) -> None:
        """Press a button of a notification."""
        buttons: list[dict[str, Any]] = notification["data"]["actions"]
        (action,) = (each["action"] for each in buttons if each["title"] == title)
        event = {
            "event_type": "mobile_app_notification_action",
            "event_data": {"action": action},
        }
        path = f"/api/webhook/{self._webhook}"
        await api.post(path, {"type": "fire_event", "data": event})
