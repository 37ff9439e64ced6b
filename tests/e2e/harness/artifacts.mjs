// Where pictures of a run go. Not in git: CI keeps them beside its log.
import path from 'node:path';

export const artifacts =
  process.env.TRANSFORMERS_WORKBENCH_ARTIFACTS ?? path.join(path.dirname(import.meta.dirname), 'artifacts');
