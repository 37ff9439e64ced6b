// `npm test`: every layer; `node scripts/test.mjs LAYER [words for its runner]`: one. Ends with the counts.
import { layers, usual } from './test/layers.mjs';
import { main, say, seconds } from './setup/report.mjs';

const [asked, ...words] = process.argv.slice(2);

await main(async () => {
  if (asked && !(asked in layers))
    throw new Error(`There is no layer "${asked}": ${Object.keys(layers).join(', ')}.`);
  const results = [];
  for (const name of asked ? [asked] : usual) {
    console.log(`\n── ${name} ──`);
    const since = Date.now();
    let counts;
    try {
      counts = await layers[name](words);
    } catch (error) {
      // One layer that cannot be set up (no Chromium, say) does not hide what the others find.
      say(`\n${error.message}`);
      counts = { passed: 0, failed: 1, skipped: 0 };
    }
    results.push({ name, took: seconds(since), ...counts });
  }

  console.log('');
  for (const { name, took, passed, failed, skipped } of results) {
    const rest = skipped > 0 ? `, ${skipped} skipped` : '';
    console.log(
      `${failed > 0 ? '✗' : '✓'} ${name.padEnd(10)} ${took.padStart(7)}  ${passed} passed, ${failed} failed${rest}`,
    );
  }
  const sum = (key) => results.reduce((all, each) => all + each[key], 0);
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
  if (sum('failed') > 0) process.exitCode = 1;
});
