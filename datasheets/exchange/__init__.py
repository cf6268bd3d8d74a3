"""Exchange: a datasheet in the formats of others, and what others say in them as fields of a datasheet."""
