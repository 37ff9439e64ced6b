// Progress for people, on stderr: stdout belongs to the one line a script promises.
const started = Date.now();

export function say(line) {
  process.stderr.write(`${line}\n`);
}

export function seconds(since = started) {
  const elapsed = (Date.now() - since) / 1000;
  return elapsed < 10 ? `${elapsed.toFixed(1)} s` : `${Math.round(elapsed)} s`;
}

/** A failure whose message is for the person who ran the command: no stack trace helps with it. */
export class Advice extends Error {}

/** Runs a script's main function; an `Advice` is printed as it is, anything else with its stack. */
export async function main(body) {
  try {
    await body();
  } catch (error) {
    say(error instanceof Advice ? `\n${error.message}` : `\n${error.stack}`);
    process.exitCode = 1;
  }
}
