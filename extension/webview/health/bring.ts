// What is dropped or pasted: addresses the editor can open, or text that only this page has.
import { fill } from '../fill';
import { post } from './host';
import { words } from './words';

/** More than that is a matter for a file: it would go through three processes as one string. */
const MOST_BYTES = 50_000_000;

/** How the editor's Explorer and other programs name what is dragged. */
const ADDRESS_TYPES = ['application/vnd.code.uri-list', 'resourceurls', 'text/uri-list'] as const;

export function isWelcome({ types }: DataTransfer): boolean {
  return ['Files', 'text/plain', ...ADDRESS_TYPES].some((type) => types.includes(type));
}

/** Sends what can be sent. Returns why the rest cannot; empty: all is well. */
export async function bringDropped(data: DataTransfer): Promise<string[]> {
  const uris = addresses((type) => data.getData(type));
  if (uris.length > 0) {
    post({ kind: 'dropped', uris });
    return [];
  }
  // All at once: after the first wait the browser has forgotten what was dropped.
  const folders = new Set(
    [...data.items]
      .map((item) => item.webkitGetAsEntry())
      .filter((entry) => entry?.isDirectory === true)
      .map((entry) => entry?.name),
  );
  const files = [...data.files];
  const text = data.getData('text/plain');
  if (files.length === 0) {
    return bringText('', text);
  }
  const problems: string[] = [];
  for (const file of files) {
    problems.push(
      ...(folders.has(file.name) ? [fill(words.open.isFolder, file.name)] : await bringFile(file)),
    );
  }
  return problems;
}

/** Text by which a log is told: the same as a file that was printed into. */
export function bringText(name: string, text: string): string[] {
  if (text.trim() === '') {
    return [words.open.nothing];
  }
  if (text.length > MOST_BYTES) {
    return [fill(words.open.tooLargePaste, megabytes(text.length))];
  }
  post({ kind: 'pasted', name, text });
  return [];
}

async function bringFile(file: File): Promise<string[]> {
  if (file.size > MOST_BYTES) {
    return [fill(words.open.tooLarge, file.name, megabytes(file.size))];
  }
  try {
    post({ kind: 'pasted', name: file.name, text: await file.text() });
    return [];
  } catch (error) {
    return [fill(words.open.unreadable, file.name, error instanceof Error ? error.message : String(error))];
  }
}

/** Of what is too large: it is always many. */
function megabytes(bytes: number): string {
  const most = { style: 'unit', unit: 'megabyte', maximumFractionDigits: 0 } as const;
  return (bytes / 1_000_000).toLocaleString(document.documentElement.lang || undefined, most);
}

/** The first kind that names any. A web page's link is no log. */
export function addresses(read: (type: string) => string): string[] {
  for (const type of ADDRESS_TYPES) {
    const found = listed(type, read(type)).filter(
      (uri) => /^[a-z][a-z\d+.-]+:/i.test(uri) && !/^https?:/i.test(uri),
    );
    if (found.length > 0) {
      return found;
    }
  }
  return [];
}

function listed(type: (typeof ADDRESS_TYPES)[number], text: string): string[] {
  if (type !== 'resourceurls') {
    return text
      .split(/\r?\n/)
      .map((line) => line.trim())
      .filter((line) => line !== '' && !line.startsWith('#'));
  }
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) ? parsed.filter((each) => typeof each === 'string') : [];
  } catch {
    return [];
  }
}
