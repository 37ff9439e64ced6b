// Where servers are reached: what opens them comes beside the messages, once for each process.
import { expect, test, vi } from 'vitest';
import { clientMock, vscodeMock } from './editor';
import { server } from './fixtures';

vi.mock('vscode', () => vscodeMock());
vi.mock('vscode-languageclient/node', () => clientMock());
const vscode = await import('vscode');
const { ServerAddresses } = await import('../../extension/src/tensorboard/serverAddresses');
const { externalAddress } = await import('../../extension/src/tensorboard/addresses');

function languageServer(take: (handle: string) => Promise<string>) {
  const request = vi.fn((_type: unknown, { id }: { readonly id: string }) =>
    Promise.resolve({ handle: `handle of ${id}` }),
  );
  return { request, addresses: new ServerAddresses({ request, secrets: { take } } as never) };
}

test('an address is asked for once, however often its panel draws', async () => {
  const { request, addresses } = languageServer((handle) => Promise.resolve(`http://127.0.0.1:1/${handle}/`));
  const runs = server('runs');
  expect(await Promise.all([addresses.of(runs), addresses.of({ ...runs, hasEvents: false })])).toEqual([
    'http://127.0.0.1:1/handle of id-runs/',
    'http://127.0.0.1:1/handle of id-runs/',
  ]);
  expect(request).toHaveBeenCalledTimes(1);
  await addresses.of(server('other'));
  expect(request).toHaveBeenCalledTimes(2);
});

test('another process of the same folders has another address', async () => {
  let count = 0;
  const { addresses } = languageServer(() => Promise.resolve(`http://127.0.0.1:1/${++count}/`));
  const runs = server('runs');
  expect(await addresses.of(runs)).toBe('http://127.0.0.1:1/1/');
  expect(await addresses.of({ ...runs, pid: 43 })).toBe('http://127.0.0.1:1/2/');
  expect(await addresses.of({ ...runs, pid: 43, started: 2000 })).toBe('http://127.0.0.1:1/3/');
});

test('what did not arrive is asked for again', async () => {
  let lost = true;
  const { addresses } = languageServer(() =>
    lost ? Promise.reject(new Error('lost')) : Promise.resolve('http://127.0.0.1:1/secret/'),
  );
  await expect(addresses.of(server('runs'))).rejects.toThrow('lost');
  lost = false;
  expect(await addresses.of(server('runs'))).toBe('http://127.0.0.1:1/secret/');
});

test.each([
  // On this machine; a forwarded port; a tunnel.
  ['http://127.0.0.1:6006/secret/', 'http://127.0.0.1:6006/secret/'],
  ['http://127.0.0.1:52341/secret/', 'http://127.0.0.1:52341/secret/'],
  ['https://x-6006.devtunnels.ms/secret/', 'https://x-6006.devtunnels.ms/secret/'],
  // Below a path of the editor's own, with and without the end of ours.
  ['https://host/proxy/6006/secret/', 'https://host/proxy/6006/secret/'],
  ['https://host/proxy/6006/secret', 'https://host/proxy/6006/secret/'],
  // Editors that answer with the place of the port alone.
  ['https://host/proxy/6006/', 'https://host/proxy/6006/secret/'],
  ['https://host/proxy/6006', 'https://host/proxy/6006/secret/'],
  ['https://x-6006.preview.app.github.dev', 'https://x-6006.preview.app.github.dev/secret/'],
])('the path survives forwarding: %s', async (external, shown) => {
  const asked = vi.spyOn(vscode.env, 'asExternalUri').mockResolvedValue(vscode.Uri.parse(external));
  expect((await externalAddress('http://127.0.0.1:6006/secret/')).toString()).toBe(shown);
  expect(asked.mock.calls.map(([uri]) => uri.path)).toEqual(['/secret/']);
  asked.mockRestore();
});
