// What the rules find in a run is seen where runs are seen, and told once to whoever can still do something about it.
import { beforeEach, expect, test, vi } from 'vitest';
import type { Run, RunDetails, RunFinding } from '../../extension/src/protocol';
import { clientMock, vscodeMock } from './editor';
import { details, ended, finding, run } from './fixtures';

interface Notice {
  readonly kind: 'error' | 'warning' | 'information';
  readonly words: string;
  readonly buttons: readonly string[];
}

const notices: Notice[] = [];
/** What a person presses; nothing: the notice stays. */
const pressed: string[] = [];
const executed: unknown[][] = [];

vi.mock('vscode', () => {
  const base = vscodeMock();
  const tell =
    (kind: Notice['kind']) =>
    (words: string, ...buttons: readonly string[]) => {
      notices.push({ kind, words, buttons });
      return Promise.resolve(pressed.shift());
    };
  return {
    ...base,
    commands: {
      executeCommand: (...words: readonly unknown[]) => Promise.resolve(void executed.push([...words])),
    },
    window: {
      ...base.window,
      showErrorMessage: tell('error'),
      showWarningMessage: tell('warning'),
      showInformationMessage: tell('information'),
    },
  };
});
vi.mock('vscode-languageclient/node', () => clientMock());
const { EventEmitter } = await import('vscode');
const { buildTree, childrenOf } = await import('../../extension/src/training/buildTree');
const { contextValue, treeItem } = await import('../../extension/src/training/treeItems');
const { tooltip } = await import('../../extension/src/training/tooltips');
const { statusCommand, statusText } = await import('../../extension/src/training/statusItem');
const { runReport } = await import('../../extension/src/training/report');
const { noticeFindings } = await import('../../extension/src/training/findings');
const { firstSentence, noticeWords, stepsWords } = await import('../../extension/src/training/findingWords');
const { FindingNotices } = await import('../../extension/src/training/findingNotices');
const { EndNotices } = await import('../../extension/src/training/endNotices');
const { badge } = await import('../../extension/src/training/view');
const { plainMarkdown } = await import('../../extension/src/training/plainMarkdown');
const { runSummary } = await import('../../extension/src/training/words');

const NOW = 2120;
const climbing = finding('loss-climbing', {
  severity: 'error',
  message: 'The training loss climbs from 0.74 to 1.12 (steps 20 to 60). It fell before.',
  advice: 'Start it again with a tenth of the learning rate.',
});
const abrupt = finding('no-warm-up', { message: 'There is no warm-up.', advice: 'Warm up.' });
const hint = finding('logging-gap', { severity: 'info', message: 'Nothing was logged of steps 3 to 9.' });
const row = (of: Run) => treeItem(buildTree([of], new Map())[0]!, NOW);
const rowsOf = (of: Run) =>
  childrenOf(buildTree([of], new Map<string, RunDetails>([[of.folder, details(of)]]))[0]!);

beforeEach(() => [notices, pressed, executed].forEach((list) => (list.length = 0)));

test('the row of a run has a mark beside its progress, which a narrow view does not cut', () => {
  expect(row(run('sft', { findings: [climbing, abrupt, hint] })).description).toBe(
    '62 % · ⚠ 2 · loss 0.53 · 12m left · GPU 0',
  );
  expect(row(run('new', { detail: '', findings: [abrupt] })).description).toBe('⚠ 1');
  expect(row(ended('lora', { findings: [abrupt] })).description).toBe('⚠ 1 · f1 0.91 · 2m ago');
  expect(runSummary(run('sft', { findings: [abrupt] }), NOW)).toContain('⚠ 1');
});

test('what is only good to know is no mark', () => {
  const fine = run('sft', { findings: [hint] });
  expect(row(fine).description).toBe(row(run('sft')).description);
  expect(statusText([fine], false)).toBe('$(play) sft 62 %');
});

test('a run in trouble still looks as one that goes on, in another colour', () => {
  const icon = (of: Run) => row(of).iconPath as { id: string; color?: { id: string } };
  expect(icon(run('sft', { findings: [climbing] })).id).toBe(icon(run('sft')).id);
  expect(icon(run('sft', { findings: [climbing] }))).not.toEqual(icon(run('sft')));
  expect(icon(run('sft', { findings: [abrupt] }))).toEqual(icon(run('sft')));
  expect(icon(ended('sft', { findings: [climbing] }))).toEqual(icon(ended('sft')));
});

test('a screen reader says what is wrong in place of the mark', () => {
  const label = row(run('sft', { findings: [climbing, abrupt, hint] })).accessibilityInformation?.label ?? '';
  expect(label).toMatch(
    /^running · sft · 2 findings: The training loss climbs .*; There is no warm-up · 62 %/,
  );
  expect(label).not.toContain('⚠');
  expect(row(run('sft')).accessibilityInformation?.label).toBe(
    'running · sft · 62 % · loss 0.53 · 12m left · GPU 0',
  );
});

test('an opened run lists its findings before what it wrote, each a way into the run', () => {
  const going = run('sft', { findings: [climbing, abrupt, hint] });
  const found = rowsOf(going).slice(0, 3);
  expect(
    found.map((node) => {
      const { label, iconPath } = treeItem(node, NOW);
      return [label, (iconPath as { id: string }).id, contextValue(node)];
    }),
  ).toEqual([
    ['The training loss climbs from 0.74 to 1.12 (steps 20 to 60)', 'error', 'finding'],
    ['There is no warm-up', 'warning', 'finding'],
    ['Nothing was logged of steps 3 to 9', 'info', 'finding'],
  ]);
  expect(found.map((node) => treeItem(node, NOW).command)).toMatchObject(
    [climbing, abrupt, hint].map(({ rule }) => ({
      command: 'transformers.health.open',
      arguments: [{ folder: going.folder, rule }],
    })),
  );
  expect(treeItem(found[1]!, NOW).accessibilityInformation?.label).toBe('Warning · There is no warm-up');
});

test('a row stays the same while its numbers grow, and there is one of a rule', () => {
  const later = { ...climbing, lastStep: 80, message: 'The training loss climbs to 2.' };
  const ids = (findings: readonly RunFinding[]) =>
    rowsOf(run('sft', { findings: [...findings] })).map(({ id }) => id);
  expect(ids([later])).toEqual(ids([climbing]));
  expect(ids([climbing, later])).toEqual(ids([climbing]));
});

test('tooltips have the whole message, where it is, what to do, and links that name the run', () => {
  const going = run('sft', { findings: [climbing] });
  const [node] = rowsOf(going);
  const shown = tooltip(node!, undefined)!;
  expect(shown.value).toContain(plainMarkdown(climbing.message));
  expect(shown.value).toContain(plainMarkdown(climbing.advice));
  expect(shown.value).toContain('Error · steps 20–60');
  expect(shown.value).toContain('command:transformers.health.open?');
  expect(shown.value).toContain(
    encodeURIComponent(JSON.stringify([{ folder: going.folder, rule: climbing.rule }])),
  );
  expect(shown.value).toContain('transformers.training.stop');
  expect(tooltip(rowsOf(ended('lora', { findings: [abrupt] }))[0]!, undefined)!.value).not.toContain(
    'training.stop',
  );
  const whole = tooltip(buildTree([going], new Map())[0]!, undefined)!.value;
  expect(whole).toContain(`**Error**: ${plainMarkdown(`${climbing.message} ${climbing.advice}`)}`);
});

test('the status bar says that something is wrong, and one click shows what', () => {
  const sick = run('sft', { findings: [abrupt] });
  expect(statusText([sick], false)).toBe('$(play) sft 62 % $(warning)');
  expect(statusText([run('a'), sick], false)).toBe('$(play) 2 runs $(warning)');
  expect(statusCommand([sick])).toMatchObject({
    command: 'transformers.health.open',
    arguments: [{ folder: sick.folder }],
  });
  expect(statusCommand([run('a')])).toMatchObject({ command: 'transformers.training.showRun' });
  expect(statusCommand([sick, run('a')])).toMatchObject({
    command: 'transformers.training.showRun',
    arguments: [{ folder: sick.folder, inView: true }],
  });
});

test('the badge counts what runs and names what is wrong with it', () => {
  expect(badge([run('a'), run('sft', { findings: [abrupt, hint] })])).toEqual({
    value: 2,
    tooltip: '2 training runs are going on\nsft: 1 finding: There is no warm-up',
  });
});

test('the facts of a run have its findings, which no message can break', () => {
  const named = finding('nan', { severity: 'error', message: 'A | *b*\nc', advice: '<img>', lastStep: 0 });
  const text = runReport(details(run('sft', { findings: [climbing, named] })));
  expect(text).toContain('## Findings\n\n- **Error** (steps 20–60): The training loss climbs');
  expect(text).toContain('- **Error**: A \\| \\*b\\* c \\<img\\>');
  expect(runReport(details(run('sft')))).not.toContain('Findings');
});

test('a first sentence ends where it ends, in either language', () => {
  expect(firstSentence('It climbs to 1.12. More.')).toBe('It climbs to 1.12.');
  expect(firstSentence('損失が 1.12 に上昇しています。続き。')).toBe('損失が 1.12 に上昇しています。');
  expect(firstSentence('No full stop\nsecond line')).toBe('No full stop');
  expect(stepsWords(finding('a', { firstStep: 7, lastStep: 7 }))).toBe('step 7');
  expect(stepsWords(finding('a', { firstStep: 0, lastStep: 0 }))).toBe('');
});

test('a rule is told once in an attempt, however often its finding comes and goes', () => {
  const first = noticeFindings({}, [run('sft', { findings: [climbing, hint] })], true);
  expect(first.news.map(({ findings }) => findings)).toEqual([[climbing]]);
  // What is remembered is written as JSON.
  const remembered = JSON.parse(JSON.stringify(first.told)) as typeof first.told;
  const second = noticeFindings(remembered, [run('sft', { findings: [climbing, abrupt] })], true);
  expect(second.news.map(({ findings }) => findings)).toEqual([[abrupt]]);
  const gone = noticeFindings(second.told, [run('sft')], true);
  const back = { ...climbing, found: 2050 };
  expect(noticeFindings(gone.told, [run('sft', { findings: [back, abrupt] })], true).news).toEqual([]);
});

test('a resumed run is told of what is found anew, and not of what it took along', () => {
  const { told } = noticeFindings({}, [run('sft', { findings: [climbing, abrupt] })], true);
  const anew = { ...abrupt, found: 3000 };
  const resumed = noticeFindings(told, [run('sft', { attempt: 2, findings: [climbing, anew] })], true);
  expect(resumed.news.map(({ findings }) => findings)).toEqual([[anew]]);
  const over = ended('sft', { attempt: 2, findings: [climbing, anew] });
  expect(noticeFindings(resumed.told, [over], true).news).toEqual([]);
  // It healed for a while, and is the same.
  const healed = noticeFindings(told, [run('sft', { attempt: 2 })], true);
  expect(noticeFindings(healed.told, [over], true).news.map(({ findings }) => findings)).toEqual([[anew]]);
});

test('of a run that ended only who saw it go on is told, also after a reload', () => {
  const over = ended('sft', { findings: [climbing] });
  expect(noticeFindings({}, [over], true)).toEqual({ told: {}, news: [] });
  const seen = noticeFindings({}, [run('sft')], true);
  expect(noticeFindings(seen.told, [over], true).news).toEqual([{ run: over, findings: [climbing] }]);
  // The last look comes after the end.
  const late = noticeFindings(noticeFindings(seen.told, [ended('sft')], true).told, [over], true);
  expect(late.news).toHaveLength(1);
});

test('a removed run is forgotten, one whose folder is out of reach is not', () => {
  const { told } = noticeFindings({}, [run('sft', { findings: [climbing] })], true);
  expect(noticeFindings(told, [], true).told).toEqual({});
  expect(noticeFindings(told, [], false).told).toEqual(told);
});

test('a notice names the run, what is gravest and what to do about it, and how much more there is', () => {
  const going = run('sft');
  const words =
    'sft: The training loss climbs from 0.74 to 1.12 (steps 20 to 60). Start it again with a tenth of the learning rate.';
  expect(noticeWords(going, [climbing])).toBe(words);
  expect(noticeWords(going, [climbing, abrupt])).toBe(`${words} 1 more finding.`);
  expect(
    noticeWords(going, [finding('a', { message: '上昇しています。', advice: '下げてください。' })]),
  ).toBe('sft: 上昇しています。下げてください。');
  expect(noticeWords(going, [climbing, abrupt, finding('a')])).toBe(`${words} 2 more findings.`);
});

test('words of anybody are shown as they are in Markdown, and break between them', () => {
  expect(plainMarkdown('Loss of x [y](z)')).toBe('Loss of x \\[y\\]\\(z\\)');
  expect(plainMarkdown('Set `max_grad_norm=1.0` or *less*')).toBe('Set `max_grad_norm=1.0` or \\*less\\*');
  expect(plainMarkdown('a ` alone')).toBe('a \\` alone');
  expect(plainMarkdown('one\n- two\n3. three')).toBe('one\n\n&#45; two\n\n&#51;. three');
  expect(plainMarkdown('1.13 is worse')).toBe('1.13 is worse');
});

const watching = (remembered = new Map<string, unknown>()) => {
  const changed = new EventEmitter<void>();
  const reader = { runs: [] as readonly Run[], warnings: [] as string[], onDidChange: changed.event };
  const lookedAt = new Set<string>();
  const memento = {
    get: (key: string, value: unknown) => remembered.get(key) ?? value,
    update: (key: string, value: unknown) => Promise.resolve(void remembered.set(key, value)),
  };
  type Arguments = ConstructorParameters<typeof EndNotices>;
  const [every, kept] = [reader, memento] as unknown as [Arguments[0], Arguments[1]];
  const failed = () => Promise.resolve();
  new FindingNotices(every, kept, (folder) => lookedAt.has(folder), failed);
  new EndNotices(every, kept, failed);
  const now = (...current: readonly Run[]) => {
    reader.runs = current;
    changed.fire();
  };
  return { now, remembered, lookedAt };
};

test('several findings of a run at once are one notification, as grave as the gravest', () => {
  const { now } = watching();
  now(run('sft', { findings: [climbing, abrupt] }), run('other', { findings: [abrupt] }));
  expect(notices.map(({ kind, words }) => [kind, words.split(':')[0]])).toEqual([
    ['error', 'sft'],
    ['warning', 'other'],
  ]);
});

test('a notification opens the run, or stops it while it goes on', async () => {
  const { now } = watching();
  const sick = run('sft', { findings: [climbing] });
  pressed.push('Open Run', 'Stop Training Run');
  now(sick);
  now({ ...sick, findings: [climbing, abrupt] });
  await vi.waitFor(() => expect(executed).toHaveLength(2));
  expect(executed).toEqual([
    ['transformers.health.open', { folder: sick.folder, rule: climbing.rule }],
    ['transformers.training.stop', { folder: sick.folder, rule: abrupt.rule }],
  ]);
  expect(notices.map(({ buttons }) => buttons)).toEqual([
    ['Open Run', 'Stop Training Run'],
    ['Open Run', 'Stop Training Run'],
  ]);
});

test('another window that remembers is silent, and so is one in which the run is looked at', () => {
  const first = watching();
  first.now(run('sft', { findings: [climbing] }));
  watching(first.remembered).now(run('sft', { findings: [climbing] }));
  expect(notices).toHaveLength(1);

  const looking = watching();
  looking.lookedAt.add(run('sft').folder);
  looking.now(run('sft', { findings: [climbing] }));
  looking.lookedAt.clear();
  looking.now(run('sft', { step: 63, findings: [climbing] }));
  expect(notices).toHaveLength(1);
});

test('the words of a run are no links in a notification', () => {
  watching().now(run('[x](command:y)', { findings: [climbing] }));
  expect(notices[0]?.words).not.toContain('](');
});

test('the notice of an end opens the run too; why one failed stands in its log', () => {
  const { now } = watching();
  now(run('done'), run('broke'));
  now(ended('done', { findings: [abrupt] }), ended('broke', { state: 'failed' }));
  expect(notices.map(({ kind, buttons }) => [kind, ...buttons])).toEqual([
    ['warning', 'Open Run'],
    ['information', 'Open Run', 'Show Log', 'TensorBoard'],
    ['error', 'Show Log', 'Open Run', 'TensorBoard'],
  ]);
});
