// The words of the charts of a run panel.
import { l10n } from 'vscode';

export function chartStrings() {
  return {
    charts: l10n.t('Charts'),
    noRows: l10n.t('{0}: no rows yet'),
    reading: l10n.t('Reading the points…'),
    allHidden: l10n.t('All its curves are switched off.'),
    more: l10n.t('More charts ({0})'),
    fewer: l10n.t('Fewer charts'),
    axis: l10n.t('Horizontal axis'),
    axes: { step: l10n.t('Step'), row: l10n.t('Row'), epoch: l10n.t('Epoch'), time: l10n.t('Time') },
    at: {
      step: l10n.t('step {0}'),
      row: l10n.t('row {0}'),
      epoch: l10n.t('epoch {0}'),
      time: l10n.t('time {0}'),
    },
    smoothing: l10n.t('Smoothing'),
    logarithmic: l10n.t('Logarithmic'),
    explain: l10n.t('What the lines mean'),
    dismiss: l10n.t('Hide this explanation'),
    explanation: l10n.t(
      'Thin: every value as it was logged, spikes included. Thick: their average, debiased as in TensorBoard; the further right the slider, the longer older values count and the later it turns. Evaluations (dashed) and the learning rate are never smoothed.',
    ),
    keys: l10n.t(
      'Drag or Ctrl+wheel: zoom. Shift+drag: pan. Double-click: all. Keys: Left and Right move the cursor, with Shift they pan; + and - zoom; Home or Escape: all.',
    ),
    showAll: l10n.t('Show all steps again'),
    curveShown: l10n.t('{0}: shown in all charts'),
    curve: l10n.t('{0} of {1}'),
    smoothed: l10n.t('{0} smoothed'),
    label: l10n.t('{0} by {1}, {2} to {3}; values from {4} to {5}'),
    last: l10n.t('{0}: last {1}'),
    notPositive: l10n.t('Not above 0, so not on a logarithmic axis: {0} values'),
    notFinite: l10n.t('Not a number (triangles at the top): {0} values'),
    severities: { error: l10n.t('Error'), warning: l10n.t('Warning'), info: l10n.t('Hint') },
    finding: l10n.t('{0}: {1}'),
    shown: l10n.t('Shown in the chart of {0}: {1}'),
    picture: l10n.t('Training curves'),
  };
}
