"""Chromium, run headless: what does a real browser make of a page?"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

_BINARY, _DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
MISSING = "" if _BINARY and _DRIVER else "Chromium is not installed: apt-get install chromium chromium-driver"
PATIENCE = 10.0  # seconds
ARROWS = {"↑": Keys.ARROW_UP, "↓": Keys.ARROW_DOWN, "←": Keys.ARROW_LEFT, "→": Keys.ARROW_RIGHT}
ARROWS |= {"⏎": Keys.ENTER, "⎋": Keys.ESCAPE}


class Browser:
    """A page, what can be done to it, and what it complained about."""

    def __init__(self, driver: webdriver.Chrome, downloads: Path) -> None:
        self.driver, self.downloads = driver, downloads

    def open(self, page: Path) -> None:
        """``page`` as from a disk, without network; what the last page kept in the browser is still there."""
        self.driver.get(page.as_uri())

    def run(self, script: str, *arguments: object) -> Any:
        return self.driver.execute_script(script, *arguments)

    def press(self, keys: str) -> None:
        """Keys, one after another: letters, arrows, ⏎ and ⎋."""
        for key in keys:
            self.driver.switch_to.active_element.send_keys(ARROWS.get(key, key))

    def choose(self, field: str, value: str) -> None:
        """Sets a field of a form, as a person does."""
        script = "const [e] = document.getElementsByName(arguments[0]); e.value = arguments[1]; "
        self.run(script + "e.dispatchEvent(new Event('input', {bubbles: true}))", field, value)

    def click(self, selector: str) -> None:
        self.driver.find_element(By.CSS_SELECTOR, selector).click()

    def texts(self, selector: str) -> list[str]:
        return list(self.run("return [...document.querySelectorAll(arguments[0])].map(e => e.textContent)", selector))

    def complaints(self) -> list[str]:
        """What the console says: errors, and what the Content-Security-Policy refused."""
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def downloaded(self) -> Any:
        """The JSON of the file that the page hands out."""

        def found() -> Any:
            files = [file for file in self.downloads.glob("*.json") if file.stat().st_size]  # at first it is empty
            return files and (files[0], json.loads(files[0].read_bytes()))

        path, content = wait(found)
        path.unlink()
        return content

    def look(self, width: int, height: int, dark: bool = False) -> None:
        """The size of the window, and which colours the person prefers."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        features = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})


def wait(found: Callable[[], Any]) -> Any:
    """What ``found`` returns as soon as it is true."""
    until = time.monotonic() + PATIENCE
    while not (value := found()):
        assert time.monotonic() < until, "it did not come in time"
        time.sleep(0.05)
    return value


@contextmanager
def chromium(downloads: Path) -> Iterator[Browser]:
    """A browser that saves into the folder ``downloads``."""
    options = webdriver.ChromeOptions()
    options.binary_location = _BINARY or ""
    for argument in (
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--window-size=1280,900",
    ):
        options.add_argument(argument)
    options.add_argument("--host-resolver-rules=MAP * ~NOTFOUND")  # nothing outside of this machine
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    options.set_capability("unhandledPromptBehavior", "ignore")  # a dialog stays, and the next call fails
    options.add_experimental_option("prefs", {"download.default_directory": str(downloads)})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(_DRIVER))
    try:
        yield Browser(driver, downloads)
    finally:
        driver.quit()
