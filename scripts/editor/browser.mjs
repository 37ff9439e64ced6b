// The Chromium that drives the embedded editor in tests and for screenshots.
import { chromium } from 'playwright-core';
import { findChromium } from './chromium.mjs';

export function launchBrowser(locale = 'en-US') {
  return chromium.launch({
    executablePath: findChromium(),
    // As root in a container there is no sandbox; without a GPU there is nothing to try.
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', `--lang=${locale}`],
  });
}
