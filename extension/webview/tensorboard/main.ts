import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-icon/index.js';
import './app';
import './bar';
import './frame';
import './notice';

document.body.append(document.createElement('tensorboard-panel'));
