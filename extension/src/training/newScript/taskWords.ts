// The tasks and the usual methods in words, for as long as the interpreter has not answered, or cannot.
import { l10n } from 'vscode';
import type { Choice } from '../../protocol';
import { FULL, type TaskType } from './choices';
import { TASK_TYPES } from './taskTypes';

export function usualTasks(): readonly Choice[] {
  return TASK_TYPES.map((value) => ({ value, label: taskName(value) }));
}

export function usualMethods(): readonly Choice[] {
  return [
    { value: 'LORA', label: 'LoRA', recommended: true },
    { value: 'ADALORA', label: 'AdaLoRA' },
    { value: 'IA3', label: 'IA³' },
    { value: FULL, label: l10n.t('Full fine-tuning') },
  ];
}

export function taskName(task: TaskType): string {
  switch (task) {
    case 'SEQ_CLS':
      return l10n.t('Sort texts into classes');
    case 'CAUSAL_LM':
      return l10n.t('Answer in conversations, or continue texts');
    case 'SEQ_2_SEQ_LM':
      return l10n.t('Turn one text into another');
    case 'TOKEN_CLS':
      return l10n.t('Label the words of sentences');
    case 'QUESTION_ANS':
      return l10n.t('Find answers in texts');
    case 'FEATURE_EXTRACTION':
      return l10n.t('Place texts of one meaning near each other');
  }
}
