// The tasks, in the order in which they are offered. Pure.
import type { TaskType } from './choices';

export const TASK_TYPES: readonly TaskType[] = [
  'SEQ_CLS',
  'CAUSAL_LM',
  'SEQ_2_SEQ_LM',
  'TOKEN_CLS',
  'QUESTION_ANS',
  'FEATURE_EXTRACTION',
];

export function isTaskType(text: string): text is TaskType {
  return (TASK_TYPES as readonly string[]).includes(text);
}
