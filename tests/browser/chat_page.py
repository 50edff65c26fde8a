"""The chat page in a real browser: a fresh demo, and what a user does there. Screenshots go to build/screenshots."""

import asyncio
import os
import shutil
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Page, ViewportSize, async_playwright, expect

from tests.patience import STILL

expect.set_options(timeout=STILL * 1000)

ROOT = Path(__file__).parents[2]
SHOTS = ROOT / "build" / "screenshots"
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SIZES: dict[str, ViewportSize] = {"desktop": {"width": 1280, "height": 800}, "phone": {"width": 390, "height": 844}}

#: For every test that needs the browser.
IN_BROWSER = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="没有 Chromium，跳过浏览器测试（Debian：apt install chromium）"),
]


@asynccontextmanager
async def demo(data: Path) -> AsyncIterator[str]:
    """Run `jiebang demo` and give the page's address."""
    program = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        "demo",
        "--port",
        "0",
        "--data",
        str(data),
        stdout=asyncio.subprocess.PIPE,
        cwd=ROOT,
    )
    try:
        assert program.stdout is not None
        line = (await asyncio.wait_for(program.stdout.readline(), STILL)).decode()
        yield line[line.index("http") :].strip()
    finally:
        program.send_signal(signal.SIGINT)
        assert await asyncio.wait_for(program.wait(), STILL) == 0


@asynccontextmanager
async def visiting(data: Path) -> AsyncIterator[tuple[Page, str]]:
    """Give a page beside a fresh demo, and its address; nothing may go wrong in the page meanwhile."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    async with demo(data) as address, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        page = await browser.new_page(viewport=SIZES["desktop"])
        page.set_default_timeout(STILL * 1000)
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        yield page, address
        await browser.close()
        assert complaints == []


async def says(page: Page, text: str) -> None:
    await page.fill("#composer", text)
    await page.press("#composer", "Enter")


async def taps(page: Page, label: str) -> None:
    """Tap the newest button of that label, once it is there."""
    await page.locator("#log .message button[data-data]", has_text=label).last.click()


async def sees(page: Page, text: str) -> None:
    await expect(page.locator("#log .message", has_text=text).last).to_be_visible()


async def shot(page: Page, name: str) -> None:
    for size, viewport in SIZES.items():
        await page.set_viewport_size(viewport)
        await page.screenshot(path=SHOTS / f"{name}-{size}.png")
    await page.set_viewport_size(SIZES["desktop"])
