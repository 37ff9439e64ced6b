// A run that goes badly while it goes on, beside the line of its script that is to blame: both real.
import { RunPanel } from '../../tests/e2e/harness/runPanel.mjs';
import { addClassification, addSickClassification } from '../../tests/e2e/harness/training.mjs';
import { RealRuns } from './realRuns.mjs';

const titles = { 'en-US': 'Transformers: Open Run', ja: 'Transformers: 実行を開く' };
const ENOUGH_STEPS = 120;

export async function prepareHealth({ workspace }) {
  addClassification(workspace);
  addSickClassification(workspace);
  const runs = new RealRuns(workspace);
  const sick = runs.start('classify.py', 'classify', '--steps', '3000');
  await runs.reaches(sick, ({ findings, progress }) => findings.length > 0 && progress.step > ENOUGH_STEPS);
  return { stop: () => runs.stop(sick) };
}

export async function playHealth(workbench, locale) {
  const { page } = workbench;
  await workbench.open('classify.py');
  await workbench.run('View: Toggle Primary Side Bar Visibility');
  await workbench.run(titles[locale]);
  await workbench.pick('classify', '');
  const panel = new RunPanel(workbench);
  await panel.chart('loss').evaluate(hasPoints, ENOUGH_STEPS);
  await panel.findings.first().getByTestId('place').waitFor();
  // Both lines are explained, in five lines more: the chart is what is to be seen.
  await panel.frame.getByTestId('explain-lines').click();
  await panel.frame.getByTestId('lines-explanation').waitFor({ state: 'hidden' });
  await workbench.focusEditor();
  await workbench.goTo(45);
  await page.locator('.squiggly-warning').first().waitFor();
  // What the window said of the run before the panel was open lies over the panel, which says it, too.
  await workbench.run('Notifications: Clear All Notifications');
  await workbench.toasts.first().waitFor({ state: 'detached' });
}

/** In the page of the panel: settles when a chart has so many points. */
function hasPoints(chart, enough) {
  return new Promise((resolve) => {
    const look = () => {
      const lengths = chart.subject.curves.map(({ key }) => chart.store.points(key)?.length ?? 0);
      if (Math.max(...lengths) >= enough) resolve();
    };
    chart.store.addEventListener('change', look);
    look();
  });
}
