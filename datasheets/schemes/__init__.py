"""Security schemes: what each asks, whether it is about a device, and how a datasheet answers it."""
