// The desktop editor, with a profile of its own, when `code` is on PATH and a window can be shown.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { windows } from '../environment.mjs';
import { Advice } from '../setup/report.mjs';

/** The `code` to start, or nothing: in a remote terminal `code` is another program that takes no profile. */
export function desktopEditor() {
  if (process.env.VSCODE_IPC_HOOK_CLI) return undefined;
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return undefined;
  const names = windows ? ['code.cmd', 'code.exe'] : ['code'];
  return (process.env.PATH ?? '')
    .split(path.delimiter)
    .flatMap((folder) => names.map((name) => path.join(folder, name)))
    .find(existsSync);
}

/** On Windows `code` is a batch file, which only a shell can start; paths with spaces need their quotes there. */
function program(code, words) {
  return windows && code.endsWith('.cmd')
    ? ['cmd.exe', ['/d', '/s', '/c', `"${[code, ...words].map((word) => `"${word}"`).join(' ')}"`]]
    : [code, words];
}

function hostStarted(userData) {
  const logs = path.join(userData, 'logs');
  if (!existsSync(logs)) return false;
  return readdirSync(logs, { recursive: true }).some((file) => /exthost\.log$/.test(String(file)));
}

function mainProcess(userData) {
  const lock = path.join(userData, 'code.lock');
  return existsSync(lock) ? Number(readFileSync(lock, 'utf8')) : 0;
}

export async function startDesktop(code, { profile, workspace, environment, vsix }) {
  const own = ['--user-data-dir', profile.userData, '--extensions-dir', profile.extensions];
  const options = { env: environment, windowsVerbatimArguments: true };
  const [installer, installing] = program(code, [...own, '--install-extension', vsix, '--force']);
  const installed = spawnSync(installer, installing, { ...options, encoding: 'utf8' });
  if (installed.status !== 0) {
    throw new Advice(
      `${installed.stderr}\n${code} could not install the extension. Try: npm start -- --browser`,
    );
  }
  const [starter, starting] = program(code, [...own, '--new-window', '--wait', workspace]);
  const child = spawn(starter, starting, { ...options, stdio: 'ignore' });
  let over = false;
  const ended = new Promise((resolve) => child.once('close', resolve)).then(() => {
    over = true;
  });
  const stop = async () => {
    const pid = mainProcess(profile.userData);
    for (const each of [pid, child.pid].filter(Boolean)) {
      try {
        process.kill(each, 'SIGTERM');
      } catch {
        // It has ended by itself.
      }
    }
    await Promise.race([ended, wait(5_000, undefined, { ref: false })]);
  };
  const deadline = Date.now() + 60_000;
  while (!over && Date.now() < deadline) {
    if (hostStarted(profile.userData)) {
      return { url: `vscode://file${pathToFileURL(workspace).pathname}`, ended, stop };
    }
    await wait(100);
  }
  await stop();
  throw new Advice('The desktop editor opened no window. Try: npm start -- --browser');
}
