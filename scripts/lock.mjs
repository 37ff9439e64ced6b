// `npm run lock`: writes requirements/*.txt from the .in files. `--upgrade` takes newer versions.
import path from 'node:path';
import { venv, windows } from './environment.mjs';
import { command } from './setup/command.mjs';
import { setUp } from './setup/index.mjs';
import { main } from './setup/report.mjs';

const uv = path.join(venv, windows ? 'Scripts/uv.exe' : 'bin/uv');
const common = ['--quiet', '--universal', '--python-version', '3.10', '--no-header', '--no-annotate'];
const sources = {
  demo: ['pyproject.toml', 'requirements/demo.in'],
  development: ['requirements/development.in', '-c', 'requirements/demo.txt'],
  bundled: ['requirements/bundled.in', '-c', 'requirements/demo.txt'],
};

await main(async () => {
  await setUp('development');
  for (const [name, from] of Object.entries(sources)) {
    const words = [
      uv,
      'pip',
      'compile',
      ...common,
      ...process.argv.slice(2),
      ...from,
      '-o',
      `requirements/${name}.txt`,
    ];
    await command('lock', words, { env: { UV_PYTHON_DOWNLOADS: 'never' } });
  }
});
