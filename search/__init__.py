"""Search: the index and the engines that query it. Imports nothing of the forum."""
