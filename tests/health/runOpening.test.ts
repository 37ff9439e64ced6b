import { describe, expect, test, vi } from 'vitest';
import type { RunPanel } from './healthHarness';
import { Panels } from './openedPanels';
import { panelLog } from './panelLogs';

vi.mock('vscode', () => ({ l10n: { t: (message: string) => message } }));
const { healthStrings } = await import('../../extension/src/webview/healthStrings');
const panels = new Panels(healthStrings);

describe('an empty panel', () => {
  test('offers what can be opened', async () => {
    const panel = await panels.opened([]);
    await panel.page.getByText('Choose a File or Folder…').click();
    expect(await panel.receivedLast('addLogs')).toBeDefined();
    expect(panel.complaints).toEqual([]);
  });

  test('takes a pasted log, on the page or in the field', async () => {
    const panel = await panels.opened([]);
    await paste(panel, "{'loss': 0.7373}");
    expect(await panel.receivedLast('pasted')).toEqual({
      kind: 'pasted',
      name: '',
      text: "{'loss': 0.7373}",
    });
    await panel.page.getByLabel(/paste what the training printed/).fill("{'loss': 0.5}");
    await panel.page.getByText('Diagnose', { exact: true }).click();
    expect((await panel.receivedLast('pasted'))?.text).toBe("{'loss': 0.5}");
    await paste(panel, ' ');
    await panel.page.getByText('Nothing in there is a file or text.').waitFor();
  });

  test('takes what is dropped from the Explorer', async () => {
    const panel = await panels.opened([]);
    await drag(panel, 'dragover', { 'text/uri-list': 'file:///a.log\r\n#comment\r\nfile:///b.log' });
    expect(await panel.page.getByTestId('drop-hint').textContent()).toContain('Drop to open');
    await drag(panel, 'drop', { 'text/uri-list': 'file:///a.log\r\n#comment\r\nfile:///b.log' });
    expect(await panel.receivedLast('dropped')).toEqual({
      kind: 'dropped',
      uris: ['file:///a.log', 'file:///b.log'],
    });
    await expect.poll(() => panel.page.getByTestId('drop-hint').count()).toBe(0);
    await drag(panel, 'drop', { resourceurls: '["vscode-remote://ssh-remote%2Bgpu/c.log"]' });
    expect((await panel.receivedLast('dropped'))?.uris).toEqual(['vscode-remote://ssh-remote%2Bgpu/c.log']);
  });

  test('takes files of the operating system as text, and says which are too large', async () => {
    const panel = await panels.opened([]);
    await drag(panel, 'drop', {}, [{ name: 'console.log', size: 20 }]);
    await expect
      .poll(() => panel.receivedLast('pasted'))
      .toMatchObject({ name: 'console.log', text: 'x'.repeat(20) });
    await drag(panel, 'drop', {}, [{ name: 'huge.log', size: 50_000_001 }]);
    const problem = panel.page.getByTestId('page-problem');
    await expect.poll(() => problem.textContent()).toContain('huge.log is too large to be dropped (50 MB)');
    expect((await panel.receivedLast('pasted'))?.name).toBe('console.log');
    await panel.page.getByRole('button', { name: 'Dismiss' }).click();
    await problem.waitFor({ state: 'detached' });
  });

  test('with logs in it adds what is dropped, and leaves a paste alone', async () => {
    const panel = await panels.opened([panelLog()]);
    await drag(panel, 'dragover', { 'text/uri-list': 'file:///a.log' });
    expect(await panel.page.getByTestId('drop-hint').textContent()).toContain('add it to this panel');
    await drag(panel, 'drop', { 'text/uri-list': 'file:///a.log' });
    expect((await panel.receivedLast('dropped'))?.uris).toEqual(['file:///a.log']);
    await paste(panel, "{'loss': 0.7373}");
    expect(await panel.receivedLast('pasted')).toBeUndefined();
  });
});

/** As the browser does it on Ctrl+V, whose clipboard a test may not touch. */
function paste(panel: RunPanel, text: string): Promise<void> {
  return panel.page.evaluate((text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', text);
    document.body.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
    );
  }, text);
}

function drag(
  panel: RunPanel,
  type: 'dragover' | 'drop',
  data: Readonly<Record<string, string>>,
  files: readonly { readonly name: string; readonly size: number }[] = [],
): Promise<void> {
  return panel.page.evaluate(
    ({ type, data, files }) => {
      const dataTransfer = new DataTransfer();
      Object.entries(data).forEach(([kind, text]) => dataTransfer.setData(kind, text));
      files.forEach(({ name, size }) => dataTransfer.items.add(new File(['x'.repeat(size)], name)));
      document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
    },
    { type, data, files },
  );
}
