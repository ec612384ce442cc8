"""Print the engine as a script for psql."""

import sys

from zerohour.oracle.engines.postgres import script

sys.stdout.write(script())
