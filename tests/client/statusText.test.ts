import { expect, test } from 'vitest';
import type { Resolution } from '../../extension/src/client/interpreterTypes';
import { missingPackages, requirement, statusText } from '../../extension/src/client/statusText';
import type { ServerStatus } from '../../extension/src/protocol';

const found: Resolution = {
  kind: 'found',
  interpreter: {
    path: '/v/bin/python',
    foundAs: '/v/bin/python',
    origin: 'workspace',
    version: '3.11.7',
    environment: '.venv',
  },
};
const status: ServerStatus = {
  health: 'ok',
  message: '',
  packages: [
    { name: 'transformers', version: '5.23.0', neededFor: '' },
    { name: 'tokenizers', version: null, neededFor: 'Tokens', requirement: 'tokenizers>=0.22' },
    { name: 'torch', version: null, neededFor: '' },
  ],
};

test.each([
  [undefined, undefined, '$(hubot) Transformers'],
  [{ kind: 'none' }, undefined, '$(hubot) Python?'],
  [found, undefined, '$(hubot) 3.11 (.venv)'],
  [found, status, '$(hubot) 3.11 (.venv) · transformers 5.23'],
  [found, { ...status, busy: true }, '$(loading~spin) 3.11 (.venv) · transformers 5.23'],
] as const)('the status bar says what is used: %#', (resolution, server, text) => {
  expect(statusText(resolution, server)).toBe(text);
});

test('a package nothing needs yet is not missing', () => {
  expect(missingPackages(status).map(requirement)).toEqual(['tokenizers>=0.22']);
});
