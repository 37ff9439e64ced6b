// What the tree of the account consists of. Pure.
import type { TokenCheck } from '../protocol';

/** Where a token is kept that this editor can use or delete. */
export type TokenPlace = 'editor' | 'file';

/** The token in use, and whose it is. */
export interface AccountNode {
  readonly kind: 'account';
  readonly id: 'account';
  readonly label: string;
  readonly description: string;
  readonly state: TokenCheck['state'] | undefined;
  readonly children: readonly FactNode[];
}

/** One thing that is known, in words. */
export interface FactNode {
  readonly kind: 'fact';
  readonly id: string;
  readonly icon: string;
  readonly label: string;
}

export interface GroupNode {
  readonly kind: 'group';
  readonly id: 'tokens';
  readonly children: readonly TokenNode[];
}

export interface TokenNode {
  readonly kind: 'token';
  readonly id: string;
  readonly name: string;
  readonly shown: string;
  readonly place: TokenPlace;
  readonly isActive: boolean;
  /** It is in huggingface_hub's file without a name, as older versions left it: only together with all others
   * there it can be deleted. Its name here is what may be shown. */
  readonly isUnnamed: boolean;
  /** What the Hub last said of it. */
  readonly check: TokenCheck | undefined;
}

export type AuthNode = AccountNode | FactNode | GroupNode | TokenNode;

export function childrenOf(node: AuthNode): readonly AuthNode[] {
  return 'children' in node ? node.children : [];
}

export function tokenId(place: TokenPlace, name: string): string {
  return `token|${place}|${name}`;
}
