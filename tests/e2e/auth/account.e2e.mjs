// The account as a person uses it: signing in, what terminals have, what may be read, and that a token is nowhere
// but where it belongs.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, inject, test } from 'vitest';
import { tellHub } from '../harness/hub.mjs';
import { openWorkbench } from '../harness/openWorkbench.mjs';

const window = openWorkbench('account', { settings: { 'workbench.colorTheme': 'Light Modern' } });
/** Every token of this file: none may be found anywhere. */
const secrets = [];
const item = () =>
  window.workbench.page
    .locator('[id="transformers.auth.account"], [id*="transformers.auth.account"]')
    .first();
const hash = (text) => createHash('sha256').update(text).digest('hex');

async function newToken(about) {
  const token = await tellHub(inject('editor').hub, 'sign-up', about);
  secrets.push(token);
  return token;
}

async function signIn(token) {
  const { workbench } = window;
  await workbench.run('Transformers: Sign In to Hugging Face…');
  await workbench.pick('Paste a token', 'Paste');
  const box = workbench.picker.locator('input[type="password"]');
  await box.waitFor();
  await box.fill(token);
  await workbench.page.keyboard.press('Enter');
}

/** What a new terminal has in HF_TOKEN, as a hash: the token itself is never on screen. */
async function tokenOfNewTerminal(name) {
  const { workbench } = window;
  const file = path.join(window.workspace, `${name}.txt`);
  await workbench.run('Terminal: Create New Terminal (In Active Workspace)');
  await workbench.page.locator('.terminal-wrapper.active .xterm-screen').click();
  await workbench.type(`printf %s "$HF_TOKEN" | sha256sum > '${file}.part'; mv '${file}.part' '${file}'\n`);
  await expect.poll(() => existsSync(file), { timeout: 20_000 }).toBe(true);
  return readFileSync(file, 'utf8').split(' ')[0];
}

function rows() {
  return window.workbench.page.locator('.pane-body .monaco-list-row');
}

async function row(text) {
  const found = rows().filter({ hasText: text }).first();
  await found.waitFor();
  return found;
}

async function closeMessages() {
  await window.workbench.run('Notifications: Clear All Notifications');
  await window.workbench.toasts.first().waitFor({ state: 'detached' });
}

beforeAll(async () => {
  await window.workbench.run('Transformers: Focus on Account View');
});

test('without a token the view offers to sign in', async () => {
  const { page } = window.workbench;
  await page.getByRole('button', { name: 'Sign In to Hugging Face' }).waitFor();
  await window.workbench.screenshot('account-signed-out-light');
});

test('signing in shows whose token it is, and new terminals have it', async () => {
  const { workbench } = window;
  const token = await newToken({ name: 'ada', role: 'write', display_name: 'laptop' });
  await signIn(token);
  await workbench.toasts.filter({ hasText: 'Signed in as ada (write).' }).waitFor();
  await workbench.toasts.filter({ hasText: 'read token is enough' }).waitFor();
  await workbench.screenshot('account-signed-in-message');
  await closeMessages();
  await row('ada');
  await expect.poll(() => item().textContent()).toContain('ada · laptop (write)');
  await (await row('ada')).click();
  await workbench.page.keyboard.press('ArrowRight');
  await row('org');
  await workbench.screenshot('account-light');
  expect(await tokenOfNewTerminal('signed-in')).toBe(hash(token));
});

test('a second token is kept beside the first, and switching is one pick', async () => {
  const { workbench } = window;
  const token = await newToken({ name: 'grace', role: 'read', display_name: 'server' });
  await signIn(token);
  await workbench.toasts.filter({ hasText: 'Signed in as grace (read).' }).waitFor();
  await closeMessages();
  await workbench.run('Transformers: Switch Token…');
  await workbench.picker.locator('.monaco-list-row').filter({ hasText: 'laptop' }).first().waitFor();
  await workbench.screenshot('account-switch-light');
  await workbench.pick('laptop');
  await expect.poll(() => item().textContent()).toContain('ada · laptop');
  await closeMessages();
});

test('access to a gated repository: each state has its words and the next step', async () => {
  const { workbench } = window;
  const { hub } = inject('editor');
  const check = async (words, button) => {
    await workbench.run('Transformers: Check Access to Repository…');
    await workbench.pick('workbench/gated');
    const toast = workbench.toasts.filter({ hasText: words });
    await toast.waitFor();
    if (button) await toast.getByRole('button', { name: button }).waitFor();
    await workbench.screenshot(`account-access-${words.replace(/\W+/g, '-')}`);
    await closeMessages();
  };
  writeFileSync(
    path.join(window.workspace, 'gated.py'),
    'from transformers import AutoModel\n\nmodel = AutoModel.from_pretrained("workbench/gated")\n',
  );
  await workbench.open('gated.py');
  await check('has no request for access', 'Ask for Access on the Hub');
  await workbench.page.locator('.squiggly-warning').first().waitFor();
  await workbench.screenshot('account-access-in-code');
  await tellHub(hub, 'access', { repo_id: 'workbench/gated', account: 'ada', state: 'accepted' });
  await workbench.focusEditor();
  await workbench.goTo(3, 40);
  await workbench.page.keyboard.press('Control+.');
  const again = workbench.page
    .locator('.action-widget .monaco-list-row')
    .filter({ hasText: 'again' })
    .first();
  await again.waitFor();
  await workbench.screenshot('account-access-fixes');
  await again.click();
  await workbench.page.locator('.squiggly-warning').first().waitFor({ state: 'detached' });
  await closeMessages();
  await workbench.closeAll();
});

test('huggingface_token.json is imported and deleted', async () => {
  const { workbench } = window;
  const token = await newToken({ name: 'lin', role: 'read', display_name: 'notes' });
  const file = path.join(window.workspace, 'huggingface_token.json');
  writeFileSync(file, JSON.stringify({ HUGGINGFACE_TOKEN: token }));
  await workbench.run('Transformers: Import huggingface_token.json…');
  const choice = workbench.picker.locator('.monaco-list-row').filter({ hasText: 'Delete the File' }).first();
  await choice.waitFor();
  await workbench.screenshot('account-import-light');
  await choice.click();
  await expect.poll(() => existsSync(file)).toBe(false);
  await expect.poll(() => item().textContent()).toContain('lin · notes (read)');
  await closeMessages();
});

test('a token in a script moves to the secret store by a quick fix', async () => {
  const { workbench } = window;
  const token = await newToken({ name: 'mary', role: 'read', display_name: 'script' });
  const file = path.join(window.workspace, 'login.py');
  writeFileSync(file, `from huggingface_hub import login\n\nlogin(token="${token}")\n`);
  await workbench.open('login.py');
  await workbench.page.locator('.squiggly-warning').first().waitFor();
  await workbench.focusEditor();
  await workbench.goTo(3, 20);
  await workbench.page.keyboard.press('Control+.');
  const action = workbench.page
    .locator('.action-widget .monaco-list-row')
    .filter({ hasText: 'Move to the secret store' })
    .first();
  await action.waitFor();
  await action.click();
  await workbench.page.locator('.squiggly-warning').first().waitFor({ state: 'detached' });
  await workbench.save();
  expect(readFileSync(file, 'utf8')).toContain('login(token=os.environ["HF_TOKEN"])');
  await expect.poll(() => item().textContent()).toContain('mary · script (read)');
  await closeMessages();
  await workbench.closeAll();
});

test('an error of a log is explained in the same words', async () => {
  const { workbench } = window;
  const { hub } = inject('editor');
  writeFileSync(
    path.join(window.workspace, 'train.log'),
    [
      "{'loss': '0.6796', 'epoch': '5.9'}",
      'Traceback (most recent call last):',
      '  File "train.py", line 3, in <module>',
      'huggingface_hub.errors.GatedRepoError: 403 Client Error.',
      '',
      `Cannot access gated repo for url ${hub}/workbench/gated/resolve/main/config.json.`,
      `Access to model workbench/gated is restricted and you are not in the authorized list. Visit ${hub}/workbench/gated to ask for access.`,
      '',
    ].join('\n'),
  );
  await workbench.open('train.log');
  await workbench.run('Transformers: Explain Access Error…');
  const toast = workbench.toasts.filter({ hasText: 'has no request for access' });
  await toast.getByRole('button', { name: 'Ask for Access on the Hub' }).waitFor();
  await workbench.screenshot('account-error-explained');
  await closeMessages();
  await workbench.closeAll();
});

test('signing in with the browser', async () => {
  const { workbench } = window;
  const token = await newToken({ name: 'joan', role: 'read', display_name: 'browser' });
  await workbench.run('Transformers: Sign In to Hugging Face…');
  const opened = workbench.page.waitForEvent('popup');
  await workbench.pick('Sign in with the browser', 'browser');
  await workbench.toasts.filter({ hasText: 'ABCD-EFGH' }).first().waitFor();
  await workbench.screenshot('account-browser-code');
  await (await opened).close();
  const renewed = await newToken({ name: 'joan', role: 'read', display_name: 'browser' });
  secrets.push(await tellHub(inject('editor').hub, 'refresh', {}));
  // It is good for an hour: that is less than the day before its end at which it is to be renewed.
  await tellHub(inject('editor').hub, 'approve', { token, lasts: 3600, renewed });
  await workbench.toasts.filter({ hasText: 'Signed in as joan (read).' }).waitFor();
  await expect.poll(() => item().textContent()).toContain('joan');
  await closeMessages();
});

test('a token of the browser is renewed before it ends, and nobody has to do anything', async () => {
  const { workbench } = window;
  const renewed = secrets[secrets.length - 2];
  await row('Renews itself by');
  await rows()
    .filter({ hasText: `hf_…${renewed.slice(-4)}` })
    .first()
    .waitFor({ timeout: 60_000 });
  secrets.push(await tellHub(inject('editor').hub, 'refresh', {}));
  await workbench.screenshot('account-renewed');
  await expect.poll(() => item().textContent()).toContain('joan');
  expect(await tokenOfNewTerminal('renewed')).toBe(hash(renewed));
});

test('after signing out, new terminals have none', async () => {
  const { workbench } = window;
  await workbench.run('Transformers: Sign Out of Hugging Face…');
  await workbench.picker.locator('.monaco-list-row').first().waitFor();
  await workbench.picker.getByRole('checkbox').first().click();
  await workbench.picker.getByRole('button', { name: 'OK' }).click();
  await workbench.page.locator('.monaco-dialog-box').waitFor();
  await workbench.screenshot('account-sign-out-light');
  await workbench.page.getByRole('button', { name: 'Delete' }).click();
  await workbench.page.getByRole('button', { name: 'Sign In to Hugging Face' }).waitFor();
  await expect.poll(() => item().isVisible()).toBe(false);
  expect(await tokenOfNewTerminal('signed-out')).toBe(hash(''));
});

test('no token is in a file, a log or an argument of a process', async () => {
  const { home } = inject('editor');
  expect(secrets).toHaveLength(8);
  // The search finds what is there. (What the editor and the server tell each other is searched in tests/auth.)
  expect(filesWith(home, ['workbench/gated']).length).toBeGreaterThan(0);
  expect(filesWith(home, secrets)).toEqual([]);
  const commandLines = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => readIfThere(`/proc/${pid}/cmdline`));
  expect(commandLines.filter((line) => secrets.some((secret) => line.includes(secret)))).toEqual([]);
});

function filesWith(folder, texts) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => {
      const content = readIfThere(file);
      return texts.some((text) => content.includes(text));
    });
}

function readIfThere(file) {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return ''; // Gone since it was listed.
  }
}
