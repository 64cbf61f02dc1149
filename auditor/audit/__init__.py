"""The audit room: the use cases, and the only place where concrete things are wired together."""
