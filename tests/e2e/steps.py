"""What Home Assistant has of the printer after each step of the dialogues."""

from .tables import Table, changed

DISABLED = "disabled by integration"

PRINTER: Table = {
    "binary_sensor.printer_connectivity": ("printer Connectivity", "on"),
    "binary_sensor.printer_maintenance_due": ("printer Maintenance due", "off"),
    "calendar.printer_expected_maintenance": ("Expected maintenance", DISABLED),
    "event.printer_maintenance": ("printer Maintenance", "unknown"),
    "sensor.printer_items_due": ("printer Items due", "0"),
    "sensor.printer_lifetime_filament": ("printer Lifetime filament", "30"),
    "sensor.printer_lifetime_print_time": ("printer Lifetime print time", "10.0"),
    "sensor.printer_lifetime_prints": ("printer Lifetime prints", "1"),
    "sensor.printer_next_item_due": ("printer Next item due", "unknown"),
    "switch.printer_reminders_on_the_display": (
        "printer Reminders on the display",
        "off",
    ),
    "todo.printer_maintenance": ("printer Maintenance", "0"),
}

CAMERA: Table = {
    "binary_sensor.printer_clean_the_camera_lens_due": (
        "printer Clean the camera lens due",
        "off",
    ),
    "button.printer_clean_the_camera_lens_done": (
        "printer Clean the camera lens done",
        "unknown",
    ),
    "sensor.printer_clean_the_camera_lens_days_remaining": (
        "printer Clean the camera lens days remaining",
        "180",
    ),
    "sensor.printer_clean_the_camera_lens_expected_due": (
        "Clean the camera lens expected due",
        DISABLED,
    ),
    "sensor.printer_clean_the_camera_lens_last_done": (
        "Clean the camera lens last done",
        DISABLED,
    ),
    "sensor.printer_clean_the_camera_lens_life_remaining": (
        "printer Clean the camera lens life remaining",
        "100",
    ),
    "switch.printer_clean_the_camera_lens_counting": (
        "printer Clean the camera lens counting",
        "on",
    ),
}

SCREWS: Table = {
    "binary_sensor.printer_grease_the_z_lead_screws_due": (
        "printer Grease the Z lead screws due",
        "off",
    ),
    "button.printer_grease_the_z_lead_screws_done": (
        "printer Grease the Z lead screws done",
        "unknown",
    ),
    "sensor.printer_grease_the_z_lead_screws_days_remaining": (
        "printer Grease the Z lead screws days remaining",
        "90",
    ),
    "sensor.printer_grease_the_z_lead_screws_expected_due": (
        "Grease the Z lead screws expected due",
        DISABLED,
    ),
    "sensor.printer_grease_the_z_lead_screws_last_done": (
        "Grease the Z lead screws last done",
        DISABLED,
    ),
    "sensor.printer_grease_the_z_lead_screws_life_remaining": (
        "printer Grease the Z lead screws life remaining",
        "100",
    ),
    "sensor.printer_grease_the_z_lead_screws_print_time_remaining": (
        "printer Grease the Z lead screws print time remaining",
        "450.0",
    ),
    "switch.printer_grease_the_z_lead_screws_counting": (
        "printer Grease the Z lead screws counting",
        "on",
    ),
}

RAILS: Table = {
    "binary_sensor.printer_rails_due": ("printer Rails due", "off"),
    "button.printer_rails_done": ("printer Rails done", "unknown"),
    "sensor.printer_rails_days_remaining": ("printer Rails days remaining", "90"),
    "sensor.printer_rails_expected_due": ("Rails expected due", DISABLED),
    "sensor.printer_rails_last_done": ("Rails last done", DISABLED),
    "sensor.printer_rails_life_remaining": ("printer Rails life remaining", "100"),
    "sensor.printer_rails_print_time_remaining": (
        "printer Rails print time remaining",
        "250.0",
    ),
    "switch.printer_rails_counting": ("printer Rails counting", "on"),
}

ADDED = changed(
    PRINTER | CAMERA | SCREWS, {"sensor.printer_next_item_due": "in 90 days"}
)

OWN_ITEM = ADDED | RAILS

PRINTED = changed(
    OWN_ITEM,
    {
        "sensor.printer_lifetime_filament": "60",
        "sensor.printer_lifetime_print_time": "20.0",
        "sensor.printer_lifetime_prints": "2",
        "sensor.printer_grease_the_z_lead_screws_life_remaining": "98",
        "sensor.printer_grease_the_z_lead_screws_print_time_remaining": "440.0",
        "sensor.printer_rails_life_remaining": "96",
        "sensor.printer_rails_print_time_remaining": "240.0",
    },
)

DONE = changed(
    PRINTED,
    {
        "button.printer_rails_done": "in 0 days",
        "event.printer_maintenance": "in 0 days",
        "sensor.printer_rails_life_remaining": "100",
        "sensor.printer_rails_print_time_remaining": "250.0",
    },
)

UNDONE = changed(
    DONE,
    {
        "sensor.printer_rails_life_remaining": "96",
        "sensor.printer_rails_print_time_remaining": "240.0",
    },
)

EDITED = changed(
    DONE,
    {
        "binary_sensor.printer_rails_due": ("printer Grease rails due", "off"),
        "button.printer_rails_done": ("printer Grease rails done", "in 0 days"),
        "sensor.printer_grease_rails_prints_remaining": (
            "printer Grease rails prints remaining",
            "5",
        ),
        "sensor.printer_rails_days_remaining": None,
        "sensor.printer_rails_expected_due": ("Grease rails expected due", DISABLED),
        "sensor.printer_rails_last_done": ("Grease rails last done", DISABLED),
        "sensor.printer_rails_life_remaining": (
            "printer Grease rails life remaining",
            "100",
        ),
        "sensor.printer_rails_print_time_remaining": (
            "printer Grease rails print time remaining",
            "250.0",
        ),
        "switch.printer_rails_counting": ("printer Grease rails counting", "on"),
    },
)

RENAMED = changed(
    EDITED,
    {
        "binary_sensor.printer_rails_due": ("printer Grease the rails due", "off"),
        "button.printer_rails_done": ("printer Grease the rails done", "in 0 days"),
        "sensor.printer_grease_rails_prints_remaining": (
            "printer Grease the rails prints remaining",
            "5",
        ),
        "sensor.printer_rails_expected_due": (
            "Grease the rails expected due",
            DISABLED,
        ),
        "sensor.printer_rails_last_done": ("Grease the rails last done", DISABLED),
        "sensor.printer_rails_life_remaining": (
            "printer Grease the rails life remaining",
            "100",
        ),
        "sensor.printer_rails_print_time_remaining": (
            "printer Grease the rails print time remaining",
            "250.0",
        ),
        "switch.printer_rails_counting": ("printer Grease the rails counting", "on"),
    },
)

SHORTENED = changed(
    RENAMED,
    {
        "sensor.printer_clean_the_camera_lens_days_remaining": "30",
        "sensor.printer_next_item_due": "in 30 days",
    },
)

NO_RAILS = changed(
    SHORTENED,
    {
        "binary_sensor.printer_rails_due": None,
        "button.printer_rails_done": None,
        "sensor.printer_grease_rails_prints_remaining": None,
        "sensor.printer_rails_expected_due": None,
        "sensor.printer_rails_last_done": None,
        "sensor.printer_rails_life_remaining": None,
        "sensor.printer_rails_print_time_remaining": None,
        "switch.printer_rails_counting": None,
    },
)

NO_SCREWS = changed(NO_RAILS, dict.fromkeys(SCREWS))

NO_ITEM = changed(
    NO_SCREWS,
    {**dict.fromkeys(CAMERA), "sensor.printer_next_item_due": "unknown"},
)
