/** What the rest of this room needs of signing in. A secret goes in and nothing of it comes out. */
export interface SignInFlow {
  /** Asks for a token or the browser, as the command does. */
  start(): Promise<void>;
  /**
   * Checks a token on the Hub, keeps it and tells the user. The name it is kept under; undefined: it was not kept,
   * and the user knows why.
   */
  keep(secret: string, store?: 'secretStorage' | 'huggingFace'): Promise<string | undefined>;
}
