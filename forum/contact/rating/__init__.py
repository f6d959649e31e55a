"""What askers say of answers, and the second answer that follows."""
