"""The regulation of a series: when it meets, who chairs, and how long ahead a session is announced."""
