"""Finding: the index of all that may be found, and the engines that answer from it. Knows no forum."""
