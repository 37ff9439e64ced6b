// What VS Code is told to draw again, and which objects it gets.
import { beforeEach, expect, test, vi } from 'vitest';
import type { LogOutputChannel } from 'vscode';
import type { LanguageServer } from '../../extension/src/client/languageServer';
import { buildTree } from '../../extension/src/cache/buildTree';
import { NO_FILTER } from '../../extension/src/cache/repoFilter';
import type { CacheFiles, CacheRoot } from '../../extension/src/protocol';
import { extra, repo, revision, root } from './fixtures';

vi.mock('vscode', () => {
  class EventEmitter<T> {
    private readonly heard: ((value: T) => void)[] = [];
    readonly event = (listener: (value: T) => void): void => void this.heard.push(listener);
    readonly fire = (value: T): void => this.heard.forEach((listener) => listener(value));
  }
  class TreeItem {
    constructor(
      readonly label: string,
      readonly collapsibleState: number,
    ) {}
  }
  class ThemeIcon {
    constructor(readonly id: string) {}
  }
  return {
    EventEmitter,
    TreeItem,
    ThemeIcon,
    Uri: { from: (parts: object) => parts },
    TreeItemCollapsibleState: { None: 0, Collapsed: 1, Expanded: 2 },
    env: { language: 'en' },
    l10n: {
      t: (message: string, ...values: string[]) =>
        message.replace(/\{(\d)\}/g, (_, place) => String(values[Number(place)])),
    },
  };
});
vi.mock('vscode-languageclient/node', () => {
  class MessageType {
    constructor(readonly method: string) {}
  }
  return { NotificationType: MessageType, RequestType: MessageType, RequestType0: MessageType };
});
const { CacheTree } = await import('../../extension/src/cache/cacheTree');

const commit = 'c1899de'.padEnd(40, '0');
const revisionId = `/hub|models--a--b|${commit}`;
const request = vi.fn<() => Promise<CacheFiles>>();
const output = { error: vi.fn() };
let tree: InstanceType<typeof CacheTree>;
let drawn: unknown[];

const show = (subject: CacheRoot): void =>
  tree.show(buildTree({ roots: [subject], complete: true }, { order: 'size', filter: NO_FILTER, now: 0 }));
const hub = (changes: Parameters<typeof repo>[1] = {}): CacheRoot =>
  root([repo('a/b', { revisions: [revision(commit, { sizeOnDisk: 1_500_000_000 })], ...changes })], {
    extras: [extra('xet')],
  });
const child = async (parent?: Awaited<ReturnType<typeof tree.getChildren>>[number]) =>
  (await tree.getChildren(parent))[0]!;

beforeEach(() => {
  request.mockReset();
  output.error.mockReset();
  tree = new CacheTree({ request } as unknown as LanguageServer, output as unknown as LogOutputChannel);
  drawn = [];
  tree.onDidChangeTreeData((elements) =>
    drawn.push(Array.isArray(elements) ? elements.map(({ node }) => node.id) : elements),
  );
  show(hub());
});

test('an element stays the same object while its facts change', async () => {
  const group = await child();
  const before = await child(group);
  show(hub({ lastAccessed: 5000 }));
  expect(drawn).toEqual([undefined, ['/hub|models--a--b']]);
  expect(await child(group)).toBe(before);
  expect(before.node).toMatchObject({ repo: { lastAccessed: 5000 } });
});

test('nothing is drawn again when nothing changed', () => {
  show(hub());
  expect(drawn).toEqual([undefined]);
});

test('what nobody has seen is not drawn again', () => {
  show(hub({ lastAccessed: 5000 }));
  expect(drawn).toEqual([undefined]);
});

test('files are asked for when a revision is opened, and their elements survive the next answer', async () => {
  const file = { path: 'config.json', size: 726, uri: 'file:///x', blobUri: 'file:///y', shared: true };
  request.mockResolvedValue({ files: [file] });
  const element = tree.element(revisionId)!;
  expect(tree.getTreeItem(element)).toMatchObject({
    id: revisionId,
    label: 'main',
    description: 'c1899de · 1.5 GB (+100 B)',
  });
  const config = await child(element);
  expect(tree.getTreeItem(config)).toMatchObject({ label: 'config.json', description: '726 B · shared' });
  show(hub({ lastAccessed: 5000 }));
  expect(tree.element(config.node.id)).toBe(config);
});

test('files that cannot be listed are a message, and no error', async () => {
  request.mockRejectedValue(new Error('gone'));
  const message = await child(tree.element(revisionId));
  expect(message.node).toMatchObject({ kind: 'message', severity: 'warning' });
  expect(output.error).toHaveBeenCalledOnce();
});

test('what is gone is forgotten', () => {
  expect(tree.element(revisionId)).toBeDefined();
  show(root([], { extras: [extra('xet')] }));
  expect(tree.element(revisionId)).toBeUndefined();
});

test('a node that was never shown can be revealed', () => {
  const element = tree.element(revisionId)!;
  expect(element.parent?.node.id).toBe('/hub|models--a--b');
  expect(tree.getParent(element.parent!)?.node.id).toBe('/hub|#model');
});

test('a repository tells the most important first, in words', async () => {
  show(hub({ markers: ['gated'], usedHere: true, lastAccessed: Date.now() / 1000 - 200_000 }));
  const item = tree.getTreeItem(await child(await child()));
  expect(item).toMatchObject({
    label: 'b',
    description: '100 B · 2d ago · a · used here · gated',
    accessibilityInformation: { label: 'a/b, 100 B · 2d ago · a · used here · gated' },
  });
});
