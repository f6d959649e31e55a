"""What follows an answer: the wording that is taken up, what its author answers, and what stands in the issued text."""
