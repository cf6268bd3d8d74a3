"""What changed between two datasheets, and which results are older than what they rest on."""
