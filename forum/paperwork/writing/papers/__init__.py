"""The papers an office hands in: plain values in, the description of a paper out."""
