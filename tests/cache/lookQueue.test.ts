import { expect, test } from 'vitest';
import { type CacheLook, LookQueue } from '../../extension/src/cache/lookQueue';

function queue() {
  const asked: CacheLook[] = [];
  const answers: (() => void)[] = [];
  const looks = new LookQueue((look) => {
    asked.push(look);
    return new Promise((resolve) => answers.push(resolve));
  });
  const answer = async (): Promise<void> => {
    answers.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { looks, asked, answer };
}

test('what is wished for meanwhile becomes one question, the most thorough', async () => {
  const { looks, asked, answer } = queue();
  void looks.request('known');
  void looks.request('known');
  void looks.request('thorough');
  const all = looks.request('changes');
  expect(asked).toEqual(['known']);
  await answer();
  expect(asked).toEqual(['known', 'thorough']);
  await answer();
  await all;
  expect(asked).toEqual(['known', 'thorough']);
});

test('a question after an answer is asked again', async () => {
  const { looks, asked, answer } = queue();
  const one = looks.request('changes');
  await answer();
  await one;
  void looks.request('known');
  expect(asked).toEqual(['changes', 'known']);
});

test('nothing is asked after the end', async () => {
  const { looks, asked, answer } = queue();
  const one = looks.request('known');
  void looks.request('changes');
  looks.dispose();
  await answer();
  await one;
  expect(asked).toEqual(['known']);
});
