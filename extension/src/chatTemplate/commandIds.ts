/** The commands of this room. The manifest declares the same; a test compares the two. */
export const CHAT_TEMPLATE_COMMANDS = [
  'transformers.chatTemplate.preview',
  'transformers.chatTemplate.previewModel',
  'transformers.chatTemplate.editEmbedded',
] as const;
