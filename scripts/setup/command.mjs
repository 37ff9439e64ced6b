// Runs one command of set-up: quiet while it goes well, its last words and an advice when it does not.
import { spawn } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { cache, root } from '../environment.mjs';
import { Advice } from './report.mjs';

const networkFailure =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ERR_SOCKET_TIMEOUT|Failed to establish a new connection|Temporary failure in name resolution|Could not fetch URL|Read timed out|dns error|error sending request/;

const running = new Set();
let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM']) {
  // The default action would leave npm's and pip's own children behind.
  process.prependListener(signal, () => {
    if (running.size === 0 && process.listenerCount(signal) === 1) process.exit(130);
    interrupted = true;
    running.forEach((child) => child.kill('SIGTERM'));
  });
}

/**
 * @param {string} name of the log in .cache/logs, and of the work in the message of a failure
 * @param {string[]} command program and arguments
 */
export async function command(name, command, { cwd = root, env = {} } = {}) {
  const log = path.join(cache, 'logs', `${name}.log`);
  mkdirSync(path.dirname(log), { recursive: true });
  const file = createWriteStream(log, { flags: 'a' });
  let words = '';
  const keep = (chunk) => {
    file.write(chunk);
    words = (words + chunk).slice(-20_000);
  };
  const status = await new Promise((resolve) => {
    const [program, ...rest] = command;
    const child = spawn(program, rest, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.add(child);
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', (error) => keep(`${error.message}\n`) ?? resolve(-1));
    child.on('close', (code, signal) => {
      running.delete(child);
      resolve(code ?? signal);
    });
  });
  file.end();
  if (interrupted)
    throw new Advice('Stopped. What is already set up stays; the same command goes on from there.');
  if (status === 0) return words;
  const tail = words.trim().split('\n').slice(-20).join('\n');
  const advice = networkFailure.test(words)
    ? 'The network failed: check the connection (or the proxy of npm and pip), then run the same command again.'
    : 'Run the same command again after mending that; what is already set up stays.';
  throw new Advice(
    `${tail}\n\n${name} failed (${command[0]} ended with ${status}). The whole log: ${log}\n${advice}`,
  );
}

/** npm as a program and its first arguments: on Windows `npm` is a script that cannot be started by itself. */
export function npm() {
  const here = path.dirname(process.execPath);
  const candidates = [
    process.env.npm_execpath,
    path.join(here, 'node_modules/npm/bin/npm-cli.js'),
    path.join(here, '../lib/node_modules/npm/bin/npm-cli.js'),
  ];
  const script = candidates.find((file) => file?.endsWith('.js') && file.includes('npm') && existsSync(file));
  return script ? [process.execPath, script] : ['npm'];
}
