// The Python libraries that ship: what is installed in bundled/libs.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { licenceTexts } from './licenceTexts.mjs';

/** Those whose licence is not in their metadata: it stands at the head of a module. */
const inModules = { 'nvidia-ml-py': { license: 'BSD-3-Clause', module: 'pynvml.py' } };

const classifiers = { 'MIT License': 'MIT', 'Apache Software License': 'Apache-2.0' };

/** @returns {import('./notices.mjs').Notice[]} of every distribution that is installed in a folder */
export function distributions(libs) {
  if (!existsSync(libs)) throw new Error(`${libs} is missing: npm run package makes it.`);
  return readdirSync(libs)
    .filter((name) => name.endsWith('.dist-info'))
    .map((name) => distribution(libs, path.join(libs, name)));
}

function distribution(libs, metadata) {
  const [head] = readFileSync(path.join(metadata, 'METADATA'), 'utf8').split(/\r?\n\r?\n/);
  const fields = head.split(/\r?\n/).map((line) => /^([\w-]+): (.*)$/.exec(line) ?? []);
  const all = (key) => fields.filter(([, name]) => name === key).map(([, , value]) => value);
  const [name] = all('Name');
  const own = inModules[name];
  const licences = path.join(metadata, 'licenses');
  return {
    name,
    version: all('Version')[0],
    license:
      own?.license ?? all('License-Expression')[0] ?? classified(all('Classifier')) ?? all('License')[0],
    homepage: homepage(all) ?? `https://pypi.org/project/${name}/`,
    texts: own
      ? [headComment(readFileSync(path.join(libs, own.module), 'utf8'))]
      : [...licenceTexts(metadata), ...(existsSync(licences) ? licenceTexts(licences, { all: true }) : [])],
  };
}

function classified(names) {
  const known = names.map((name) => classifiers[/^License :: OSI Approved :: (.*)$/.exec(name)?.[1]]);
  return known.find((name) => name !== undefined);
}

function homepage(all) {
  const links = all('Project-URL').map((link) => link.split(/,\s*/, 2));
  const named = (pattern) => links.find(([label]) => pattern.test(label))?.[1];
  return (
    all('Home-page')[0] ??
    named(/^home(page)?$/i) ??
    named(/^(source( code)?|repository|github)$/i) ??
    named(/^documentation$/i)
  );
}

/** The comment that a module begins with. */
function headComment(code) {
  const lines = code.split('\n');
  const end = lines.findIndex((line) => !line.startsWith('#'));
  return lines
    .slice(0, end)
    .map((line) => line.replace(/^#+ ?/, ''))
    .join('\n');
}
