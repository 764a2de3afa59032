"""The blueprints, in automations as Home Assistant sets them up, with two phones."""
