import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { python, windows } from '../../../scripts/environment.mjs';
import { openWorkbench } from '../harness/openWorkbench.mjs';

const window = openWorkbench('client', { settings: { 'workbench.colorTheme': 'Dark Modern' } });
const file = 'templates/chatml.jinja';

/** What ran before this window was opened belongs to others. */
const earlier = new Set([...running('server/start.py lsp'), ...running('transformers_agent')]);

/** The processes of this window that run one of our programs: they work in no folder of the user's. */
function processesOf(program) {
  return running(program).filter((pid) => !earlier.has(pid));
}

function running(program) {
  const runs = (pid) => {
    try {
      const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      return words.includes(program) && !words.includes(' supervise ');
    } catch {
      return false; // It ended meanwhile.
    }
  };
  return windows || !existsSync('/proc')
    ? []
    : readdirSync('/proc')
        .filter((name) => /^\d+$/.test(name))
        .filter(runs)
        .map(Number);
}

test.skipIf(process.platform !== 'linux')('a killed server comes back and the preview goes on', async () => {
  const { workbench } = window;
  await workbench.open(file);
  await workbench.run('Transformers: Preview Chat Template');
  const panel = workbench.preview();
  await panel.waitForText((text) => text.includes('tallest mountain'));

  const killed = processesOf('server/start.py lsp');
  expect(killed).toHaveLength(1);
  process.kill(killed[0], 'SIGKILL');
  await expect
    .poll(() => processesOf('server/start.py lsp'), { timeout: 20_000 })
    .toSatisfy((pids) => pids.length === 1 && pids[0] !== killed[0]);
  await workbench.focusEditor();
  await workbench.goTo(1, 1);
  await workbench.type('Back again. ');
  await panel.waitForText((text) => text.startsWith('Back again. '));
});

test.skipIf(process.platform !== 'linux')('killed agents are replaced without a word', async () => {
  const { workbench } = window;
  const panel = workbench.preview();
  const killed = processesOf('transformers_agent');
  expect(killed.length).toBeGreaterThan(0);
  killed.forEach((pid) => process.kill(pid, 'SIGKILL'));
  await workbench.focusEditor();
  await workbench.goTo(1, 1);
  await workbench.type('Once more. ');
  await panel.waitForText((text) => text.startsWith('Once more. '));
});

test('what the chosen Python lacks is named, with the button that installs it', async () => {
  const { workbench } = window;
  const bare = path.join(window.workspace, 'bare');
  execFileSync(python, ['-m', 'venv', '--without-pip', bare]);
  const interpreter = path.join(bare, windows ? 'Scripts/python.exe' : 'bin/python');
  mkdirSync(path.join(window.workspace, '.vscode'), { recursive: true });
  const settings = { 'workbench.colorTheme': 'Dark Modern', 'transformers.client.interpreter': interpreter };
  writeFileSync(path.join(window.workspace, '.vscode/settings.json'), JSON.stringify(settings));

  const toast = workbench.toasts.filter({ hasText: 'transformers' }).first();
  await toast.waitFor();
  await expect.poll(() => toast.getByRole('button').allTextContents()).toContain('Install…');
  await workbench.screenshot('client-missing-dark');
  const panel = workbench.preview();
  await panel.problem.waitFor();
  expect(await panel.problem.getAttribute('data-reason')).toBe('missing-package');
  expect(await panel.text()).toContain('Once more. ');
});
