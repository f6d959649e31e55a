"""Between HTTP and the rooms: log-in, forms, answers, refusals, limits."""
