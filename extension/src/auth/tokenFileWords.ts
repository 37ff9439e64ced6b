// What is the matter with a huggingface_token.json, and what to do. Nothing of its content is in a sentence.
import { l10n } from 'vscode';
import { LARGEST, TOKEN_KEY, type TokenFileProblem } from './tokenFile';

export function tokenFileProblem(name: string, problem: TokenFileProblem): string {
  switch (problem) {
    case 'too-large':
      return l10n.t('{0} is larger than {1} KB: that is no file with a token.', name, LARGEST / 1024);
    case 'empty':
      return l10n.t('{0} is empty. It should hold {1}.', name, shape());
    case 'encoding':
      return l10n.t('{0} is not text in UTF-8. Save it with that encoding and import it again.', name);
    case 'broken':
      return l10n.t('{0} is not valid JSON. It should hold {1}.', name, shape());
    case 'no-object':
      return l10n.t('{0} holds no JSON object. It should hold {1}.', name, shape());
    case 'no-key':
      return l10n.t('{0} has no entry {1}. It should hold {2}.', name, TOKEN_KEY, shape());
    case 'no-text':
      return l10n.t('{1} in {0} is not a string. It should hold {2}.', name, TOKEN_KEY, shape());
    case 'blank':
      return l10n.t('{1} in {0} is empty: put the token there, or sign in by pasting it.', name, TOKEN_KEY);
    case 'placeholder':
      return l10n.t('{1} in {0} is a placeholder, not a token.', name, TOKEN_KEY);
    case 'no-token':
      return l10n.t(
        '{1} in {0} can not be a token: it is too short, too long or has other characters.',
        name,
        TOKEN_KEY,
      );
  }
}

function shape(): string {
  return `{"${TOKEN_KEY}": "hf_…"}`;
}
