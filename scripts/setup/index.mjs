// All steps in their order, and the one function that sets up what is missing of those asked for.
import { withLock } from './lock.mjs';
import { isDone, perform } from './step.mjs';
import { bundle } from './bundle.mjs';
import { demo } from './demo.mjs';
import { editor } from './editor.mjs';
import { environments } from './environments.mjs';
import { extension } from './extension.mjs';
import { packages } from './packages.mjs';
import { training } from './training.mjs';

export const steps = [packages, ...environments, bundle, extension, demo, training, editor];

/** The named steps and what they need, in order. */
function selected(names) {
  const wanted = new Set();
  const add = (name) => {
    const step = steps.find((each) => each.name === name);
    if (!step) throw new Error(`There is no set-up step "${name}".`);
    step.needs?.forEach(add);
    wanted.add(step);
  };
  names.forEach(add);
  return steps.filter((step) => wanted.has(step));
}

export async function setUp(...names) {
  const wanted = selected(names);
  if (wanted.every(isDone)) return;
  await withLock(async () => {
    for (const step of wanted) {
      if (!isDone(step)) await perform(step);
    }
  });
}
