import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/** The folder all webview bundles are in: the only one a webview may load from. */
export function webviewRoot(extensionUri: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
}

/**
 * The page of a panel: one script, one stylesheet, the icon font; nothing else is allowed to load or run. `frame`: the
 * one origin it may show another page of.
 */
export function page(
  webview: vscode.Webview,
  extensionUri: vscode.Uri,
  name: string,
  frame?: string,
): string {
  const nonce = randomBytes(16).toString('base64url');
  const file = (fileName: string): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(webviewRoot(extensionUri), fileName)).toString();
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource} 'nonce-${nonce}'`,
    `font-src ${webview.cspSource}`,
    ...(frame === undefined ? [] : [`frame-src ${frame}`]),
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${vscode.env.language}">
<head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="${policy}">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <link rel="stylesheet" nonce="${nonce}" href="${file('codicon.css')}" id="vscode-codicon-stylesheet">
  <link rel="stylesheet" nonce="${nonce}" href="${file(`${name}.css`)}">
</head>
<body>
  <script type="module" nonce="${nonce}" src="${file(`${name}.js`)}"></script>
</body>
</html>`;
}
