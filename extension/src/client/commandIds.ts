/** The commands of this room. The manifest declares the same; a test compares the two. */
export const CLIENT_COMMANDS = [
  'transformers.client.showOutput',
  'transformers.client.restart',
  'transformers.client.selectInterpreter',
  'transformers.client.installPackages',
] as const;
