// What a token in a document or a file goes through: kept first, taken out only then, and only what is still there.
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { LanguageServer } from '../../extension/src/client/languageServer';
import type { AccessAnswer } from '../../extension/src/protocol';
import { madeToken } from './madeTokens';

interface Place {
  readonly line: number;
  readonly character: number;
}
const editor = vi.hoisted(() => ({
  asked: [] as string[],
  press: undefined as string | undefined,
  pick: '',
  opened: [] as string[],
  ran: [] as string[],
  deleted: [] as unknown[],
  files: new Map<string, Uint8Array>(),
  document: { uri: 'file:///a.py', version: 1, lines: [] as string[], isClosed: false },
  applied: [] as string[],
}));
vi.mock('vscode', async () => {
  const base = (await import('./fakes')).fakeVscode();
  const ask = (message: string, ...buttons: unknown[]) => {
    editor.asked.push(message);
    return Promise.resolve(buttons.find((each) => each === editor.press));
  };
  class Uri {
    constructor(readonly path: string) {}
    static parse = (text: string) => new Uri(text);
    readonly toString = () => this.path;
  }
  class Range {
    readonly start: Place;
    readonly end: Place;
    constructor(...[line, character, endLine, endCharacter]: [number, number, number, number]) {
      this.start = { line, character };
      this.end = { line: endLine, character: endCharacter };
    }
  }
  const { document } = editor;
  const getText = ({ start, end }: Range) =>
    document.lines
      .slice(start.line, end.line + 1)
      .map((line) => line.slice(start.character, end.character))
      .join('\n');
  return {
    ...base,
    Uri,
    Range,
    WorkspaceEdit: class {
      readonly replace = (_: unknown, __: unknown, text: string) => editor.applied.push(text);
    },
    env: { openExternal: (uri: Uri) => Promise.resolve(editor.opened.push(uri.path) > 0) },
    commands: { executeCommand: (id: string) => Promise.resolve(editor.ran.push(id)) },
    window: {
      showInformationMessage: ask,
      showWarningMessage: ask,
      showErrorMessage: ask,
      setStatusBarMessage: (message: string) => editor.asked.push(message),
      showQuickPick: (items: { label: string }[]) =>
        Promise.resolve(items.find(({ label }) => editor.pick !== '' && label.includes(editor.pick))),
      withProgress: (_: unknown, work: (progress: unknown, token: unknown) => unknown) =>
        work({}, { isCancellationRequested: false }),
    },
    workspace: {
      get textDocuments() {
        return [{ ...document, getText, uri: new Uri(document.uri) }].map((each) =>
          Object.defineProperty(each, 'version', { get: () => document.version }),
        );
      },
      applyEdit: () => Promise.resolve(true),
      asRelativePath: (uri: Uri) => uri.path,
      findFiles: () => Promise.resolve([...editor.files.keys()].map((path) => new Uri(path))),
      fs: {
        stat: ({ path }: Uri) => Promise.resolve({ size: editor.files.get(path)!.length }),
        readFile: ({ path }: Uri) => Promise.resolve(editor.files.get(path)),
        delete: (_: Uri, options: { useTrash: boolean }) => {
          editor.deleted.push(options);
          return options.useTrash ? Promise.reject(new Error('no trash')) : Promise.resolve();
        },
      },
    },
  };
});
vi.mock('vscode-languageclient/node', async () => (await import('./fakes')).fakeLanguageClient());
const { moveToSecretStore } = await import('../../extension/src/auth/moveToSecretStore');
const { TokenFileImport } = await import('../../extension/src/auth/tokenFileImport');
const { TokenFileRemains } = await import('../../extension/src/auth/tokenFileRemains');
const { AccessCheck } = await import('../../extension/src/auth/accessCheck');
const { ExplainError } = await import('../../extension/src/auth/explainError');

const secret = madeToken(9);
let kept: unknown[][] = [];
let answers: Record<string, unknown> = {};
let sent: { readonly method: string; readonly params: unknown }[] = [];
let meanwhile = (): void => undefined;
let name: string | undefined;
const signIn = {
  start: () => Promise.resolve(),
  keep: (...args: unknown[]) => {
    kept.push(args);
    meanwhile();
    return Promise.resolve(name);
  },
};
const server = {
  request: ({ method }: { method: string }, params: unknown) => {
    sent.push({ method, params });
    return Promise.resolve(answers[method.replace('transformers/auth/', '')]);
  },
} as unknown as LanguageServer;

beforeEach(() => {
  for (const list of [editor.asked, editor.opened, editor.ran, editor.deleted, editor.applied]) {
    list.length = 0;
  }
  Object.assign(editor, { press: undefined, pick: '' });
  Object.assign(editor.document, { version: 1, lines: ['', `x = "${secret}"`, ''], isClosed: false });
  editor.files.clear();
  kept = [];
  sent = [];
  answers = {};
  meanwhile = () => undefined;
  name = 'laptop';
});

describe('a token in a document', () => {
  const at = (line: number, from: number, to: number) => ({
    start: { line, character: from },
    end: { line, character: to },
  });
  const edits = [{ range: at(1, 4, 6 + secret.length), newText: 'READ' }];
  const args = ['file:///a.py', 1, at(1, 5, 5 + secret.length), edits];

  test('is kept, then taken out', async () => {
    await moveToSecretStore(args, signIn);
    expect(kept).toEqual([[secret, 'secretStorage']]);
    expect(editor.applied).toEqual(['READ']);
  });

  test('stays when it is not kept', async () => {
    name = undefined;
    await moveToSecretStore(args, signIn);
    expect([editor.applied, editor.asked]).toEqual([[], []]);
  });

  test('is taken out when something else was typed meanwhile', async () => {
    meanwhile = () => Object.assign(editor.document, { version: 2 });
    editor.document.lines[2] = 'y';
    await moveToSecretStore(args, signIn);
    expect(editor.applied).toEqual(['READ']);
  });

  test('is left to the user when it moved meanwhile', async () => {
    meanwhile = () => {
      editor.document.version = 2;
      editor.document.lines.unshift('new');
    };
    await moveToSecretStore(args, signIn);
    expect(editor.applied).toEqual([]);
    expect(editor.asked[0]).toContain('is kept, but the document has changed');
  });

  test('is not taken from a place where none is', async () => {
    editor.document.lines[1] = 'x = os.environ["HF_TOKEN"] # and more of it than a token has';
    await moveToSecretStore(args, signIn);
    expect(kept).toEqual([]);
    expect(editor.asked[0]).toContain('Nothing was done');
  });
});

describe('huggingface_token.json', () => {
  const failed = (): Promise<void> => Promise.reject(new Error('failed'));
  const run = () => new TokenFileImport(signIn, new TokenFileRemains(server, failed)).run(undefined);
  const write = (text: string) => editor.files.set('token.json', new TextEncoder().encode(text));

  test('is deleted for good where there is no trash', async () => {
    write(JSON.stringify({ HUGGINGFACE_TOKEN: secret }));
    answers.gitState = { state: 'none', message: '' };
    editor.pick = 'Delete the File';
    await run();
    expect(kept[0]?.[0]).toBe(secret);
    expect(editor.deleted).toEqual([{ useTrash: true }, { useTrash: false }]);
  });

  test('that git knows: revoking is offered on the Hub', async () => {
    write(JSON.stringify({ HUGGINGFACE_TOKEN: secret }));
    answers.gitState = { state: 'known', message: 'Git knows it: revoke it first.' };
    editor.press = 'Revoke on the Hub';
    await run();
    expect(editor.opened).toEqual(['https://huggingface.co/settings/tokens']);
    expect(editor.deleted).toEqual([]);
  });

  test('stays as it is when the token is not kept', async () => {
    write(JSON.stringify({ HUGGINGFACE_TOKEN: secret }));
    name = undefined;
    await run();
    expect([sent, editor.deleted]).toEqual([[], []]);
  });

  test('that is damaged: a message, and nothing is kept or shown of it', async () => {
    write(`{"HUGGINGFACE_TOKEN": ${secret}`);
    await run();
    expect([kept, sent, editor.deleted]).toEqual([[], [], []]);
    expect(editor.asked[0]).toContain('is not valid JSON');
  });

  test('is never shown', async () => {
    write(JSON.stringify({ HUGGINGFACE_TOKEN: secret }));
    answers.gitState = { state: 'open', message: 'Git would take it.' };
    await run();
    expect(JSON.stringify([editor.asked, sent])).not.toContain(secret.slice(3, 12));
  });
});

describe('access', () => {
  const answer: AccessAnswer = {
    repoId: 'a/b',
    repoType: 'model',
    revision: null,
    state: 'not-requested',
    label: 'Gated',
    words: 'a/b is gated.',
    readable: false,
    next: 'request',
    nextTitle: 'Ask for Access',
    url: 'https://huggingface.co/a/b',
    page: 'https://huggingface.co/a/b',
  };
  const check = new AccessCheck(server, signIn, (error) => {
    throw error;
  });

  test('is asked for and the next step taken', async () => {
    answers.access = answer;
    editor.press = 'Ask for Access';
    await check.check({ repoId: 'a/b' });
    expect(sent[0]?.params).toEqual({ repoId: 'a/b', repoType: 'model', revision: null, fresh: false });
    await vi.waitFor(() => expect(editor.opened).toEqual([answer.url]));
    await vi.waitFor(() =>
      expect(editor.asked).toEqual(['a/b is gated.', 'When that is done, check the access to a/b again.']),
    );
  });

  test('is asked for again, without what was known', async () => {
    answers.access = { ...answer, readable: true };
    await check.step({ ...answer, next: 'retry' });
    expect(sent[0]?.params).toMatchObject({ repoId: 'a/b', fresh: true });
  });

  test('is read from an error, from which no token gets to the server', async () => {
    answers.explain = { answer, excerpt: 'GatedRepoError: 403' };
    await new ExplainError(server, check).run(`Bearer ${secret}\nGatedRepoError: 403`);
    expect(JSON.stringify(sent)).not.toContain(secret.slice(3, 12));
    await vi.waitFor(() => expect(editor.asked).toEqual(['a/b is gated. Read from: “GatedRepoError: 403”']));
  });

  test('is not asked for of a repository that an error does not name', async () => {
    answers.explain = {
      answer: { ...answer, repoId: '', next: 'sign-in', nextTitle: 'Sign In' },
      excerpt: '',
    };
    editor.press = 'Sign In';
    await new ExplainError(server, check).run('Invalid user token.');
    expect(sent).toHaveLength(1);
    await vi.waitFor(() => expect(editor.asked).toEqual(['a/b is gated.']));
  });

  test('is not read from what tells nothing of it', async () => {
    answers.explain = { answer: null };
    await new ExplainError(server, check).run('raise GatedRepoError(');
    expect(editor.asked[0]).toContain('Select the whole error');
    await new ExplainError(server, check).run(' \n');
    expect(editor.asked[1]).toContain('There is no text to explain.');
  });
});
