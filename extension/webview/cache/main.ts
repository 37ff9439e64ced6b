import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-checkbox/index.js';
import '@vscode-elements/elements/dist/vscode-icon/index.js';
import './app';
import './mentionedFiles';
import './outcomePage';
import './planItems';
import './planPage';
import './verificationPage';

document.body.append(document.createElement('cache-panel'));
