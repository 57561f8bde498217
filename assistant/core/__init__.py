"""What is true without a disk, a clock, a network or dice: the nouns, the parsing, the arithmetic."""
