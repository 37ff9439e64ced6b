// The last step: everything that was not asked, with what suits it, and what the data and the script say of it.
import * as vscode from 'vscode';
import type { DataLook, Script } from '../../protocol';
import type { Choices } from './choices';
import { completed } from './completed';
import { editSetting } from './editSetting';
import type { Facts } from './facts';
import type { Settled } from './memory';
import { install, offered } from './optionsStep';
import { askPick } from './question';
import { type ReviewItem, reviewRows } from './reviewRows';
import { scriptFolder } from './scriptFolder';
import { withSetting } from './settings';
import { inside, type StepContext, type StepReply } from './step';

export async function askReview({ frame, choices, facts }: StepContext): Promise<StepReply> {
  const options = facts.options();
  const look = facts.look(choices);
  const model = facts.checkedModel(choices, choices.targetModules ?? []);
  const script = look.then((seen) => draft(facts, choices, seen));
  const reply = await askPick<ReviewItem>(frame, {
    ...reviewRows(choices, { offer: offered(undefined) }),
    later: [
      look.then((seen) => reviewRows(choices, { offer: offered(undefined), look: seen })),
      Promise.all([options, look, script]).then(([known, seen, drafted]) =>
        reviewRows(choices, { offer: offered(known), look: seen, script: drafted }),
      ),
      Promise.all([options, look, script, model]).then(([known, seen, drafted, read]) =>
        reviewRows(choices, { offer: offered(known), look: seen, script: drafted, model: read }),
      ),
    ],
    taken: ([item]) => (item?.does === undefined ? undefined : [item]),
  });
  const does = reply.kind === 'answer' ? reply.value[0]?.does : undefined;
  if (reply.kind !== 'answer' || does === undefined) {
    return reply.kind === 'answer' ? { kind: 'again', value: {} } : reply;
  }
  switch (does.kind) {
    case 'write':
      return { kind: 'answer', value: {} };
    case 'back':
      return { kind: 'back' };
    case 'install':
      await install(does.packages);
      facts.forget();
      return { kind: 'again', value: {} };
    case 'show':
      await showRow(does.uri, does.line);
      return { kind: 'again', value: {} };
    case 'edit': {
      const { precisions } = offered(await options);
      const edited = await editSetting(inside(frame), does.setting, choices, precisions);
      if (edited.kind === 'leave' || edited.kind === 'skip') {
        return edited;
      }
      const settings =
        edited.kind === 'answer'
          ? withSetting(choices.settings ?? {}, does.setting, edited.value)
          : choices.settings;
      return { kind: 'again', value: { settings } };
    }
  }
}

/** The script as it would be now: what is wrong with it is seen before it is written. */
async function draft(
  facts: Facts,
  choices: Choices,
  look: Settled<DataLook> | undefined,
): Promise<Settled<Script> | undefined> {
  const complete = completed(choices, look?.kind === 'answer' ? look.value : undefined);
  return complete && facts.script(complete, scriptFolder(choices).uri);
}

/** In the editor behind the review. */
async function showRow(uri: string, line: number): Promise<void> {
  const selection = new vscode.Range(line, 0, line, 0);
  try {
    await vscode.window.showTextDocument(vscode.Uri.parse(uri), { selection, preserveFocus: true });
  } catch {
    // Too large for an editor: what it says is still there.
  }
}
