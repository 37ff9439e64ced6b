/** The commands of this room. The manifest declares the same; a test compares the two. */
export const TRAINING_COMMANDS = [
  'transformers.training.start',
  'transformers.training.newScript',
  'transformers.training.stop',
  'transformers.training.resume',
  'transformers.training.adopt',
  'transformers.training.startAgain',
  'transformers.training.showLog',
  'transformers.training.showRun',
  'transformers.training.openTensorBoard',
  'transformers.training.openScript',
  'transformers.training.revealFolder',
  'transformers.training.copyCommand',
  'transformers.training.keepRunFile',
  'transformers.training.remove',
  'transformers.training.refresh',
] as const;
