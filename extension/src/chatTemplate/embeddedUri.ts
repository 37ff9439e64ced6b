// URIs of embedded templates, as described at EMBEDDED_SCHEME in the contract. Pure: strings in, strings out.

/** Written out because the contract's constant comes with the language client; a test compares the two. */
const SCHEME = 'transformers-template';

/** Where a template is: a JSON document and a JSON pointer (RFC 6901) into it. */
export interface EmbeddedPlace {
  readonly uri: string;
  readonly pointer: string;
}

export function embeddedUri(place: EmbeddedPlace, label: string): string {
  const fileName = `${label.replaceAll(/[\\/]/g, '-')}.jinja`;
  const query = JSON.stringify({ uri: place.uri, pointer: place.pointer });
  return `${SCHEME}:/${encodeURIComponent(fileName)}?${encodeURIComponent(query)}`;
}

/** The place a URI names; undefined when it is not such a URI. */
export function embeddedPlace(uri: string): EmbeddedPlace | undefined {
  const question = uri.indexOf('?');
  if (!uri.startsWith(`${SCHEME}:/`) || question < 0) {
    return undefined;
  }
  try {
    const place: unknown = JSON.parse(decodeURIComponent(uri.slice(question + 1)));
    return isPlace(place) ? { uri: place.uri, pointer: place.pointer } : undefined;
  } catch {
    return undefined;
  }
}

/** What the editor's tab is called: the model's folder, and which template when it has several. */
export function embeddedLabel(jsonUri: string, name: string, isOnlyOne: boolean): string {
  const parts = decodeURIComponent(jsonUri).split('/');
  const folder = parts.at(-2) ?? '';
  const file = (parts.at(-1) ?? '').replace(/\.json$/, '');
  const base = folder === '' ? file : folder;
  return isOnlyOne ? base : `${base} (${name})`;
}

function isPlace(value: unknown): value is EmbeddedPlace {
  return (
    typeof value === 'object' &&
    value !== null &&
    'uri' in value &&
    typeof value.uri === 'string' &&
    'pointer' in value &&
    typeof value.pointer === 'string'
  );
}
