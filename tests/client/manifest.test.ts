// The command table and the manifest name the same commands, and every setting the sources read is declared.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { CHAT_TEMPLATE_COMMANDS } from '../../extension/src/chatTemplate/commandIds';
import { CLIENT_COMMANDS } from '../../extension/src/client/commandIds';
import { TEMPLATE_JSON } from '../../extension/src/client/templateFiles';

const root = path.resolve(__dirname, '../..');

interface Manifest {
  readonly contributes: {
    readonly commands: readonly {
      readonly command: string;
      readonly title: string;
      readonly category: string;
    }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string; readonly when?: string }[]>>;
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly default: unknown }>> };
    readonly languages: readonly { readonly configuration: string }[];
    readonly grammars: readonly { readonly path: string }[];
    readonly walkthroughs: readonly {
      readonly steps: readonly { readonly media: { readonly svg: string } }[];
    }[];
  };
  readonly activationEvents: readonly string[];
}

const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as Manifest;
const { commands, menus, configuration, languages, grammars, walkthroughs } = manifest.contributes;
const declared = commands.map(({ command }) => command).sort();

describe('commands', () => {
  test('are those of the rooms', () => {
    expect(declared).toEqual([...CLIENT_COMMANDS, ...CHAT_TEMPLATE_COMMANDS].sort());
  });

  test('are all in the category Transformers, with a translated title', () => {
    expect(
      commands.filter(({ category, title }) => category !== 'Transformers' || !/^%.+%$/.test(title)),
    ).toEqual([]);
  });

  test('in menus exist, and only where they make sense', () => {
    const entries = Object.values(menus).flat();
    expect(entries.filter(({ command }) => !declared.includes(command))).toEqual([]);
    expect(entries.filter(({ when }) => when === undefined)).toEqual([]);
  });

  test('know the same JSON files as the server is told of', () => {
    const names = TEMPLATE_JSON.map((name) => name.replace('.json', '')).join('|');
    const clauses = Object.values(menus)
      .flat()
      .map(({ when }) => when ?? '')
      .filter((when) => when.includes('.json'));
    expect(
      clauses.filter((when) => !when.includes(`(${names})\\.json`) && !when.includes(`(${names})\\\\.json`)),
    ).toEqual([]);
  });
});

test('settings that the sources read are declared, with the same default', () => {
  const source = readFileSync(path.join(root, 'extension/src/client/settings.ts'), 'utf8');
  const read = [...source.matchAll(/get<\w+>\('(\w+)', ([^)]+)\)/g)].map(([, name, value]) => [name, value]);
  for (const [name, value] of read) {
    const entry = Object.entries(configuration.properties).find(([key]) => key.endsWith(`.${name}`));
    expect(entry?.[1].default, name).toEqual(value === "''" ? '' : Number(value));
  }
  expect(read).toHaveLength(Object.keys(configuration.properties).length);
});

test('every file the manifest names is there', () => {
  const files = [
    ...languages.map((language) => language.configuration),
    ...grammars.map((grammar) => grammar.path),
    ...walkthroughs.flatMap(({ steps }) => steps.map(({ media }) => media.svg)),
  ];
  expect(files.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
});

test('webview code reaches nothing but types of the host', () => {
  const folder = path.join(root, 'extension/webview/chatTemplate');
  const imports = readdirSync(folder)
    .filter((file) => file.endsWith('.ts'))
    .flatMap(
      (file) => readFileSync(path.join(folder, file), 'utf8').match(/^import [^;]+\/src\/[^;]+;/gm) ?? [],
    );
  expect(imports.filter((line) => !line.startsWith('import type'))).toEqual([]);
});
