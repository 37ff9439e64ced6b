// The npm packages that ship: whose code is in a bundle, or whose files are copied beside it.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../environment.mjs';
import { licenceTexts } from './licenceTexts.mjs';

const folderOfPackage = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/;

/** Where package.json says less than the licence files do. */
const licences = { '@vscode/codicons': 'CC-BY-4.0 (icons), MIT (code)' };

/** Folders of the packages of which there is code in what esbuild wrote, relative to the checkout. */
export function foldersInBundles(metafiles) {
  const folders = new Set();
  for (const { outputs } of metafiles) {
    for (const { inputs } of Object.values(outputs)) {
      for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
        const folder = folderOfPackage.exec(file)?.[0];
        if (folder && bytesInOutput > 0) folders.add(folder);
      }
    }
  }
  return [...folders].sort();
}

/** @returns {import('./notices.mjs').Notice} of a package in a folder, relative to the checkout */
export function nodePackage(folder, base = root) {
  const place = path.resolve(base, folder);
  const facts = JSON.parse(readFileSync(path.join(place, 'package.json'), 'utf8'));
  const repository = facts.repository?.url ?? facts.repository;
  return {
    name: facts.name,
    version: facts.version,
    license: licences[facts.name] ?? facts.license,
    homepage: webAddress(facts.homepage ?? repository) ?? `https://www.npmjs.com/package/${facts.name}`,
    texts: existsSync(place) ? licenceTexts(place) : [],
  };
}

/** Of an address as package.json may have it (`git@github.com:owner/name`, `git+https://…`, `owner/name`). */
function webAddress(said) {
  if (typeof said !== 'string') return undefined;
  const address = said
    .replace(/^git@([^:]+):/, 'https://$1/')
    .replace(/^(git\+|git:\/\/)/, (prefix) => (prefix === 'git://' ? 'https://' : ''))
    .replace(/^(github:)?([\w.-]+\/[\w.-]+)$/, 'https://github.com/$2')
    .replace(/\.git$/, '');
  return /^https?:\/\//.test(address) ? address : undefined;
}
