// Looks at the data of a run before it starts, with the tokenizer and the length that the script has.
import type * as vscode from 'vscode';
import type { LanguageServer } from '../client/languageServer';
import { isCancellation, serverProblem } from '../client/serverProblem';
import { type DataLook, type MemoryEstimate, TRAINING_DATA } from '../protocol';
import type { LookedAt } from './dataItems';

/** One file after the other, and each is told when it is there. */
export async function lookAtData(
  server: LanguageServer,
  files: readonly string[],
  estimate: MemoryEstimate,
  { token, told }: { token: vscode.CancellationToken; told: (looked: readonly LookedAt[]) => void },
): Promise<void> {
  const looked = files.map((uri): LookedAt => ({ uri, look: undefined }));
  const about = aboutRows(estimate);
  told(looked);
  for (const [index, uri] of files.entries()) {
    const look = await lookAt(server, { uri, ...about }, token);
    if (look === undefined) {
      return;
    }
    looked[index] = { uri, look };
    told([...looked]);
  }
}

/** What nobody says is not made up: rows are not told to be cut by a length that was only assumed. */
export function aboutRows({ values = {}, assumed = [] }: MemoryEstimate): {
  readonly model: string;
  readonly maxLength: number;
} {
  const { model, max_length: maxLength } = values as Readonly<Record<string, unknown>>;
  return {
    model: typeof model === 'string' ? model : '',
    maxLength: typeof maxLength === 'number' && !assumed.includes('max_length') ? maxLength : 0,
  };
}

/** Undefined: nobody waits for it any more. */
async function lookAt(
  server: LanguageServer,
  params: { readonly uri: string; readonly model: string; readonly maxLength: number },
  token: vscode.CancellationToken,
): Promise<DataLook | string | undefined> {
  try {
    return await server.request(TRAINING_DATA, { ...params, textColumn: '', labelColumn: '' }, token);
  } catch (error) {
    if (token.isCancellationRequested || isCancellation(error)) {
      return undefined;
    }
    const problem = serverProblem(error);
    return problem === undefined ? String(error) : `${problem.message} ${problem.advice}`.trim();
  }
}
