"""The papers that an office issues: from plain values to the description of a paper."""
