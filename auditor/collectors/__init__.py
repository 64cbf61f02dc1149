"""The collectors room: how each kind of device is asked."""
