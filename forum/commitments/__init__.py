"""The ledger of commitments: who promised what to whom, by when, and the outcome."""
