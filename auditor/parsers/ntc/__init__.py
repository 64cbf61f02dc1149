"""Command lines of network devices that ntc-templates knows: text to rows, rows to facts."""
