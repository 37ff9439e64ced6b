// What can be previewed, as text and back. Pure.
import type { TemplateSource } from '../protocol';

/** Under which key a source's conversation is kept; a revision or a named template of it shares that. */
export function sourceKey(source: TemplateSource): string {
  return source.kind === 'repository' ? `repository:${source.repoId}` : `${source.kind}:${source.uri}`;
}

/** Whether two panels would show the same. */
export function isSameSource(one: TemplateSource, other: TemplateSource): boolean {
  return (
    sourceKey(one) === sourceKey(other) &&
    (one.name ?? null) === (other.name ?? null) &&
    revision(one) === revision(other)
  );
}

/** What people call it, until the server says better. */
export function sourceTitle(source: TemplateSource): string {
  if (source.kind === 'repository') {
    return source.repoId;
  }
  const path = decodeURIComponent(source.uri.replace(/\?.*$/, '')).replace(/\/+$/, '');
  return path.slice(path.lastIndexOf('/') + 1);
}

/** A source out of what a webview kept, which may be from an older version of ours: checked, not believed. */
export function asSource(value: unknown): TemplateSource | undefined {
  if (typeof value !== 'object' || value === null || !('kind' in value)) {
    return undefined;
  }
  const source = value as Partial<Record<'kind' | 'uri' | 'repoId' | 'revision' | 'name', unknown>>;
  const name = typeof source.name === 'string' ? { name: source.name } : {};
  if ((source.kind === 'document' || source.kind === 'folder') && typeof source.uri === 'string') {
    return { kind: source.kind, uri: source.uri, ...name };
  }
  if (source.kind === 'repository' && typeof source.repoId === 'string') {
    const revised = typeof source.revision === 'string' ? { revision: source.revision } : {};
    return { kind: 'repository', repoId: source.repoId, ...revised, ...name };
  }
  return undefined;
}

function revision(source: TemplateSource): string | null {
  return source.kind === 'repository' ? (source.revision ?? null) : null;
}
