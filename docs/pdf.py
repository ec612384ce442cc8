"""The site as one PDF: `python docs/pdf.py zerohour.pdf`. Built as one page by Sphinx, and printed by Chromium.

Other options are Sphinx's own, for example `-D zerohour_ledger=…`.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

DOCS = Path(__file__).resolve().parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


def main() -> None:
    """Build the page, and print it."""
    if len(sys.argv) < 2 or sys.argv[1].startswith("-"):
        sys.exit("say where the PDF goes: python docs/pdf.py zerohour.pdf")
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        sys.exit(f"no browser prints the page; install one of: {', '.join(BROWSERS)}")
    target = Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page"
        build = [
            sys.executable,
            "-m",
            "sphinx",
            "-b",
            "singlehtml",
            "-n",
            "-W",
            "-q",
            *sys.argv[2:],
            str(DOCS),
            str(page),
        ]
        printing = [
            browser,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            f"--user-data-dir={folder}/profile",
            "--no-pdf-header-footer",
            f"--print-to-pdf={target}",
            (page / "index.html").as_uri(),
        ]
        for command in (build, printing):
            done = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603  # both are ours
            if done.returncode != 0:
                sys.exit(f"{command[0]} failed:\n{done.stderr}")
    if not target.exists():
        sys.exit(f"{browser} wrote no file; run it by hand to see why")


if __name__ == "__main__":
    main()
