"""What became of each paragraph from one version of a draft to the next."""
