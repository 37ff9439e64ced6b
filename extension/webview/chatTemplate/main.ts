import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-checkbox/index.js';
import '@vscode-elements/elements/dist/vscode-icon/index.js';
import './app';
import './conversation';
import './footer';
import './header';
import './jsonField';
import './ladder';
import './message';
import './output';
import './problemStrip';
import './renderedText';
import './renderedTokens';
import './toolbar';
import './variables';

document.body.append(document.createElement('chat-template-preview'));
