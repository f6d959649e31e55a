"""What the head of the drafting body decides about its consultation by a notice, and until when that can be."""
