// `npm run package`: the VSIX, and what is in it by folder.
import { setUp } from './setup/index.mjs';
import { vsix } from './setup/extension.mjs';
import { contents } from './package/contents.mjs';
import { main, say } from './setup/report.mjs';

await main(async () => {
  await setUp('vsix');
  const { files, size } = contents(vsix);
  const folders = new Map();
  for (const file of files) {
    const folder = file.name.split('/')[0];
    folders.set(folder, [...(folders.get(folder) ?? []), file]);
  }
  for (const [folder, inside] of folders) {
    const bytes = inside.reduce((sum, file) => sum + file.size, 0);
    say(`${String(Math.ceil(bytes / 1024)).padStart(7)} kB  ${folder} (${inside.length})`);
  }
  process.stdout.write(`${vsix} ${(size / 1024 / 1024).toFixed(2)} MB\n`);
});
