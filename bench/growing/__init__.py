"""The same pages on 10,000 contributions, on 100,000 and on a million, with all that crowds beside them."""
