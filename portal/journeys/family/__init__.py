"""What families come to do. These open the family cupboard alone."""
