// Types into the template that is open, and tells for each key when the prompt beside it showed it.

/** Keys before those that count: the browser compiles what it has not run yet. */
const warmUp = 15;
/**
 * Milliseconds from each key to the frame that shows it in the prompt. `rhythm`: milliseconds between keys. `letter`:
 * what is typed; the library keeps what it has compiled, so each time it has to be another one.
 */
export async function typeAndWatch(workbench, renderedText, { keys, rhythm, letter }) {
  const { page } = workbench;
  await workbench.focusEditor();
  await workbench.goTo(1, 1);
  await page.evaluate((letter) => {
    window.noteKey ??= () => window.keyTimes.push(performance.timeOrigin + performance.now());
    window.keyTimes = [];
    window.echoes = [];
    // The same function again is no second listener.
    window.addEventListener('keydown', window.noteKey, true);
    const lines = document.querySelector('.editor-group-container.active .monaco-editor .view-lines');
    new MutationObserver(() => {
      const start = new RegExp(`^${letter}*`);
      const letters = Math.max(
        ...[...lines.children].map(({ textContent }) => start.exec(textContent)[0].length),
      );
      // This runs in the frame that draws the letter: the message comes right after it.
      const channel = new MessageChannel();
      channel.port1.onmessage = () =>
        window.echoes.push({ count: letters, time: performance.timeOrigin + performance.now() });
      channel.port2.postMessage(undefined);
    }).observe(lines, { childList: true, subtree: true, characterData: true });
  }, letter);
  await renderedText.evaluate((element, letter) => {
    window.frames_ = [];
    window.library = 0;
    window.addEventListener('message', ({ data }) => {
      // What the library itself took for the text that is about to be shown, measured where it ran.
      window.library = data.changes?.rendered?.milliseconds ?? window.library;
    });
    new MutationObserver(() =>
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        const count = new RegExp(`^${letter}*`).exec(element.textContent)[0].length;
        const { library } = window;
        channel.port1.onmessage = () =>
          window.frames_.push({ count, library, time: performance.timeOrigin + performance.now() });
        channel.port2.postMessage(undefined);
      }),
    ).observe(element, { childList: true, subtree: true, characterData: true });
  }, letter);
  const all = warmUp + keys;
  await page.keyboard.type(letter.repeat(all), { delay: rhythm });
  await renderedText.filter({ hasText: letter.repeat(all) }).waitFor();
  const frames = await renderedText.evaluate(() => window.frames_);
  const { keyTimes: times, echoes } = await page.evaluate(() => ({ keyTimes, echoes }));
  const measured = times
    .slice(0, all)
    .map((time, index) => ({ time, frame: frames.find(shows(index)), echo: echoes.find(shows(index)) }))
    .slice(warmUp);
  // Without them there would be nothing to compare with the targets, and none would be missed.
  if (measured.length < keys || measured.some(({ frame, echo }) => !frame || !echo))
    throw new Error('Not every key was seen in the editor and in the prompt.');
  return measured.map(({ time, frame, echo }) => ({
    total: frame.time - time,
    library: frame.library,
    echo: echo.time - time,
  }));
}

function shows(index) {
  return ({ count }) => count > index;
}
