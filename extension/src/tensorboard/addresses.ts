// Where a TensorBoard is reached from where the user sits.
import * as vscode from 'vscode';

/** Asked each time it is shown, never kept: what the editor forwards to may change while the server stays the same. */
export async function externalAddress(url: string): Promise<vscode.Uri> {
  const external = await vscode.env.asExternalUri(vscode.Uri.parse(url));
  // Its page loads everything by relative addresses: without the slash, from one level too high.
  return external.path.endsWith('/') ? external : external.with({ path: `${external.path}/` });
}

/** What a policy may allow to be framed; undefined for what has no place in one. */
export function frameOrigin({ scheme, authority }: vscode.Uri): string | undefined {
  return /^https?$/.test(scheme) && /^[\w.:[\]-]+$/.test(authority) ? `${scheme}://${authority}` : undefined;
}
