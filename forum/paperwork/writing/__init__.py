"""Writers: one description of a paper in, bytes of a file out."""
