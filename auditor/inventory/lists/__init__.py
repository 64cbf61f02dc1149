"""Lists of devices as IT keeps them (Excel, CSV): read within bounds, each row told by its cell."""
