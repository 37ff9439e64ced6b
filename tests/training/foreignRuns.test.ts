// A run that this user's workbench did not start: what its row says and offers, and how it is adopted.
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Run } from '../../extension/src/protocol';
import { clientMock, vscodeMock } from './editor';
import { details, ended, run } from './fixtures';

const asked: { readonly message: string; readonly detail: string }[] = [];
let answer: string | undefined;

vi.mock('vscode', () => {
  const base = vscodeMock();
  return {
    ...base,
    window: {
      ...base.window,
      showWarningMessage: (message: string, options: { readonly detail: string }) => {
        asked.push({ message, detail: options.detail });
        return Promise.resolve(answer);
      },
    },
  };
});
vi.mock('vscode-languageclient/node', () => clientMock());
const { Adoption } = await import('../../extension/src/training/adoption');
const { buildTree } = await import('../../extension/src/training/buildTree');
const { contextValue, runIcon, treeItem } = await import('../../extension/src/training/treeItems');
const { runLinks, runTooltip } = await import('../../extension/src/training/tooltips');
const { isOurs } = await import('../../extension/src/training/words');

const foreign = run('sft', { ours: false });

beforeEach(() => {
  asked.length = 0;
  answer = undefined;
});

describe('the row of a run from elsewhere', () => {
  it('says that you did not start it, and is known to menus as one that can be adopted', () => {
    const old = ended('lora', { ours: false });
    const rows = buildTree([foreign, old], new Map()).map((node) => [
      treeItem(node, 2120).description,
      contextValue(node),
    ]);
    expect(rows).toEqual([
      ['running · 62 % · not started by you · loss 0.53 · 12m left · GPU 0', 'run foreign active'],
      ['succeeded · not started by you · f1 0.91 · 2m ago', 'run foreign ended'],
    ]);
  });

  it('has an icon of its own, which a long name cannot hide, in the color of its state', () => {
    for (const [theirs, yours] of [
      [foreign, run('sft')],
      [ended('lora', { ours: false }), ended('lora')],
    ] as const) {
      expect(runIcon(theirs).id).toBe('unverified');
      expect(runIcon(yours).id).not.toBe('unverified');
      expect(runIcon(theirs).color).toEqual(runIcon(yours).color);
    }
  });

  it('offers to adopt it where one of yours offers to stop it', () => {
    const commands = (each: Run): string[] => runLinks(each).map(([command]) => command);
    expect(commands(foreign)).toContain('transformers.training.adopt');
    expect(commands(foreign)).not.toContain('transformers.training.stop');
    expect(commands(run('sft'))).not.toContain('transformers.training.adopt');
    expect(commands(run('sft'))).toContain('transformers.training.stop');
    expect(runTooltip(foreign, undefined).value).toContain('did not start this run');
    expect(runTooltip(run('sft'), undefined).value).not.toContain('did not start this run');
  });

  it('is yours when a server from before says nothing about that', () => {
    expect(isOurs(run('sft'))).toBe(true);
    expect(isOurs(foreign)).toBe(false);
  });
});

describe('adopting it', () => {
  function adoption(command = 'python train.py --lr 1e-4') {
    const requested: unknown[] = [];
    const put: Run[] = [];
    const adopted = run('sft');
    const object = new Adoption(
      {
        request: ((_: unknown, params: unknown) => {
          requested.push(params);
          return Promise.resolve(adopted);
        }) as never,
      },
      {
        show: () => Promise.resolve(details(foreign, { command })),
        put: (each) => Promise.resolve(void put.push(each)),
      },
    );
    return { object, requested, put, adopted };
  }

  it('shows the command that resuming would run, and does nothing unless you agree', async () => {
    const { object, requested, put } = adoption();
    await object.adopt(foreign);
    expect(asked.map(({ message }) => message)).toEqual(['Adopt the training run sft?']);
    expect(asked[0]?.detail).toContain('python train.py --lr 1e-4');
    expect(asked[0]?.detail).toContain('Adopting it starts nothing.');
    expect([requested, put]).toEqual([[], []]);
  });

  it('records it once you agree', async () => {
    const { object, requested, put, adopted } = adoption();
    answer = 'Adopt';
    await object.adopt(foreign);
    expect(requested).toEqual([{ folder: foreign.folder }]);
    expect(put).toEqual([adopted]);
  });

  it('keeps the question short however long the command is', async () => {
    const { object } = adoption('x'.repeat(100_000));
    await object.adopt(foreign);
    expect(asked[0]?.detail.length).toBeLessThan(1500);
  });
});
