// What a run would learn from, as rows of the look before it starts. Pure.
import * as vscode from 'vscode';
import type { DataFinding, DataLook } from '../protocol';
import { classText, sizeText } from './dataWords';
import type { ReviewItem } from './reviewItems';
import { joined, withoutIcons } from './words';

/** A data file, and what was found in it; undefined while it is looked at, a text when it cannot be. */
export interface LookedAt {
  readonly uri: string;
  readonly look: DataLook | string | undefined;
}

/** More of them are in the wizard's look and in the file. */
const SHOWN_FINDINGS = 3;

export function dataItems(files: readonly LookedAt[]): readonly ReviewItem[] {
  return files.flatMap(({ uri, look }): readonly ReviewItem[] => {
    const name = withoutIcons(vscode.Uri.parse(uri).path.split('/').at(-1) ?? '');
    if (look === undefined) {
      return [{ label: `$(loading~spin) ${vscode.l10n.t('Looking at {0}…', name)}`, action: 'read' }];
    }
    if (typeof look === 'string') {
      return [{ label: `$(warning) ${name}`, description: withoutIcons(look), action: 'read', whole: look }];
    }
    const text = joined([sizeText(look), classText(look)]);
    return [
      { label: `$(table) ${name}`, description: text, action: 'read', whole: `${name}: ${text}` },
      ...grave(look.findings ?? []).map((finding): ReviewItem => ({
        label: `$(${finding.severity}) ${withoutIcons(finding.message)}`,
        description: name,
        action: 'read',
        whole: finding.message,
      })),
    ];
  });
}

/** The gravest first; what is only good to know stays out when there is worse. */
function grave(findings: readonly DataFinding[]): readonly DataFinding[] {
  const order = ['error', 'warning', 'info'] as const;
  return [...findings]
    .sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity))
    .slice(0, SHOWN_FINDINGS);
}
