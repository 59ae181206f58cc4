"""The import contract's examples, our own copies: one case for each area, and one that never publishes."""

from pathlib import Path

EXAMPLES = Path(__file__).parent
