// Whether a text or a file may be a training log, before anybody reads it. Pure.

const ROW = /['"](?:loss|eval_loss|train_loss|learning_rate|grad_norm|log_history)['"]\s*:/;
const FILE = /(?:\.(?:log|out|err|jsonl)|trainer_state\.json|\.txt)$/i;
/** A long start says enough. */
const LOOKED_AT = 500_000;

export function looksLikeLog(text: string): boolean {
  return ROW.test(text.slice(0, LOOKED_AT));
}

export function isNamedLikeLog(path: string): boolean {
  return FILE.test(path);
}
