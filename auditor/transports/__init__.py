"""The transports room: one verb a transport, asking a device and bringing back its raw answer."""
