"""A Chromium for the tests that drive a browser: find it, or as a program see that there is one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

HOW_TO_GET_ONE = (
    "No Chromium was found. Get one with `make test`, which installs it, or by hand: `python -m playwright install "
    "chromium`; on Debian as root `apt-get install chromium`; on macOS `brew install --cask chromium`."
)

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def find_chromium() -> str | None:
    """The program: on the path, else the one that Playwright installed; None where neither is there and works."""
    on_path = filter(None, map(shutil.which, _NAMES))
    return next((program for program in (*on_path, *_of_playwright()) if _works(program)), None)


def _works(program: str) -> bool:
    # Ubuntu's `chromium-browser` can be a stub that only says to use snap.
    try:
        done = subprocess.run([program, "--version"], capture_output=True, check=False, timeout=60)
    except OSError:
        return False
    return done.returncode == 0


def _of_playwright() -> tuple[str, ...]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        program = playwright.chromium.executable_path
    return (program,) if Path(program).exists() else ()


def _install() -> None:
    # Debian's package brings the libraries that the browser needs; Playwright's build is for where there is no root.
    if os.geteuid() == 0 and shutil.which("apt-get"):
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for arguments in (["update"], ["install", "-y", "--no-install-recommends", "chromium"]):
            subprocess.run(["apt-get", "-qq", *arguments], env=environment, stdin=subprocess.DEVNULL, check=False)
        if find_chromium():
            return
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


def main() -> int:
    if not find_chromium():
        _install()
    program = find_chromium()
    sys.stdout.write(f"{program or HOW_TO_GET_ONE}\n")
    return 0 if program else 1


if __name__ == "__main__":
    sys.exit(main())
