"""What a datasheet prints, in which order and in which words: from a `Datasheet` to `blocks`. No layout."""
