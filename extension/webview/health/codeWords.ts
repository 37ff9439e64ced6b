import { html, type TemplateResult } from 'lit';

/** Sentences of the server mark code as Markdown does, `so`. */
const CODE = /`([^`\n]+)`/;

/** A sentence with its code in the script's letters. */
export function codeWords(sentence: string): (string | TemplateResult)[] {
  return sentence
    .split(CODE)
    .map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part))
    .filter((part) => part !== '');
}

/** The same where there are no letters but plain ones. */
export function plainWords(sentence: string): string {
  return sentence.split(CODE).join('');
}
