"""A module that ends the program of whoever imports it, and calls it a success."""

import sys

sys.exit(0)
