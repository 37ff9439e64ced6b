// npm's packages, exactly as locked.
import { command, npm } from './command.mjs';

/** @type {import('./step.mjs').Step} */
export const packages = {
  name: 'packages',
  title: 'npm packages',
  stamp: 'node_modules/.set-up',
  inputs: () => ({ paths: ['package-lock.json'], facts: [process.platform, process.arch] }),
  run: () => command('packages', [...npm(), 'ci', '--no-audit', '--no-fund', '--loglevel=error']),
};
