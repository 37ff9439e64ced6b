/** The commands of this room. The manifest declares the same; a test compares the two. */
export const TENSORBOARD_COMMANDS = [
  'transformers.tensorboard.open',
  'transformers.tensorboard.openInBrowser',
  'transformers.tensorboard.compare',
  'transformers.tensorboard.stop',
  'transformers.tensorboard.restart',
  'transformers.tensorboard.copyUrl',
  'transformers.tensorboard.showLog',
  'transformers.tensorboard.refresh',
] as const;
