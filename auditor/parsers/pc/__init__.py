"""What a Linux PC's answer says, one noun a file; auditor.parsers.linux puts them together."""
