import { EMBEDDED_SCHEME } from '../protocol';
import { TEMPLATE_JSON } from './templateFiles';

/** What is synchronised with the server. */
export const documentSelector = [
  { scheme: 'file', language: 'jinja' },
  { scheme: 'untitled', language: 'jinja' },
  { scheme: EMBEDDED_SCHEME },
  { scheme: 'file', pattern: '**/*.{jinja,jinja2,j2}' },
  ...TEMPLATE_JSON.map((name) => ({ scheme: 'file', pattern: `**/${name}` })),
];
