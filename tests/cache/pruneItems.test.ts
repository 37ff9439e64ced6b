import { expect, test, vi } from 'vitest';
import { extra, repo, root } from './fixtures';

vi.mock('vscode', () => ({ l10n: { t: (message: string) => message } }));
const { pruneItems } = await import('../../extension/src/cache/pruneItems');

test('unused shared blobs are offered where there are some', () => {
  const without = root([repo('a/b')], { extras: [extra('shared'), extra('incomplete')] });
  const having = root([repo('a/b')], { extras: [extra('unused-shared')] });
  const offered = (roots: ReturnType<typeof root>[]): string[] => pruneItems(roots).map(({ what }) => what);
  expect(offered([without])).toEqual(['detached', 'incomplete']);
  expect(offered([without, having])).toEqual(['detached', 'incomplete', 'unused-shared']);
});
