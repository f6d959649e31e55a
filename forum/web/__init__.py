"""The web layer between HTTP and the rooms: log-in, forms, rendering, errors, limits."""
