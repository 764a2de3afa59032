"""A Moonraker whose history has no end, as far as any client gets."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from tests.simulators import Answer, Moonraker

ROWS: Final = 1_000_000
SECONDS: Final = 60
MM: Final = 20
# From one start to the next.
EVERY: Final = 100
LIST: Final = "/server/history/list"


class LongHistory:
    """Tell a million jobs more than the Moonraker around which it is."""

    def __init__(self, moonraker: Moonraker) -> None:
        """Take the Moonraker, which must know at least one job."""
        self.moonraker = moonraker
        self.is_stuck = False
        """Whether it shows the first page again and again."""

    def answer(
        self,
        method: str,
        path: str,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Answer as the Moonraker does, the history apart."""
        answer = self.moonraker.answer(method, path, body, headers)
        if isinstance(answer.body, list):
            for question, part in zip(body, answer.body, strict=True):
                self._lengthen(part["result"], question["params"])
        elif answer.status == 200:
            query = parse_qs(urlsplit(path).query)
            params = {name: values[0] for name, values in query.items()}
            self._lengthen(answer.body["result"], params)
        return answer

    def _lengthen(self, result: dict[str, Any], params: Mapping[str, Any]) -> None:
        if "jobs" in result:
            result["jobs"] = self._rows(params)
            result["count"] = len(result["jobs"])
        elif "job_totals" in result:
            totals = result["job_totals"]
            totals["total_jobs"] += ROWS
            totals["total_time"] += ROWS * SECONDS
            totals["total_print_time"] += ROWS * SECONDS
            totals["total_filament_used"] += ROWS * MM

    def _rows(self, params: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Return a page."""
        own = self.own()
        limit = int(params["limit"])
        start = 0 if self.is_stuck else int(params.get("start", 0))
        if params["order"] == "asc":
            return [self._row(own[-1], ROWS - number) for number in range(limit)]
        since = float(params.get("since", "-inf"))
        older = range(max(0, start - len(own)), max(0, start + limit - len(own)))
        page = own[start : start + limit]
        page += [self._row(own[-1], number + 1) for number in older]
        return [row for row in page if row["start_time"] > since]

    def own(self) -> list[dict[str, Any]]:
        """Return what there is without it, the newest first."""
        key = {"X-Api-Key": self.moonraker.access.api_key}
        path = f"{LIST}?limit=0&order=desc"
        rows: list[dict[str, Any]] = self.moonraker.answer("GET", path, None, key).body[
            "result"
        ]["jobs"]
        return rows

    @staticmethod
    def _row(oldest: dict[str, Any], number: int) -> dict[str, Any]:
        """Return one that is so far before the oldest."""
        began = oldest["start_time"] - number * EVERY
        return {
            **oldest,
            "job_id": f"{ROWS - number:08X}",
            "start_time": began,
            "end_time": began + SECONDS,
            "print_duration": SECONDS,
            "total_duration": SECONDS,
            "filament_used": MM,
        }
