"""Moonraker's requests as such, checked on the simulated one."""

from . import VALID_KEY, manual_printer
from .helpers import JOB, rows, run

BATCH = [
    {"jsonrpc": "2.0", "method": "server.history.totals", "id": 1},
    {"jsonrpc": "2.0", "method": "access.info", "id": 2},
    {"jsonrpc": "2.0", "method": "server.nope", "id": 3},
    {"jsonrpc": "2.0", "method": "printer.info"},
]


def test_the_list_is_paged() -> None:
    printer = manual_printer()
    for _ in range(60):
        run(printer)
    assert len(rows(printer)) == 50
    assert len(rows(printer, "?limit=0&start=40")) == 60
    page = rows(printer, "?limit=5&start=58")
    assert [row["job_id"] for row in page] == ["000002", "000001"]
    since = rows(printer)[3]["start_time"]
    assert len(rows(printer, f"?since={since}")) == 3
    assert rows(printer, "?order=asc&limit=1")[0]["job_id"] == "000001"
    assert printer.moonraker.answer("GET", "/server/history/list?order=x").status == 400


def test_klippers_requests_are_unknown_until_it_was_there_once() -> None:
    printer = manual_printer()
    printer.power_off()
    printer.moonraker.launch()
    request = {"jsonrpc": "2.0", "method": "printer.objects.query", "id": 1}
    assert printer.moonraker.answer("GET", "/printer/info").status == 404
    answer = printer.moonraker.answer("POST", "/server/jsonrpc", request)
    assert answer.body["error"]["code"] == -32601
    printer.klipper.launch()
    assert printer.moonraker.answer("GET", "/printer/info").status == 200
    printer.klipper.kill()
    assert printer.moonraker.answer("GET", "/printer/info").status == 503


def test_a_batch_without_key_is_refused_item_by_item() -> None:
    printer = manual_printer()
    printer.moonraker.access.is_trusted = False
    answer = printer.moonraker.answer("POST", "/server/jsonrpc", BATCH)
    assert answer.status == 200
    codes = [item.get("error", {}).get("code") for item in answer.body]
    assert codes == [-32602, None, -32601, -32602]
    with_key = printer.moonraker.answer(
        "POST", "/server/jsonrpc", BATCH, {"X-Api-Key": VALID_KEY}
    )
    assert [item["id"] for item in with_key.body] == [1, 2, 3]


def test_0_8_0_lets_trusted_clients_in_with_a_wrong_key() -> None:
    printer = manual_printer(version="0.8.0")
    wrong = {"X-Api-Key": "wrong"}
    assert printer.moonraker.answer("GET", "/server/info", None, wrong).status == 200
    printer.moonraker.access.is_trusted = False
    assert printer.moonraker.answer("GET", "/server/info", None, wrong).status == 401
    assert printer.moonraker.answer("GET", "/access/info", None, wrong).status == 200


def test_the_items_of_a_batch_need_not_be_of_one_moment() -> None:
    printer = manual_printer()
    run(printer, seconds=659)
    printer.moonraker.between_items = lambda: printer.clock.advance(1)
    objects = {"objects": {"print_stats": ["state"]}}
    batch = [
        {"jsonrpc": "2.0", "method": name, "params": params, "id": name}
        for name, params in (
            ("printer.objects.query", objects),
            ("server.history.list", {"limit": 5}),
        )
    ]
    live, history = printer.moonraker.answer("POST", "/server/jsonrpc", batch).body
    assert live["result"]["status"] == {"print_stats": {"state": "printing"}}
    assert history["result"]["jobs"][0]["status"] == "completed"


def test_prints_are_steered_over_the_api() -> None:
    printer = manual_printer()
    printer.klipper.files["a.gcode"] = JOB
    for path, state in (
        ("print/start?filename=a.gcode", "printing"),
        ("print/pause", "paused"),
        ("print/resume", "printing"),
        ("print/cancel", "cancelled"),
    ):
        answer = printer.moonraker.answer("POST", f"/printer/{path}")
        assert answer.body == {"result": "ok"}
        assert printer.klipper.stats().state == state
        printer.clock.advance(1)
    missing = printer.moonraker.answer("POST", "/printer/print/start?filename=no")
    assert missing.body["error"]["message"] == "Unable to open file"
    assert printer.moonraker.answer("GET", "/printer/print/start").status == 405


def test_a_message_is_shown() -> None:
    printer = manual_printer()
    body = {"script": "M117 Maintenance due"}
    printer.moonraker.answer("POST", "/printer/gcode/script", body)
    query = "/printer/objects/query?display_status=message"
    answer = printer.moonraker.answer("GET", query)
    assert answer.result["status"] == {"display_status": {"message": "Maintenance due"}}


def test_a_stored_item_is_found_by_a_path() -> None:
    printer = manual_printer()
    printer.moonraker.database.namespaces["mainsail"] = {"view": {"mode": "dark"}}
    item = "/server/database/item?namespace=mainsail&key=view"
    assert printer.moonraker.answer("GET", f"{item}.mode").result["value"] == "dark"
    missing = printer.moonraker.answer("GET", f"{item}.nope")
    message = "Key 'view.nope' in namespace 'mainsail' not found"
    assert missing.body["error"]["message"] == message
