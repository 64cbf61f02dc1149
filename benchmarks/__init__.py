"""How fast, against what people would use instead: one run, the same PCs, the same facts, as ratios."""
