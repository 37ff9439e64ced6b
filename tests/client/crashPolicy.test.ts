import { expect, test } from 'vitest';
import { CrashPolicy } from '../../extension/src/client/crashPolicy';

test('restarts with growing pauses and gives up at the fifth crash in three minutes', () => {
  let now = 0;
  const policy = new CrashPolicy(() => now);
  const verdicts = [0, 1, 2, 3, 4].map((seconds) => {
    now = seconds * 1000;
    return policy.crashed();
  });
  const pauses = verdicts.map((verdict) =>
    verdict.kind === 'restart' ? verdict.afterMilliseconds : 'gave up',
  );
  expect(pauses).toEqual([500, 1000, 2000, 4000, 'gave up']);
});

test('forgets crashes that are long past', () => {
  let now = 0;
  const policy = new CrashPolicy(() => now);
  for (let crash = 0; crash < 10; crash++) {
    now += 60_001;
    expect(policy.crashed().kind).toBe('restart');
  }
});

test('begins anew when the user restarts', () => {
  const policy = new CrashPolicy(() => 0);
  for (let crash = 0; crash < 5; crash++) {
    policy.crashed();
  }
  policy.forget();
  expect(policy.crashed()).toEqual({ kind: 'restart', afterMilliseconds: 500 });
});
