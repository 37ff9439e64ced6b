// What is shown of the account.
import { describe, expect, test, vi } from 'vitest';
import type { AccountFacts } from '../../extension/src/auth/accountFacts';
import type { RememberedCheck } from '../../extension/src/auth/checkMemory';
import type { AuthNode } from '../../extension/src/auth/nodes';
import { check, status } from './fakes';

vi.mock('vscode', async () => (await import('./fakes')).fakeVscode());
const { buildAccountTree } = await import('../../extension/src/auth/buildAccountTree');
const { accountTreeItem } = await import('../../extension/src/auth/accountItems');
const { accountTooltip } = await import('../../extension/src/auth/accountTooltips');
const { accountItemText } = await import('../../extension/src/auth/accountItemText');
const { details, headline, report } = await import('../../extension/src/auth/report');
const { keptTokens } = await import('../../extension/src/auth/accountFacts');

const NOW = Date.parse('2026-01-02T12:00:00Z');
const facts = (changes: Partial<AccountFacts> = {}, checked?: Partial<RememberedCheck>): AccountFacts => ({
  status: status(),
  editorTokens: [],
  editorUses: undefined,
  lastCheck: () => (checked ? { check: check(), at: NOW - 7_200_000, ...checked } : undefined),
  ...changes,
});
const rows = (nodes: readonly AuthNode[], depth = 0): string[] =>
  nodes.flatMap((node) => {
    const item = accountTreeItem(node);
    const icon = (item.iconPath as { id: string }).id;
    const text = [icon, item.label as string, item.description as string]
      .filter((part) => part !== '')
      .join(' | ');
    return [`${'  '.repeat(depth)}${text}`, ...('children' in node ? rows(node.children, depth + 1) : [])];
  });
const tree = (given: AccountFacts): string[] => rows(buildAccountTree(given, NOW));

test('a token that was checked shows whose it is, what it may do and when it was checked', () => {
  const organizations = ['acme', 'lab'];
  const full = check({
    organizations,
    scopes: ['read: acme'],
    expiresAt: '2026-02-01T00:00:00Z',
    hint: 'Hint.',
  });
  expect(tree(facts({}, { check: full }))).toEqual([
    'account | alice | token “laptop” (read)',
    '  key | Token hf_…abcd, from the stored token “laptop”.',
    '  shield | Role: read',
    '  unlock | read: acme',
    '  organization | Organizations: acme, lab',
    expect.stringMatching(/^ {2}clock \| Expires .*2026/),
    '  lightbulb | Hint.',
    '  history | Checked 2h ago',
    'key | Tokens',
    '  check | laptop | alice, read · hf_…abcd · huggingface_hub’s file',
  ]);
});

test('one that is renewed by itself says so instead of when it would end, until it has ended', () => {
  const expiry = (expiresAt: string, renews?: true): string | undefined => {
    const token = { name: 'laptop', shown: 'hf_…abcd', ...(renews ? { renews } : {}) };
    const editor = { shown: 'hf_…abcd', name: 'laptop', kind: 'editor', place: 'the secret store' } as const;
    const given = { status: status({ token: editor }), editorTokens: [token], editorUses: 'laptop' };
    return tree(facts(given, { check: check({ expiresAt }) })).find((row) => row.includes('2026'));
  };
  expect(expiry('2026-02-01T00:00:00Z', true)).toMatch(/^ {2}sync \| Renews itself by .*2026/);
  expect(expiry('2026-02-01T00:00:00Z')).toMatch(/^ {2}clock \| Expires .*2026/);
  expect(expiry('2026-01-01T00:00:00Z', true)).toMatch(/Expired .*2026/);
});

test('one that was not checked shows its name and says so; without a name what may be shown', () => {
  expect(tree(facts())[0]).toBe('account | laptop | not checked · hf_…abcd');
  const token = { shown: 'hf_…abcd', name: null, kind: 'environment', place: 'HF_TOKEN' } as const;
  expect(tree(facts({ status: status({ token, stored: [] }) }))).toEqual([
    'account | hf_…abcd | not checked',
    '  key | Token hf_…abcd, from the stored token “laptop”.',
  ]);
});

test.each([
  ['invalid', 'not valid'],
  ['expired', 'expired'],
] as const)('one that is %s is a warning, in the tree and in the status bar', (state, word) => {
  const given = facts({}, { check: check({ state, message: 'Create another one.', account: '' }) });
  const shown = tree(given);
  expect(shown[0]).toBe(`warning | laptop | ${word} · hf_…abcd`);
  expect(shown).toContain('  warning | Create another one.');
  expect(shown.at(-1)).toBe(`  warning | laptop | ${word} · hf_…abcd · huggingface_hub’s file`);
  expect(accountItemText(given)).toEqual({ text: `$(warning) laptop (${word})`, isTrouble: true });
});

test('nobody is signed in: nothing, but what is the matter and the tokens that are kept', () => {
  const nobody = status({ token: null, words: ['No token is in use.'], stored: [] });
  expect(tree(facts({ status: nobody }))).toEqual([]);
  expect(accountItemText(facts({ status: nobody }))).toBeUndefined();
  expect(
    tree(
      facts({
        status: { ...nobody, findings: ['Mode 0644.'] },
        editorTokens: [{ name: 'laptop', shown: 'hf_…abcd' }],
      }),
    ),
  ).toEqual(['warning | Mode 0644.', 'key | Tokens', '  circle-outline | laptop | hf_…abcd · secret store']);
});

test('another Hub and what is the matter are told', () => {
  const shown = tree(facts({ status: status({ endpoint: 'https://hub.acme', findings: ['Mode 0644.'] }) }));
  expect(shown).toContain('  server | Hub: https://hub.acme');
  expect(shown).toContain('  warning | Mode 0644.');
});

describe('tokens of both places', () => {
  const token = { shown: 'hf_…abcd', name: 'laptop', kind: 'editor', place: 'the secret store' } as const;
  const both = facts({
    status: status({ token }),
    editorTokens: [
      { name: 'laptop', shown: 'hf_…abcd' },
      { name: 'cluster', shown: 'hf_…wxyz' },
    ],
    editorUses: 'laptop',
  });

  test('are told apart, and one alone is in use', () => {
    expect(keptTokens(both).map((each) => accountTreeItem(each).contextValue)).toEqual([
      'token active editor',
      'token idle editor',
      'token idle file',
    ]);
  });

  test('are read out with their state', () => {
    const [first] = keptTokens(both);
    expect(accountTreeItem(first!).accessibilityInformation?.label).toBe(
      'laptop, hf_…abcd · secret store, in use',
    );
  });

  test('can be used and deleted from their tooltips', () => {
    const [active, idle] = keptTokens(both).map((each) => accountTooltip(each)?.value ?? '');
    expect(active).not.toContain('command:transformers.auth.switchToken');
    expect(idle).toContain(
      `command:transformers.auth.switchToken?${encodeURIComponent('["token|editor|cluster"]')}`,
    );
    expect(idle).toContain('command:transformers.auth.signOut');
  });
});

test('the status bar says whose, which and what it may', () => {
  expect(accountItemText(facts({}, {}))?.text).toBe('$(account) alice · laptop (read)');
  expect(accountItemText(facts())?.text).toBe('$(account) laptop');
});

test('the report has the answer first, the sentences, and every token that is kept', () => {
  const given = facts({}, {});
  expect(headline(given, check())).toBe('Signed in as alice (read).');
  expect(details(given, check({ state: 'expired', message: 'It expired.' }), NOW)).toMatch(/^It expired\./);
  expect(report(given, check(), NOW).split('\n\n')).toEqual([
    'Signed in as alice (read).',
    'Token hf_…abcd, from the stored token “laptop”.',
    'Role: read',
    '* laptop · alice, read · hf_…abcd · huggingface_hub’s file',
    'huggingface_hub 1.2.3',
  ]);
});
