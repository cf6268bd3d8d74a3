"""From `datasheets.content.blocks` to PDF and Markdown, and from a `Datasheet` to JSON. No words of their own."""
