// `npm run format`: writes what `npm run lint` wants.
import path from 'node:path';
import { python, root } from './environment.mjs';
import { setUp } from './setup/index.mjs';
import { main } from './setup/report.mjs';
import { run } from './test/run.mjs';

const bin = (file) => path.join(root, 'node_modules', file);

await main(async () => {
  await setUp('packages', 'development');
  await run([python, '-m', 'ruff', 'check', '--fix', '--quiet', '.']);
  await run([python, '-m', 'ruff', 'format', '--quiet', '.']);
  await run([process.execPath, bin('eslint/bin/eslint.js'), '--fix', '.']);
  await run([process.execPath, bin('prettier/bin/prettier.cjs'), '--write', '--log-level=warn', '.']);
});
