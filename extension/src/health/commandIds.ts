/** The commands of this room. The manifest declares the same; a test compares the two. */
export const HEALTH_COMMANDS = [
  'transformers.health.open',
  'transformers.health.compare',
  'transformers.health.diagnose',
] as const;
