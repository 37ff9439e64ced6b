// `npm start`: opens the workbench on the demo workspace. --browser, --full, --once, --port N.
import { rmSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { installExtension, startCodeServer } from './editor/codeServer.mjs';
import { desktopEditor, startDesktop } from './editor/desktop.mjs';
import { demoEnvironment, makeProfile } from './editor/profile.mjs';
import { cache } from './environment.mjs';
import { demoHuggingFace, demoWorkspace } from './setup/demo.mjs';
import { vsix } from './setup/extension.mjs';
import { setUp } from './setup/index.mjs';
import { main, say } from './setup/report.mjs';

const { values: options } = parseArgs({
  options: {
    browser: { type: 'boolean' },
    full: { type: 'boolean' },
    once: { type: 'boolean' },
    port: { type: 'string', default: '0' },
  },
});

await main(async () => {
  const code = options.browser ? undefined : desktopEditor();
  await setUp('vsix', 'demo', ...(code ? [] : ['editor']), ...(options.full ? ['full'] : []));

  const asked = new Promise((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(name, resolve);
    // A signal to npm alone ends npm and its shell but is not passed on: their end is ours, too.
    const parent = process.ppid;
    if (process.env.npm_lifecycle_event) {
      setInterval(() => process.ppid === parent || resolve(), 300).unref();
    }
  });
  const environment = demoEnvironment(demoHuggingFace);
  const profile = makeProfile(path.join(cache, code ? 'desktop' : 'browser'));
  let session;
  if (code) {
    // Its log is the sign that the window is up: an old one would be a false sign.
    rmSync(path.join(profile.userData, 'logs'), { recursive: true, force: true });
    session = await startDesktop(code, { profile, workspace: demoWorkspace, environment, vsix });
  } else {
    await installExtension(profile, vsix);
    session = await startCodeServer({
      profile,
      workspace: demoWorkspace,
      environment,
      port: Number(options.port),
    });
  }
  process.stdout.write(`Workbench ready: ${session.url}\n`);

  if (!options.once) {
    say('Ctrl-C stops it.');
    await Promise.race([asked, session.ended]);
  }
  await session.stop();
});
