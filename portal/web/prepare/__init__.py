"""Getting ready: the notice, one question a page, a check, sharing, what was sent."""
