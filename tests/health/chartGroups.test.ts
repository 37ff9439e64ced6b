import { describe, expect, test } from 'vitest';
import type { LogFinding, LogMetric } from '../../extension/src/protocol';
import type { PanelLog } from '../../extension/src/webview/healthMessages';
import { chartSubjects, shownCharts } from '../../extension/webview/health/chartGroups';
import { markedFindings, placesOf } from '../../extension/webview/health/findingPlaces';
import { PointStore } from '../../extension/webview/health/pointStore';
import { finding, panelLog } from './panelLogs';

function metrics(...names: string[]): LogMetric[] {
  return names.map((name) => ({ name, points: 9, last: 1 }));
}

function logOf(name: string, logged: LogMetric[], findings: LogFinding[] = []): PanelLog {
  const log = panelLog({ subject: { log: `file:///${name}`, name, method: '', classes: 0, script: '' } });
  return {
    ...log,
    state: { ...log.state!, findings, runs: log.state!.runs.map((run) => ({ ...run, metrics: logged })) },
  };
}

describe('the charts of a log', () => {
  test('begin with what tells most, and put an evaluation beside its training', () => {
    const logged = metrics(
      'epoch',
      'eval_runtime',
      'eval_accuracy',
      'grad_norm',
      'eval_loss',
      'rewards/mean',
      'loss',
      'train_runtime',
      'learning_rate',
      'tokens_per_second',
    );
    expect(chartSubjects([logOf('a', logged)]).map((chart) => chart.metrics)).toEqual([
      ['loss', 'eval_loss'],
      ['learning_rate'],
      ['grad_norm'],
      ['tokens_per_second'],
      ['eval_accuracy'],
      ['rewards/mean'],
      ['epoch'],
      ['eval_runtime'],
      ['train_runtime'],
    ]);
  });

  test('are behind a button where there is nothing but one figure, and from the ninth on', () => {
    const figure = { name: 'train_loss', points: 1, last: 1 };
    expect(shownCharts(chartSubjects([logOf('a', [...metrics('loss', 'grad_norm'), figure])]))).toBe(2);
    const many = metrics(...Array.from({ length: 12 }, (_, at) => `eval_metric${at}`));
    expect(shownCharts(chartSubjects([logOf('a', many)]))).toBe(8);
    expect(shownCharts(chartSubjects([logOf('a', [figure])]))).toBe(1);
    expect(shownCharts([])).toBe(0);
  });

  test('hold the curves of all logs, each told by its log and run', () => {
    const [loss] = chartSubjects([logOf('a', metrics('loss', 'eval_loss')), logOf('b', metrics('loss'))]);
    expect(loss?.curves.map(({ run, key, evaluation }) => [run, key.metric, evaluation])).toEqual([
      ['file:///a|', 'loss', false],
      ['file:///a|', 'eval_loss', true],
      ['file:///b|', 'loss', false],
    ]);
  });

  test('take the names of event files for the same', () => {
    const [loss] = chartSubjects([logOf('a', metrics('train/loss', 'eval/loss'))]);
    expect(loss).toMatchObject({ key: 'loss', kind: 'loss', metrics: ['train/loss', 'eval/loss'] });
  });
});

describe('a finding', () => {
  const logged = metrics(
    'loss',
    'learning_rate',
    'grad_norm',
    'steps_per_second',
    'eval_f1',
    'eval_accuracy',
  );

  test.each([
    ['loss-climbing', 'loss'],
    ['overfitting', 'loss'],
    ['a rule of tomorrow', 'loss'],
    ['learning-rate-range', 'learning_rate'],
    ['no-warm-up', 'learning_rate'],
    ['exploding-gradients', 'grad_norm'],
    ['throughput-falling', 'steps_per_second'],
    ['majority-class', 'f1'],
  ])('of %s is drawn in the chart of %s', (rule, chart) => {
    const logs = [logOf('a', logged, [finding({ rule })])];
    expect([...markedFindings(logs, chartSubjects(logs)).keys()]).toEqual([chart]);
  });

  test('is drawn with the loss where its own metric was not logged', () => {
    const logs = [logOf('a', metrics('loss'), [finding({ rule: 'exploding-gradients' })])];
    expect([...markedFindings(logs, chartSubjects(logs)).keys()]).toEqual(['loss']);
  });

  test('is where its steps are, on the axis of time by their share of the points', () => {
    const logs = [logOf('a', metrics('loss'), [finding({ firstStep: 40, lastStep: 100 })])];
    const marked = markedFindings(logs, chartSubjects(logs)).get('loss')![0]!;
    expect(placesOf(marked, 'step', undefined)).toEqual({ min: 40, max: 100 });
    expect(placesOf(marked, 'time', undefined)).toBeUndefined();
    const store = new PointStore((run) => run());
    const curve = { log: 'file:///a', run: '', metric: 'loss' };
    store.receive({
      kind: 'points',
      curve,
      axis: 'time',
      generation: 1,
      after: 0,
      // Steps 20 to 100 in nine rows: the last third took longer.
      places: Float64Array.from([0, 1, 2, 3, 4, 5, 15, 25, 35]).buffer,
      values: new Float32Array(9).buffer,
      more: false,
    });
    expect(placesOf(marked, 'time', store.points(curve))).toEqual({ min: 2, max: 35 });
  });
});
