"""What one web worker takes for the pages that people open most, on a database of 10,000 contributions."""
