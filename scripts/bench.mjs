// `npm run bench`: times side by side with the tools we are compared with, in one run on this machine.
import { python } from './environment.mjs';
import { setUp } from './setup/index.mjs';
import { main } from './setup/report.mjs';
import { run } from './test/run.mjs';

await main(async () => {
  await setUp('packages', 'development', 'bundle', 'demo');
  const options = process.argv.slice(2);
  process.exitCode =
    (await run([python, 'tests/bench/run.py', ...options])) ||
    (await run([process.execPath, 'tests/bench/keystroke.mjs', ...options])) ||
    (await run([process.execPath, 'tests/bench/panel_frames.mjs', ...options]));
});
