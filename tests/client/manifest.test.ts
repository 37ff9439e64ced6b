// The command table and the manifest name the same commands, and every setting the sources read is declared.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { CACHE_COMMANDS } from '../../extension/src/cache/commandIds';
import { AUTH_COMMANDS } from '../../extension/src/auth/commandIds';
import { CHAT_TEMPLATE_COMMANDS } from '../../extension/src/chatTemplate/commandIds';
import { CLIENT_COMMANDS } from '../../extension/src/client/commandIds';
import { HEALTH_COMMANDS } from '../../extension/src/health/commandIds';
import { TENSORBOARD_COMMANDS } from '../../extension/src/tensorboard/commandIds';
import { TRAINING_COMMANDS } from '../../extension/src/training/commandIds';
import { TEMPLATE_JSON } from '../../extension/src/client/templateFiles';

const root = path.resolve(__dirname, '../..');

interface Manifest {
  readonly contributes: {
    readonly commands: readonly {
      readonly command: string;
      readonly title: string;
      readonly category: string;
      readonly enablement?: string;
    }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string; readonly when?: string }[]>>;
    readonly configuration: {
      readonly properties: Readonly<
        Record<
          string,
          {
            readonly default: unknown;
            readonly type: string;
            readonly enum?: unknown;
            readonly scope: string;
          }
        >
      >;
    };
    readonly languages: readonly { readonly configuration: string }[];
    readonly grammars: readonly { readonly path: string }[];
    readonly walkthroughs: readonly {
      readonly steps: readonly { readonly media: { readonly svg: string } }[];
    }[];
    readonly viewsContainers: { readonly activitybar: readonly { readonly icon: string }[] };
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly viewsWelcome: readonly { readonly view: string; readonly when?: string }[];
    readonly keybindings: readonly { readonly command: string; readonly when?: string }[];
  };
  readonly activationEvents: readonly string[];
  readonly capabilities: {
    readonly untrustedWorkspaces: {
      readonly supported: string;
      readonly restrictedConfigurations: readonly string[];
    };
  };
}

const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as Manifest;
const { commands, menus, keybindings, configuration, languages, grammars, walkthroughs } =
  manifest.contributes;
const { views, viewsContainers, viewsWelcome } = manifest.contributes;
const declared = commands.map(({ command }) => command).sort();

describe('commands', () => {
  test('are those of the rooms', () => {
    expect(declared).toEqual(
      [
        ...CLIENT_COMMANDS,
        ...CHAT_TEMPLATE_COMMANDS,
        ...CACHE_COMMANDS,
        ...AUTH_COMMANDS,
        ...TENSORBOARD_COMMANDS,
        ...TRAINING_COMMANDS,
        ...HEALTH_COMMANDS,
      ].sort(),
    );
  });

  test('are all in the category Transformers, with a translated title', () => {
    expect(
      commands.filter(({ category, title }) => category !== 'Transformers' || !/^%.+%$/.test(title)),
    ).toEqual([]);
  });

  test('in menus exist, and only where they make sense', () => {
    const entries = [...Object.values(menus).flat(), ...keybindings];
    expect(entries.filter(({ command }) => !declared.includes(command))).toEqual([]);
    expect(entries.filter(({ when }) => when === undefined)).toEqual([]);
  });

  test('know the same JSON files as the server is told of', () => {
    const names = TEMPLATE_JSON.map((name) => name.replace('.json', '')).join('|');
    const clauses = Object.values(menus)
      .flat()
      .filter(({ command }) => command.startsWith('transformers.chatTemplate.'))
      .map(({ when }) => when ?? '')
      .filter((when) => when.includes('.json'));
    expect(
      clauses.filter((when) => !when.includes(`(${names})\\.json`) && !when.includes(`(${names})\\\\.json`)),
    ).toEqual([]);
  });
});

test('welcomes are of views that exist, and say when', () => {
  const ids = Object.values(views).flatMap((group) => group.map(({ id }) => id));
  expect(viewsWelcome.filter(({ view, when }) => !ids.includes(view) || when === undefined)).toEqual([]);
});

test('settings that the sources read are declared, with the same default', () => {
  const folder = path.join(root, 'extension/src');
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(path.join(folder, file), 'utf8'))
    .join('\n');
  const found = [...sources.matchAll(/get<[\w[\]]+>\('(\w+)', ([^)]+)\)/g)];
  const read = new Map(found.map(([, name, value]) => [name!, value!]));
  for (const [name, value] of read) {
    const entry = Object.entries(configuration.properties).find(([key]) => key.endsWith(`.${name}`));
    expect(entry?.[1].default, name).toEqual(JSON.parse(value.replaceAll("'", '"')));
  }
  // Two rooms may have a setting of the same name.
  const names = Object.keys(configuration.properties).map((key) => key.slice(key.lastIndexOf('.') + 1));
  expect([...read.keys()].sort()).toEqual([...new Set(names)].sort());
});

test('every file the manifest names is there', () => {
  const files = [
    ...languages.map((language) => language.configuration),
    ...grammars.map((grammar) => grammar.path),
    ...viewsContainers.activitybar.map(({ icon }) => icon),
    ...walkthroughs.flatMap(({ steps }) => steps.map(({ media }) => media.svg)),
  ];
  expect(files.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
});

test('webview code reaches nothing but types of the host', () => {
  const folder = path.join(root, 'extension/webview');
  const imports = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .flatMap(
      (file) => readFileSync(path.join(folder, file), 'utf8').match(/^import [^;]+\/src\/[^;]+;/gm) ?? [],
    );
  expect(imports.length).toBeGreaterThan(0);
  expect(imports.filter((line) => !line.startsWith('import type'))).toEqual([]);
});

describe('in Restricted Mode', () => {
  const { supported, restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;

  test('a workspace chooses no path, no program and no limit', () => {
    expect(supported).toBe('limited');
    // Words that are not one of a few may name a file; those of the machine no workspace can set.
    const free = Object.entries(configuration.properties)
      .filter(([, { type, enum: words, scope }]) => {
        return (type === 'string' || type === 'array') && words === undefined && scope !== 'machine';
      })
      .map(([name]) => name);
    expect(free.length).toBeGreaterThan(0);
    expect([...restrictedConfigurations]).toEqual(expect.arrayContaining(free));
    expect(restrictedConfigurations).toContain('transformers.chatTemplate.memoryLimit');
    expect(Object.keys(configuration.properties)).toEqual(
      expect.arrayContaining([...restrictedConfigurations]),
    );
  });

  test('no command vanishes: each says itself why it is off', () => {
    expect(commands.filter(({ enablement }) => enablement?.includes('Trusted'))).toEqual([]);
    const conditions = Object.values(menus)
      .flat()
      .filter(({ command, when }) => command.includes('training') && when?.includes('Trusted'));
    expect(conditions).toEqual([]);
  });
});
