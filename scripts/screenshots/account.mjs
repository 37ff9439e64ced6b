// The Account view, and what the Hub says of a gated model: on a Hub of our own, with tokens that open nothing else.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startHub, tellHub } from '../../tests/e2e/harness/hub.mjs';
import { showOnly } from './sideBar.mjs';

const words = {
  'en-US': {
    view: 'Account',
    signIn: 'Transformers: Sign In to Hugging Face…',
    paste: 'Paste a token',
    checkAccess: 'Transformers: Check Access to Repository…',
  },
  ja: {
    view: 'アカウント',
    signIn: 'Transformers: Hugging Face にサインイン…',
    paste: 'トークンを貼り付け',
    checkAccess: 'Transformers: リポジトリへのアクセス権を確認…',
  },
};

const code = `from transformers import AutoModelForCausalLM, AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained("workbench/gated")
model = AutoModelForCausalLM.from_pretrained("workbench/gated")
`;

async function signIn(workbench, said, token) {
  await workbench.run(said.signIn);
  await workbench.pick(said.paste);
  const box = workbench.picker.locator('input[type="password"]');
  await box.fill(token);
  await workbench.page.keyboard.press('Enter');
  await workbench.toasts.filter({ hasText: 'ada' }).first().waitFor();
  await workbench.run('Notifications: Clear All Notifications');
  await workbench.toasts.first().waitFor({ state: 'detached' });
}

export async function prepareAccount({ home, workspace }) {
  const hub = await startHub(path.join(home, 'hub'));
  mkdirSync(workspace, { recursive: true });
  writeFileSync(path.join(workspace, 'generate.py'), code);
  return { environment: { HF_ENDPOINT: hub.url }, hub: hub.url, stop: hub.stop };
}

export async function playAccount(workbench, locale, { hub }) {
  const said = words[locale];
  await workbench.open('generate.py');
  await showOnly(workbench, said.view);
  for (const [role, name] of [
    ['write', 'upload'],
    ['read', 'laptop'],
  ]) {
    await signIn(workbench, said, await tellHub(hub, 'sign-up', { name: 'ada', role, display_name: name }));
  }
  await workbench.page.locator('.pane-body .monaco-list-row').filter({ hasText: 'upload' }).first().waitFor();
  await workbench.run(said.checkAccess);
  await workbench.pick('workbench/gated');
  await workbench.toasts.filter({ hasText: 'workbench/gated' }).waitFor();
  await workbench.page.locator('.squiggly-warning').first().waitFor();
  await workbench.focusEditor();
  // Both places have their words at the end.
  await workbench.editor.locator('.view-line').filter({ hasText: '✗' }).nth(1).waitFor();
}
