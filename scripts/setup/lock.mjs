// One set-up at a time in a checkout. The holder keeps touching the lock; one left by a killed process grows stale.
import { mkdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import path from 'node:path';
import { cache } from '../environment.mjs';
import { say } from './report.mjs';

const file = path.join(cache, 'setup.lock');
const beat = 2_000;
const staleAfter = 15_000;

function age() {
  try {
    return Date.now() - statSync(file).mtimeMs;
  } catch {
    return Infinity;
  }
}

export async function withLock(body) {
  mkdirSync(cache, { recursive: true });
  for (let told = false; ;) {
    try {
      writeFileSync(file, `${process.pid}\n`, { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      if (age() > staleAfter) {
        rmSync(file, { force: true });
        continue;
      }
      if (!told) say('Another set-up is at work in this checkout: waiting for it.');
      told = true;
      await wait(500);
    }
  }
  const release = () => rmSync(file, { force: true });
  const timer = setInterval(() => {
    try {
      utimesSync(file, new Date(), new Date());
    } catch {
      // Someone removed .cache meanwhile: the step at work will say what it misses.
    }
  }, beat);
  process.once('exit', release);
  try {
    return await body();
  } finally {
    clearInterval(timer);
    process.off('exit', release);
    release();
  }
}
