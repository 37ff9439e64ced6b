import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { openWorkbench } from '../harness/openWorkbench.mjs';

const window = openWorkbench('harness');

test('opens a file, goes to a place, types and saves', async () => {
  const { workbench, workspace } = window;
  await workbench.open('templates/chatml.jinja');
  await workbench.goTo(1, 1);
  await workbench.paste('{# hello #}');
  await workbench.save();
  expect(readFileSync(path.join(workspace, 'templates/chatml.jinja'), 'utf8')).toMatch(
    /^\{# hello #\}\{% for/,
  );
  await workbench.screenshot('harness');
  await workbench.run('View: Toggle Word Wrap');
  await workbench.problems();
  await workbench.reload();
  await workbench.tab('chatml.jinja').waitFor();
});
