/** The commands of this room. The manifest declares the same; a test compares the two. */
export const AUTH_COMMANDS = [
  'transformers.auth.signIn',
  'transformers.auth.switchToken',
  'transformers.auth.signOut',
  'transformers.auth.showStatus',
  'transformers.auth.checkToken',
  'transformers.auth.checkAccess',
  'transformers.auth.explainError',
  'transformers.auth.importTokenFile',
  'transformers.auth.copySnippet',
  'transformers.auth.moveToSecretStore',
  'transformers.auth.accessStep',
] as const;
