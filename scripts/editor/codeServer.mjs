// Starts and stops the embedded editor. Used by `npm start`, the end-to-end tests and the screenshots.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createWriteStream, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { codeServer, editorNode } from '../setup/editor.mjs';
import { command } from '../setup/command.mjs';
import { Advice } from '../setup/report.mjs';
import { cache } from '../environment.mjs';

const quiet = ['--disable-telemetry', '--disable-update-check'];

function folders(profile) {
  // A configuration file of its own, too: the user's may ask for a password or a certificate.
  const configuration = path.join(profile.folder, 'code-server.yaml');
  return [
    '--config',
    configuration,
    '--user-data-dir',
    profile.userData,
    '--extensions-dir',
    profile.extensions,
  ];
}

/** Installs a VSIX. */
export async function installVsix(profile, vsix) {
  const words = [...folders(profile), '--install-extension', vsix, '--force'];
  await command('install-extension', [editorNode, codeServer, ...words]);
}

/** Installs our VSIX unless this very file is installed already. */
export async function installExtension(profile, vsix) {
  const stamp = path.join(profile.folder, 'installed');
  const hash = createHash('sha256').update(readFileSync(vsix)).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  await installVsix(profile, vsix);
  const list = path.join(profile.extensions, 'extensions.json');
  const installed = existsSync(list) ? JSON.parse(readFileSync(list, 'utf8')) : [];
  if (!installed.some((each) => /transformers-workbench$/.test(each.identifier?.id))) {
    throw new Advice(`code-server took ${path.basename(vsix)} but does not list it as installed.`);
  }
  writeFileSync(stamp, hash);
}

async function answers(url) {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
    return response.ok ? await response.text() : '';
  } catch {
    return '';
  }
}

/**
 * @param {{ profile: ReturnType<import('./profile.mjs').makeProfile>, workspace: string,
 *   environment: NodeJS.ProcessEnv, port?: number, locale?: string, log?: string }} options
 * @returns {Promise<{ url: string, pid: number, ended: Promise<void>, stop: () => Promise<void> }>} once it answers
 */
export async function startCodeServer({
  profile,
  workspace,
  environment,
  port = 0,
  locale,
  log = 'code-server',
}) {
  const logFile = path.join(cache, 'logs', `${log}.log`);
  mkdirSync(path.dirname(logFile), { recursive: true });
  const file = createWriteStream(logFile);
  const child = spawn(
    editorNode,
    [
      codeServer,
      '--auth',
      'none',
      '--bind-addr',
      `127.0.0.1:${port}`,
      ...folders(profile),
      ...quiet,
      ...(locale ? ['--locale', locale] : []),
      workspace,
    ],
    // A group of its own: stopping reaches the extension host and the language server, too.
    { env: environment, detached: true, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let printed = '';
  const keep = (chunk) => {
    file.write(chunk);
    if (printed.length < 100_000) printed += chunk;
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  let over = false;
  const ended = new Promise((resolve) => child.once('close', resolve)).then(() => {
    over = true;
  });
  const stop = () => stopGroup(child.pid, () => over, ended);

  const deadline = Date.now() + 60_000;
  let base;
  while (!over && Date.now() < deadline) {
    base ??= /listening on (http:\/\/127\.0\.0\.1:\d+)/.exec(printed)?.[1];
    if (base && (await answers(`${base}/healthz`))) {
      const url = `${base}/?folder=${encodeURIComponent(workspace)}`;
      if ((await answers(url)).includes('vscode-workbench-web-configuration')) {
        return { url, pid: child.pid, ended, stop };
      }
    }
    await wait(50);
  }
  await stop();
  throw new Advice(
    `code-server did not answer. Its log: ${logFile}\n${printed.trim().split('\n').slice(-10).join('\n')}`,
  );
}

function signal(pid, name) {
  try {
    process.kill(-pid, name);
    return true;
  } catch {
    return false;
  }
}

async function stopGroup(pid, over, ended) {
  signal(pid, 'SIGTERM');
  await Promise.race([ended, wait(4_000, undefined, { ref: false })]);
  // Members of the group may outlive its leader.
  for (let tries = 0; tries < 20 && signal(pid, 0); tries += 1) await wait(50);
  signal(pid, 'SIGKILL');
  if (!over()) await Promise.race([ended, wait(2_000, undefined, { ref: false })]);
}
