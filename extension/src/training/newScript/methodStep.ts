// How it is trained: one of peft's methods, or all of the model.
import * as vscode from 'vscode';
import { FULL } from './choices';
import { install, offered, type Offered, optionItem, type OptionItem, troubleItems } from './optionsStep';
import { askPick, type Rows } from './question';
import { answer, group, type StepContext, type StepReply } from './step';

export async function askMethod({ frame, choices, facts }: StepContext): Promise<StepReply> {
  const reply = await askPick<OptionItem>(frame, {
    ...methodRows(offered(undefined), choices.method),
    placeholder: vscode.l10n.t('How is it to be trained? Asking which methods the installed peft has…'),
    later: [facts.options().then((options) => methodRows(offered(options), choices.method))],
    taken: ([item]) => (item?.value !== undefined || item?.install ? [item] : undefined),
  });
  if (reply.kind !== 'answer') {
    return reply;
  }
  const [item] = reply.value;
  if (item?.install) {
    await install(item.install);
    facts.forget();
    return { kind: 'again', value: {} };
  }
  const method = item?.value ?? FULL;
  if (method !== FULL) {
    void facts.scriptModel({ ...choices, method });
  }
  return answer({ method });
}

function methodRows(offer: Offered, before: string | undefined): Rows<OptionItem> {
  const recommended = offer.methods.filter((method) => method.recommended);
  const others = offer.methods.filter((method) => !method.recommended);
  const items = [...recommended, ...others].map(optionItem);
  const first = items.slice(0, recommended.length);
  return {
    placeholder: vscode.l10n.t('How is it to be trained?'),
    items: [
      ...group(vscode.l10n.t('Recommended'), first),
      ...group(vscode.l10n.t('All methods'), items.slice(recommended.length)),
      ...group(vscode.l10n.t('Packages'), troubleItems(offer)),
    ],
    // One that is not among the usual ones comes with the answer.
    active: items.find(({ value }) => value === before) ?? (before === undefined ? items[0] : undefined),
  };
}
