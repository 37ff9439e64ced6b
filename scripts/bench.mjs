// `npm run bench`: times side by side with the tools we are compared with, in one run on this machine.
import { python } from './environment.mjs';
import { setUp } from './setup/index.mjs';
import { main } from './setup/report.mjs';
import { run } from './test/run.mjs';

await main(async () => {
  await setUp('packages', 'development', 'bundle', 'demo');
  process.exitCode = await run([python, 'tests/bench/run.py', ...process.argv.slice(2)]);
});
