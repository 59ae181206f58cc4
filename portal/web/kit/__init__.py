"""What every blueprint uses: doors, sessions, rendering, headers, language, errors."""
