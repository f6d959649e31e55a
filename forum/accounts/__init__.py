"""Log-ins, personas, bindings, bodies, leaders."""
