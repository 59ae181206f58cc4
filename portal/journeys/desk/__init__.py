"""What workers come to do. Only these reach whole cases, and only `publish` writes copies."""
