// Code that reads the token instead of holding it. Pure.

export type SnippetKind = 'library' | 'environ' | 'shell' | 'powershell';

export interface TokenSnippet {
  readonly kind: SnippetKind;
  readonly text: string;
}

const TEXTS: Readonly<Record<SnippetKind, string>> = {
  library: 'from huggingface_hub import get_token\n\ntoken = get_token()\n',
  environ: 'import os\n\ntoken = os.environ["HF_TOKEN"]\n',
  shell: '"$HF_TOKEN"',
  powershell: '$env:HF_TOKEN',
};

/** The one for the language of the editor first; without one Python, which nearly everything here is written in. */
export function snippetsFor(languageId: string | undefined): readonly TokenSnippet[] {
  return order(languageId).map((kind) => ({ kind, text: TEXTS[kind] }));
}

function order(languageId = 'python'): readonly SnippetKind[] {
  switch (languageId) {
    case 'shellscript':
    case 'fish':
    case 'dockerfile':
    case 'makefile':
      return ['shell', 'library', 'environ', 'powershell'];
    case 'powershell':
      return ['powershell', 'library', 'environ', 'shell'];
    default:
      return ['library', 'environ', 'shell', 'powershell'];
  }
}
