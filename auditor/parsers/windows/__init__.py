"""What Windows PCs say of themselves: WMI dumps, registry exports, console commands, fact dumps."""
