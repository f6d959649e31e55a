"""Documents made by the worker on request; only the requester can download them."""
