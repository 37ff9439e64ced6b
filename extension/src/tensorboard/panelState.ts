// What a panel is about to show. Pure.
import type { TensorBoardServer } from '../protocol';

export type PanelState =
  | { readonly kind: 'starting' }
  | { readonly kind: 'showing'; readonly server: TensorBoardServer }
  | { readonly kind: 'waiting' | 'missing' | 'crashed' | 'outdated'; readonly server: TensorBoardServer }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly message: string };

export interface PanelFacts {
  /** Undefined: none runs, or it is not known yet. */
  readonly server: TensorBoardServer | undefined;
  /** Whether it is known which servers run. */
  readonly known: boolean;
  readonly starting: boolean;
  /** Why the last start failed; empty when it did not. */
  readonly failure: string;
}

export function panelState({ server, known, starting, failure }: PanelFacts): PanelState {
  if (starting || (server === undefined && !known && failure === '')) {
    return { kind: 'starting' };
  }
  if (server?.state === 'crashed' || server === undefined) {
    if (failure !== '') {
      return { kind: 'failed', message: failure };
    }
    return server === undefined ? { kind: 'stopped' } : { kind: 'crashed', server };
  }
  if (server.state === 'outdated') {
    return { kind: 'outdated', server };
  }
  // Of several, the others can still be looked at.
  if (server.missing && !(server.hasEvents && server.folders.length > 1)) {
    return { kind: 'missing', server };
  }
  return { kind: server.hasEvents ? 'showing' : 'waiting', server };
}
