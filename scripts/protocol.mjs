// Writes extension/src/protocol.ts from the server's contract; with --check, fails when they differ.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { compile } from 'json-schema-to-typescript';
import * as prettier from 'prettier';
import { python, root } from './environment.mjs';

const target = `${root}/extension/src/protocol.ts`;
const contract = JSON.parse(
  execFileSync(python, [`${root}/scripts/protocol_schema.py`], { encoding: 'utf8', cwd: root }),
);

/** A required field is always on the wire; one with a default may be left out by whoever sends it. */
const types = await compile(
  {
    title: 'Contract',
    type: 'object',
    properties: Object.fromEntries(
      Object.keys(contract.definitions).map((name) => [name, { $ref: `#/definitions/${name}` }]),
    ),
    additionalProperties: false,
    definitions: contract.definitions,
  },
  'Contract',
  { bannerComment: '', additionalProperties: false, unknownAny: true, format: false },
);

const className = (method) =>
  method.result === null
    ? method.params === null
      ? 'NotificationType0'
      : 'NotificationType'
    : method.params === null
      ? 'RequestType0'
      : 'RequestType';
const typeArguments = (method) =>
  [method.params, ...(method.result === null ? [] : [method.result, 'void'])]
    .filter((name) => name !== null)
    .join(', ');
const constants = Object.entries(contract.methods).map(
  ([constant, method]) =>
    `export const ${constant} = new ${className(method)}${typeArguments(method) ? `<${typeArguments(method)}>` : ''}('${method.name}');`,
);
const imports = [...new Set(Object.values(contract.methods).map(className))].sort();
const source = `// Written by \`npm run protocol\` from server/transformers_workbench/protocol. Do not edit.
import { ${imports.join(', ')} } from 'vscode-languageclient/node';

${types.replace(/export interface Contract \{[\s\S]*?\n\}\n/, '')}
${constants.join('\n')}

${Object.entries(contract.names)
  .map(([name, value]) => `export const ${name} = '${value}';`)
  .join('\n')}
`;
const options = (await prettier.resolveConfig(target)) ?? {};
const text = await prettier.format(source, { ...options, parser: 'typescript' });

if (process.argv.includes('--check')) {
  if (readFileSync(target, 'utf8') !== text) {
    console.error('extension/src/protocol.ts differs from the contract: run `npm run protocol`.');
    process.exit(1);
  }
  console.log('protocol.ts equals the contract');
} else {
  writeFileSync(target, text);
  console.log(`wrote ${target}`);
}
