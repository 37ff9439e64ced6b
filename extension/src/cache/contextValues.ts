// By which context value the menus of package.json know a node. Words in it are matched one by one, for example
// `viewItem =~ /\brepo\b/`. Pure.
import type { CacheNode } from './nodes';

export function contextValue(node: CacheNode): string {
  switch (node.kind) {
    case 'root':
      return node.root.active ? 'root active' : 'root extra';
    case 'group':
      return node.group === 'damaged' ? 'group damaged' : 'group';
    case 'repo':
      return [
        'repo',
        node.repo.repoType,
        node.repo.damage === null ? 'whole' : 'damaged',
        ...(node.children.length === 0 ? [] : ['revised']),
        ...node.repo.markers,
      ]
        .filter((word) => word !== '')
        .join(' ');
    case 'revision':
      return [
        'revision',
        node.repo.repoType,
        node.revision.refs.length === 0 ? 'detached' : 'named',
        ...node.repo.markers,
      ].join(' ');
    case 'extra':
      return `extra ${node.extra.kind}`;
    case 'file':
    case 'incomplete':
    case 'message':
      return node.kind;
  }
}
