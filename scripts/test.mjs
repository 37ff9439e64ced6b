// `npm test`: every layer; `npm test -- ROOM…`: what these rooms have in each; `node scripts/test.mjs LAYER [words for
// its runner]`: one layer. Ends with the counts.
import { layers, usual } from './test/layers.mjs';
import { rooms, wordsFor } from './test/rooms.mjs';
import { Advice, main, say, seconds } from './setup/report.mjs';

/** Pairs of a layer and the words for its runner. */
function plan([asked, ...words]) {
  if (asked === undefined) return usual.map((name) => [name, []]);
  if (asked in layers) return [[asked, words]];
  const chosen = [asked, ...words];
  const known = rooms();
  const unknown = chosen.filter((room) => !known.includes(room));
  if (unknown.length > 0)
    throw new Advice(
      `There is no layer and no room "${unknown.join('", "')}".\n` +
        `Layers: ${Object.keys(layers).join(', ')}. Rooms: ${known.join(', ')}.`,
    );
  return usual
    .filter((name) => name !== 'lint')
    .map((name) => [name, wordsFor(name, chosen)])
    .filter(([, found]) => found.length > 0);
}

await main(async () => {
  const results = [];
  for (const [name, words] of plan(process.argv.slice(2))) {
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
