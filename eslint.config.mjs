// What the compiler does not see. Layout belongs to prettier alone.
import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  {
    ignores: [
      'vitest.config.ts',
      'dist/',
      'bundled/',
      'node_modules/',
      '.venv/',
      '.cache/',
      'extension/src/protocol.ts',
    ],
  },
  eslint.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ['tsconfig.json', 'extension/webview/tsconfig.json', 'tests/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      // Numbers in sentences are fine; objects are not.
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      // An arrow function that only passes something on may return nothing.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      // VS Code's Disposable is a class that everybody implements as an interface.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
    },
  },
  {
    files: ['extension/src/**/*.ts'],
    rules: {
      // Nothing may block the extension host: it is shared with every other extension.
      'no-restricted-imports': [
        'error',
        { paths: [{ name: 'node:fs', message: 'Use node:fs/promises or vscode.workspace.fs.' }] },
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector: 'Identifier[name=/^(spawn|exec|execFile)Sync$/]',
          message: 'Nothing may block the host.',
        },
      ],
    },
  },
  {
    files: ['extension/webview/**/*.ts'],
    rules: {
      // Lit calls the listeners of a template on their component.
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: ['tests/**/*.ts'],
    rules: {
      // A test that is wrong about a value fails, which is what it is for.
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    files: ['**/*.mjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        fetch: 'readonly',
        URL: 'readonly',
        AbortSignal: 'readonly',
      },
    },
    rules: { 'no-undef': 'off' },
  },
);
