// Words of anybody's as Markdown: shown as they are, but for `code`, and broken into lines like any text. Pure.

const CODE = /(`[^`\n]+`)/;

/** `appendText` of VS Code joins the words with spaces that do not break: a sentence is then cut inside of words. */
export function plainMarkdown(text: string): string {
  const parts = text.split(CODE).map((part) => (CODE.test(part) ? part : escaped(part)));
  return parts
    .join('')
    .replace(/^(\s*)(-|\d+(?=[.)]\s))/gm, (_, space: string, mark: string) => `${space}${asEntity(mark)}`)
    .replace(/\s*\n\s*/g, '\n\n');
}

/** Names and messages are anybody's text. */
export function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]<>()#+!|~$&]/g, '\\$&');
}

/** At the beginning of a line a dash, or a number before a full stop, would begin a list. */
function asEntity(mark: string): string {
  return `&#${mark.charCodeAt(0)};${mark.slice(1)}`;
}
