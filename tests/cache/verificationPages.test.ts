// What is said of a verification.
import { describe, expect, test, vi } from 'vitest';
import type { CacheFault, CacheOutcome, CacheVerified } from '../../extension/src/protocol';

vi.mock('vscode', () => ({
  env: { language: 'en' },
  l10n: {
    t: (message: string, ...values: unknown[]) =>
      message.replace(/\{(\d)\}/g, (_, place) => String(values[Number(place)])),
  },
}));
const { verificationPage, verificationSummary, wholeWords } =
  await import('../../extension/src/cache/verificationPages');

const detached = { root: '/hub', name: 'models--c--d', revision: '9f2b01a'.padEnd(40, '0') };
const offlineOutcome: CacheOutcome = { target: detached, label: 'c/d', freed: 0, problem: 'Offline.' };
const verified: CacheVerified = {
  checkedFiles: 12,
  checkedRevisions: 1,
  faults: [],
  problems: [],
  cancelled: false,
};

describe('a verification', () => {
  test('says how much was compared and what differs', () => {
    expect(verificationSummary(verified)).toBe(
      'Verified 12 files of 1 revision. All of them are as on the Hub.',
    );
    const faults = (['mismatch', 'extra'] as const).map((kind) => ({
      kind,
      detail: '',
      target: { ...detached, file: 'model.safetensors' },
    }));
    expect(verificationPage({ ...verified, faults }, () => 'c/d', false)).toMatchObject({
      summary: 'Verified 12 files of 1 revision. Different from the Hub: 2 files.',
      faults: [
        { repository: 'c/d · 9f2b01a', file: 'model.safetensors', kind: 'mismatch' },
        { kind: 'extra' },
      ],
      repairable: 1,
    });
  });

  test('that could not be made does not claim that all is well', () => {
    const offline = { ...verified, checkedFiles: 0, checkedRevisions: 2, problems: [offlineOutcome] };
    expect(verificationSummary(offline)).toBe('Could not be verified: 1.');
    expect(verificationSummary({ ...verified, checkedFiles: 0, cancelled: true })).toBe(
      'Stopped before the end.',
    );
    expect(verificationSummary({ ...verified, checkedFiles: 0 })).toBe('There is nothing to verify.');
  });

  test('that stopped counts what was not asked for as not verified', () => {
    const offline = { ...verified, checkedFiles: 0, problems: [offlineOutcome], skippedRevisions: 11 };
    expect(verificationSummary(offline)).toBe('Could not be verified: 12.');
  });
});

describe('files that were never downloaded', () => {
  const faults = ['tf_model.h5', 'model.onnx'].map((file): CacheFault => ({
    kind: 'not-fetched',
    detail: '',
    target: { ...detached, file },
  }));
  const partial = { ...verified, faults };

  test('are no fault, and nothing that a repair fetches', () => {
    expect(verificationPage(partial, () => 'c/d', false)).toMatchObject({
      summary: 'Verified 12 files of 1 revision. All of them are as on the Hub. Never downloaded: 2 files.',
      faults: [],
      notFetched: [{ repository: 'c/d · 9f2b01a', files: ['tf_model.h5', 'model.onnx'] }],
      repairable: 0,
    });
  });

  test('are told when all is well', () => {
    expect(wholeWords(verified)).toBe('All 12 files are as on the Hub.');
    expect(wholeWords(partial)).toBe('All 12 files are as on the Hub; 2 more were never downloaded.');
    expect(wholeWords({ ...partial, checkedFiles: 1 })).toBe(
      'The file is as on the Hub; 2 more were never downloaded.',
    );
    expect(wholeWords({ ...partial, cancelled: true })).toContain('Stopped before the end.');
  });
});
