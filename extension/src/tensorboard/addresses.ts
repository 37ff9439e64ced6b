// Where a TensorBoard is reached from where the user sits.
import * as vscode from 'vscode';

/** Asked each time it is shown, never kept: what the editor forwards to may change while the server stays the same. */
export async function externalAddress(url: string): Promise<vscode.Uri> {
  const local = vscode.Uri.parse(url);
  const external = await vscode.env.asExternalUri(local);
  // Some editors answer with the place of the port alone. What opens the server is the path below it.
  const inside = local.path.replace(/\/$/, '');
  const place = external.path.replace(/\/$/, '');
  const path = place.endsWith(inside) ? place : place + inside;
  // Its page loads everything by relative addresses: without the slash, from one level too high.
  return external.with({ path: `${path}/` });
}

/** What a policy may allow to be framed; undefined for what has no place in one. */
export function frameOrigin({ scheme, authority }: vscode.Uri): string | undefined {
  return /^https?$/.test(scheme) && /^[\w.:[\]-]+$/.test(authority) ? `${scheme}://${authority}` : undefined;
}
