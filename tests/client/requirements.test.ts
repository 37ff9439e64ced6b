import { expect, test, vi } from 'vitest';
import { isRequirement } from '../../extension/src/client/requirements';

vi.mock('vscode', () => ({ l10n: { t: (text: string) => text } }));
const { problemFailure } = await import('../../extension/src/client/failures');

test.each([
  'torch',
  'hydra-core',
  'huggingface_hub',
  'transformers>=5',
  'tensorboard>2.19.0',
  'mistral-common[image]>=1.0,<2',
])('pip takes %s for a project', (text) => {
  expect(isRequirement(text)).toBe(true);
});

test.each([
  '',
  '-r',
  '--index-url=https://example.com/simple',
  '-e.',
  './apex',
  '/tmp/apex',
  'C:\\apex',
  'git+https://example.com/apex',
  'https://example.com/apex.whl',
  'apex@https://example.com/apex.whl',
  'torch apex',
  'torch;python_version>"3"',
  'torch\n--index-url=https://example.com',
  'torch\n',
])('pip never gets %j', (text) => {
  expect(isRequirement(text)).toBe(false);
});

test('there is a button that installs only with what it installs', () => {
  const problem = {
    reason: 'missing-package',
    message: 'x is missing.',
    advice: 'Install it there.',
  } as const;
  const titles = (install: readonly string[]): readonly string[] =>
    problemFailure({ ...problem, action: 'install', install }).buttons.map(({ command }) => command);
  expect(titles(['hydra-core'])).toEqual([
    'transformers.client.installPackages',
    'transformers.client.selectInterpreter',
  ]);
  expect(titles([])).toEqual(['transformers.client.selectInterpreter']);
});
