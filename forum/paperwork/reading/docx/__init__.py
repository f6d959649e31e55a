"""Reads Word files into blocks, and reports what cannot become one."""
