// The preview panel, found by the test ids it promises.
import { expect } from 'vitest';

const patience = { timeout: 20_000, interval: 50 };

export class PreviewPanel {
  /** @param {import('playwright-core').FrameLocator} frame */
  constructor(frame) {
    this.frame = frame;
    this.renderedText = frame.getByTestId('rendered-text');
    this.tokens = frame.getByTestId('token');
    this.tokenTotal = frame.getByTestId('token-total');
    this.problem = frame.getByTestId('problem');
    this.ladder = frame.getByTestId('ladder');
    this.preset = frame.getByTestId('preset');
    this.generationPrompt = frame.getByTestId('generation-prompt');
    this.copy = frame.getByTestId('copy');
  }

  variable(name) {
    return this.frame.getByTestId(`variable-${name}`);
  }

  /** Clicks a boolean variable's box until it stands as wanted: unset is a third state that may look like either. */
  async setVariable(name, wanted) {
    const box = this.variable(name);
    const now = () => box.evaluate((element) => element.checked);
    await box.click();
    if ((await now()) !== wanted) await box.click();
    await expect.poll(now).toBe(wanted);
  }

  messageContent(index) {
    return this.frame.getByTestId(`message-${index}-content`);
  }

  /** What is in the clipboard after copying in a format. */
  async copied(format) {
    const clipboard = () => this.copy.evaluate(() => navigator.clipboard.readText());
    await this.copy.evaluate(() => navigator.clipboard.writeText(''));
    await this.copy.selectOption(format);
    await expect.poll(clipboard, patience).not.toBe('');
    return clipboard();
  }

  async show(view) {
    await this.frame.getByTestId(`view-${view}`).click();
  }

  text() {
    return this.renderedText.evaluate((element) => element.textContent);
  }

  /** The ids of the tokens on screen. */
  async ids() {
    return this.tokens.evaluateAll((chips) => chips.map((chip) => Number(chip.dataset.id)));
  }

  /** Waits until the rendered text satisfies a check and returns it. */
  async waitForText(check) {
    return expect
      .poll(async () => ((await this.renderedText.count()) > 0 ? this.text() : undefined), patience)
      .toSatisfy((text) => typeof text === 'string' && check(text))
      .then(() => this.text());
  }

  async waitForIds(check) {
    return expect
      .poll(() => this.ids(), patience)
      .toSatisfy((ids) => ids.length > 0 && check(ids))
      .then(() => this.ids());
  }
}
