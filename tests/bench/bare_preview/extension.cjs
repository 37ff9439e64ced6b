// The peer of our live preview: the least that shows beside the editor what the installed library renders. No
// language server, no agent that can be killed, no deadline, no problems, no tokens: a change goes straight to a
// loop around the library, and its answer straight into the page. What it takes is what an editor takes.
const process = require('node:process');
const { spawn } = require('node:child_process');
const { createInterface } = require('node:readline');
const vscode = require('vscode');

const messages = [{ role: 'user', content: 'What is the tallest mountain in Japan?' }];
const page = `<!DOCTYPE html><body><pre data-testid="rendered-text" style="white-space: pre-wrap"></pre><script>
  const shown = document.querySelector('pre');
  addEventListener('message', ({ data }) => (shown.textContent = data.changes.rendered.text));
</script></body>`;

exports.activate = (context) => {
  const show = () => {
    const { document } = vscode.window.activeTextEditor;
    const [python, script] = JSON.parse(process.env.BARE_PREVIEW_LIBRARY);
    const library = spawn(python, [script], { stdio: ['pipe', 'pipe', 'ignore'] });
    const panel = vscode.window.createWebviewPanel('bare', 'Bare', vscode.ViewColumn.Beside, {
      enableScripts: true,
    });
    panel.webview.html = page;
    // As ours does: one text at a time, and of those that come meanwhile only the newest.
    let busy = false;
    let waiting = false;
    const ask = () => {
      waiting = busy;
      if (busy) return;
      busy = true;
      library.stdin.write(`${JSON.stringify({ template: document.getText(), messages })}\n`);
    };
    createInterface(library.stdout).on('line', (line) => {
      const { text, seconds } = JSON.parse(line);
      void panel.webview.postMessage({ changes: { rendered: { text, milliseconds: seconds * 1000 } } });
      busy = false;
      if (waiting) ask();
    });
    const changes = vscode.workspace.onDidChangeTextDocument((event) => {
      if (event.document === document && event.contentChanges.length > 0) ask();
    });
    panel.onDidDispose(() => {
      changes.dispose();
      library.kill();
    });
    ask();
  };
  context.subscriptions.push(vscode.commands.registerCommand('barePreview.show', show));
};
