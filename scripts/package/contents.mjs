// What is really in a VSIX, read from the archive itself.
import { readFileSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';

const endOfDirectory = 0x06054b50;
const directoryEntry = 0x02014b50;

/** Names and sizes out of the archive's central directory; names are relative to the extension's folder. */
export function contents(vsix) {
  const bytes = readFileSync(vsix);
  let end = bytes.length - 22;
  while (end >= 0 && bytes.readUInt32LE(end) !== endOfDirectory) end -= 1;
  if (end < 0) throw new Error(`${vsix} is not an archive.`);
  const files = [];
  let at = bytes.readUInt32LE(end + 16);
  for (let count = bytes.readUInt16LE(end + 10); count > 0; count -= 1) {
    if (bytes.readUInt32LE(at) !== directoryEntry) throw new Error(`${vsix} is damaged.`);
    const [name, extra, comment] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset));
    files.push({
      name: bytes.toString('utf8', at + 46, at + 46 + name).replace(/^extension\//, ''),
      size: bytes.readUInt32LE(at + 24),
      packed: { method: bytes.readUInt16LE(at + 10), size: bytes.readUInt32LE(at + 20) },
      offset: bytes.readUInt32LE(at + 42),
    });
    at += 46 + name + extra + comment;
  }
  return { files, size: bytes.length };
}

/** The text of a file in a VSIX; `undefined`: it has none of that name. */
export function textOf(vsix, name) {
  const file = contents(vsix).files.find((each) => each.name === name);
  if (!file) return undefined;
  const bytes = readFileSync(vsix);
  const lengths = [26, 28].map((at) => bytes.readUInt16LE(file.offset + at));
  const begin = file.offset + 30 + lengths[0] + lengths[1];
  const packed = bytes.subarray(begin, begin + file.packed.size);
  return (file.packed.method === 0 ? packed : inflateRawSync(packed)).toString('utf8');
}

export const largest = 5 * 1024 * 1024;

/** What must be there for the extension to work where there is no network. */
const required = [
  'package.json',
  'package.nls.json',
  'package.nls.ja.json',
  'THIRD_PARTY_NOTICES.txt',
  'l10n/bundle.l10n.ja.json',
  'dist/extension.js',
  'server/start.py',
  'server/transformers_workbench/protocol/__init__.py',
  'server/transformers_agent/__init__.py',
  'bundled/libs/pygls/__init__.py',
  'bundled/libs/pynvml.py',
  'bundled/libs/typing_extensions.py',
  'bundled/libs/exceptiongroup/__init__.py',
];
const unwanted =
  /\.map$|\.ts$|\.pyc$|\.(so|pyd|dll|dylib)$|__pycache__|\.egg-info|(^|\/)tests?\/|\.test\.|\.env|\.npmrc|\.pem$|\.key$|(^|\/)node_modules\/|^(demo|scripts|docs|requirements)\//;

/** Everything wrong with a VSIX, in sentences; nothing when it may ship. */
export function faults(vsix) {
  const { files, size } = contents(vsix);
  const names = new Set(files.map((file) => file.name.toLowerCase()));
  return [
    ...required.filter((name) => !names.has(name.toLowerCase())).map((name) => `${name} is missing.`),
    ...files.filter((file) => unwanted.test(file.name)).map((file) => `${file.name} must not ship.`),
    ...(size > largest ? [`It has ${size} bytes: more than ${largest}.`] : []),
  ];
}
