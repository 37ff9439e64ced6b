// Finds a Chromium. Apart from what drives it, which is not there before the npm packages are.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { Advice } from '../setup/report.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome.exe'];
const elsewhere = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  path.join(process.env.PROGRAMFILES ?? '', 'Google/Chrome/Application/chrome.exe'),
];
const install = {
  linux: 'sudo apt-get install chromium fonts-noto-cjk',
  darwin: 'brew install --cask chromium',
  win32: 'winget install Google.Chrome',
};

export function findChromium() {
  const onPath = (process.env.PATH ?? '')
    .split(path.delimiter)
    .flatMap((folder) => names.map((name) => path.join(folder, name)));
  const found = [process.env.CHROMIUM, ...onPath, ...elsewhere].find((file) => file && existsSync(file));
  if (found) return found;
  throw new Advice(
    'The end-to-end tests need Chromium, and none was found. Install it:\n' +
      `  ${install[process.platform] ?? install.linux}\n` +
      'or set CHROMIUM to the path of one.',
  );
}
