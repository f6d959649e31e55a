"""What a new house is furnished with: first data for every house, marked sample content to look around."""
