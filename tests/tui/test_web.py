"""The application in a browser: Debian's Chromium, headless."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from tests.conftest import REPOSITORY, environment
from tests.ports import free_port

_CHROMIUM, _DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
_LONGEST_SECONDS = 60.0
_RECORD = """
window.said = "";
const Real = window.WebSocket;
window.WebSocket = class extends Real {
  constructor(...given) {
    super(...given);
    this.addEventListener("message", async (event) => {
      if (typeof event.data === "string") return;
      const bytes = event.data instanceof Blob ? await event.data.arrayBuffer() : event.data;
      window.said += new TextDecoder().decode(bytes);
    });
  }
};
"""
"""What the terminal is sent is drawn on a canvas: the test reads it on its way there."""


@pytest.fixture
def address(home: Path) -> Iterator[str]:
    """A server over the test's own home."""
    server = subprocess.Popen(
        [sys.executable, "-m", "assistant", "web", "--no-model", "--port", str(free_port())],
        env=environment(home) | {"PYTHONPATH": str(REPOSITORY)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert server.stdout is not None
    yield server.stdout.readline().strip()
    server.terminate()
    server.wait(30)
    server.stdout.close()


def test_without_the_token_there_is_nothing(address: str) -> None:
    with urlopen(address) as page:
        assert b"textual-terminal" in page.read()
        assert "googleapis" not in str(page.headers)
    base = address.rsplit("/", 2)[0]
    for path in ("/", "/ws", "/static/js/textual.js", "/wrong/", "/download/guessed"):
        with pytest.raises(HTTPError) as refused:
            urlopen(base + path)
        assert refused.value.code == 404


def test_a_taken_port_is_one_clear_line(address: str, home: Path) -> None:
    port = address.split(":")[2].split("/")[0]
    result = subprocess.run(
        [sys.executable, "-m", "assistant", "web", "--port", port],
        env=environment(home) | {"PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert result.returncode == 2
    assert result.stderr.startswith(f"error: port {port} can't be used")
    assert "Traceback" not in result.stderr


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Selenium leaves a socket open
@pytest.mark.skipif(not (_CHROMIUM and _DRIVER), reason="Chromium and its driver are not installed")
def test_a_question_a_source_and_a_quiz_item_in_chromium(address: str, tmp_path: Path) -> None:
    options = webdriver.ChromeOptions()
    options.binary_location = str(_CHROMIUM)
    quiet = "--no-first-run --disable-background-networking --disable-component-update --disable-sync --disable-quic"
    for flag in [*quiet.split(), "--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1300,800"]:
        options.add_argument(flag)
    options.add_argument(f"--user-data-dir={tmp_path / 'profile'}")
    options.add_experimental_option("prefs", {"download.default_directory": str(tmp_path / "saved")})
    browser = webdriver.Chrome(options=options, service=webdriver.ChromeService(str(_DRIVER)))
    try:
        browser.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": _RECORD})
        browser.get(address)

        def wait_for(text: str) -> None:
            deadline = time.monotonic() + _LONGEST_SECONDS
            while text not in browser.execute_script("return window.said"):
                assert time.monotonic() < deadline, f"{text} did not come"
                time.sleep(0.1)

        def press(*keys: str) -> None:
            for key in keys:
                ActionChains(browser).send_keys(key).perform()
                time.sleep(0.02)

        wait_for("quoting the guide")
        press(*"what is dropout?", Keys.ENTER)
        wait_for("quoted from the guide")
        ActionChains(browser).key_down(Keys.CONTROL).send_keys("o").key_up(Keys.CONTROL).perform()
        wait_for("Key points")
        press(Keys.ESCAPE, *"/export", Keys.ENTER)
        deadline = time.monotonic() + _LONGEST_SECONDS
        while not list(tmp_path.glob("saved/conversation-1-*.md")):
            assert time.monotonic() < deadline, "nothing was saved"
            time.sleep(0.1)
        browser.switch_to.window(browser.window_handles[0])
        press(Keys.F3)
        wait_for("Choose among four")
        press(Keys.ARROW_DOWN, Keys.ARROW_DOWN, Keys.ENTER)
        wait_for("1/10")
        press("1")
        wait_for("again")
        picture = tmp_path / "browser.png"
        assert browser.save_screenshot(str(picture))
        assert picture.stat().st_size > 10_000
    finally:
        browser.quit()
        browser.command_executor.close()
