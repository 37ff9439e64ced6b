// What the extension's JavaScript is made of: esbuild's options, and files of packages that ship as they are.
import { root } from '../environment.mjs';

/** The folders of extension/webview: each is one bundle. */
export const panels = ['chatTemplate', 'cache', 'tensorboard', 'health'];

/** Package → its files that are copied into dist/webview. */
export const copied = { '@vscode/codicons': ['dist/codicon.css', 'dist/codicon.ttf'] };

/** Options of the bundle of the extension host, and of those of the webviews. */
export function bundles({ production }) {
  const shared = {
    absWorkingDir: root,
    bundle: true,
    minify: production,
    sourcemap: production ? false : 'linked',
    // Which packages are in a bundle, for their notices.
    metafile: production,
    // Japanese in the sources stays readable in the bundle.
    charset: 'utf8',
    logLevel: 'info',
  };
  const host = {
    ...shared,
    entryPoints: ['extension/src/extension.ts'],
    outfile: 'dist/extension.js',
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    external: ['vscode'],
    tsconfig: 'tsconfig.json',
  };
  const browser = {
    ...shared,
    entryPoints: Object.fromEntries(panels.map((name) => [name, `extension/webview/${name}/main.ts`])),
    outdir: 'dist/webview',
    format: 'esm',
    platform: 'browser',
    // Into a shadow root, where a style sheet of the page does not reach.
    loader: { '.css': 'text' },
    target: 'es2022',
    tsconfig: 'extension/webview/tsconfig.json',
  };
  return [host, browser];
}
