// THIRD_PARTY_NOTICES.txt: the licences of all that others wrote and the package carries. Written here because
// no library reads both what esbuild bundled (not all that npm installed) and Python's metadata.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../environment.mjs';
import { Advice } from '../setup/report.mjs';
import { copied } from './bundles.mjs';
import { distributions } from './distributions.mjs';
import { foldersInBundles, nodePackage } from './nodePackages.mjs';

/** @typedef {{ name: string, version: string, license: string, homepage: string, texts: string[] }} Notice */

export const noticesFile = 'THIRD_PARTY_NOTICES.txt';

/** Less than this is no licence: at most it says where one is. */
const shortestText = 200;
const line = '='.repeat(80);

/** What was taken from where there is no package: rules that name gitleaks as their source. @returns {Notice[]} */
function adapted(base) {
  const rules = path.join(base, 'server/transformers_workbench/auth/secret_rules.json');
  const source = JSON.parse(readFileSync(rules, 'utf8')).gitleaks;
  if (!source) return [];
  const [, homepage, commit] = /^(.*?)\/blob\/([0-9a-f]{12})/.exec(source) ?? [];
  const text = readFileSync(path.join(import.meta.dirname, 'licences/gitleaks.txt'), 'utf8');
  return [{ name: 'gitleaks', version: commit, license: 'MIT', homepage, texts: [text] }];
}

/** Everything that ships and is somebody else's. */
export function shipped(metafiles, base = root) {
  const folders = [
    ...foldersInBundles(metafiles),
    ...Object.keys(copied).map((name) => `node_modules/${name}`),
  ];
  return [
    ...[...new Set(folders)].map((folder) => nodePackage(folder, base)),
    ...distributions(path.join(base, 'bundled/libs')),
    ...adapted(base),
  ];
}

/**
 * The text, the same for the same packages in any order.
 *
 * @param {Notice[]} packages
 */
export function noticesText(packages) {
  const faults = packages.flatMap((each) => missing(each));
  if (faults.length > 0) throw new Advice(`The notices are not complete:\n  ${faults.join('\n  ')}`);
  const entries = new Map(packages.map((each) => [title(each), entry(each)]));
  const titles = [...entries.keys()].sort();
  return [
    'Transformers Workbench contains code, icons and data of the projects below, each under its own licence.',
    '',
    ...titles.map((name) => entries.get(name)),
    '',
  ].join('\n');
}

/** Writes the file, which is made with each package and is in no repository. */
export function writeNotices(metafiles) {
  writeFileSync(path.join(root, noticesFile), noticesText(shipped(metafiles)));
}

function missing({ name, version, license, texts }) {
  const long = texts.filter((text) => text.trim().length >= shortestText);
  return [
    ...(name && version ? [] : [`A package has no name or no version: ${name} ${version}`]),
    ...(license ? [] : [`${name} ${version} does not say its licence.`]),
    ...(long.length > 0
      ? []
      : [`${name} ${version} has no licence text. Add where it is in scripts/package, or do without it.`]),
  ];
}

const title = ({ name, version }) => `${name} ${version}`;

function entry(each) {
  const texts = each.texts.map((text) => text.replace(/\r\n?/g, '\n').replace(/^\n+|\s+$/g, ''));
  return [
    line,
    title(each),
    `License: ${each.license}`,
    `Homepage: ${each.homepage}`,
    line,
    '',
    texts.join('\n\n'),
    '',
  ].join('\n');
}
