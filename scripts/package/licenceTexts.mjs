// The files in which a package says under what terms it may be passed on.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const isOne = /^(licen[cs]e|copying|notice|authors|third.?party.?notices?)([-._].*)?$/i;
const isCode = /\.(m?[jt]s|json|py|map)$/i;

/** Their texts, in the order of their names; `all`: every file of a folder that is there for nothing else. */
export function licenceTexts(folder, { all = false } = {}) {
  return readdirSync(folder, { withFileTypes: true, recursive: all })
    .filter((entry) => entry.isFile() && (all || (isOne.test(entry.name) && !isCode.test(entry.name))))
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name))
    .sort()
    .map((file) => readFileSync(file, 'utf8'));
}
