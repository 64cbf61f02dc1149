"""The events room: what happens in a run, told as it happens (spool and log)."""
