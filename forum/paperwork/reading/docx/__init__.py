"""Word files: what their XML says becomes blocks, and what cannot become one is named in the report."""
