"""`python -m footprint_app`: the command line, where the `footprint` script is not on the path."""

import sys

from footprint_app.cli import main

sys.exit(main())
