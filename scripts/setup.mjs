// Sets up what is missing: `node scripts/setup.mjs [--full] [step…]`; every step by default.
import { setUp, steps } from './setup/index.mjs';
import { main, say, seconds } from './setup/report.mjs';

const names = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const optional = new Set(process.argv.includes('--full') ? [] : ['full']);

await main(async () => {
  await setUp(
    ...(names.length > 0 ? names : steps.map((step) => step.name).filter((name) => !optional.has(name))),
  );
  say(`Set up (${seconds()}).`);
});
