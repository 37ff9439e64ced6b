document.body.append(document.createElement('run-panel'));
