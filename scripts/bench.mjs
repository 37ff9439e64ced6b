// `npm run bench`: times side by side with the tools we are compared with, in one run on this machine.
import { python } from './environment.mjs';
import { setUp } from './setup/index.mjs';
import { main } from './setup/report.mjs';
import { run } from './test/run.mjs';

await main(async () => {
  await setUp('packages', 'development', 'bundle', 'demo');
  const options = process.argv.slice(2);
  // One target that is missed does not hide what the others find.
  for (const benchmark of [
    [python, 'tests/bench/run.py'],
    [process.execPath, 'tests/bench/keystroke.mjs'],
    [process.execPath, 'tests/bench/panel_frames.mjs'],
  ]) {
    if ((await run([...benchmark, ...options])) !== 0) process.exitCode = 1;
  }
});
