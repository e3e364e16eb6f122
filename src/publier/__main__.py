"""``python -m publier`` is the same as the ``publier`` command."""

import sys

from publier.cli import main

if __name__ == "__main__":
    sys.exit(main())
