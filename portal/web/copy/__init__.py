"""Pages of a copy: what the plan's page and the desk's preview both show. No addresses of its own."""
