// The view "Cache" and its panel as a person uses them.
const select = process.platform === 'darwin' ? 'Meta' : 'Control';

export class CacheTree {
  /** @param {import('./workbench.mjs').Workbench} workbench */
  constructor(workbench) {
    this.workbench = workbench;
    this.page = workbench.page;
    this.view = this.page.locator('[id="workbench.view.extension.transformers"]');
    this.rows = this.view.locator('.monaco-list-row');
    this.message = this.view.locator('.message');
    this.dialog = this.page.locator('.monaco-dialog-box');
  }

  async open() {
    await this.page.locator('.activitybar .action-label[aria-label*="Transformers"]').first().click();
    await this.rows.first().waitFor();
  }

  /** The row that begins with `label`. */
  row(label) {
    return this.rows.filter({ hasText: new RegExp(`^${label}`) });
  }

  async labels() {
    return this.rows.locator('.label-name').allTextContents();
  }

  async expand(label) {
    const row = this.row(label).first();
    await row.waitFor();
    if ((await row.getAttribute('aria-expanded')) === 'true') return;
    await row.locator('.monaco-tl-twistie').click();
    const expanded = this.view.locator('.monaco-list-row[aria-expanded="true"]');
    await expanded
      .filter({ hasText: new RegExp(`^${label}`) })
      .first()
      .waitFor();
  }

  /** Selects these rows and no other. */
  async select(...labels) {
    for (const [index, label] of labels.entries()) {
      // On the description: a click on the label of what can be opened would open it.
      await this.row(label)
        .first()
        .click({ modifiers: index === 0 ? [] : [select] });
    }
    for (const label of labels) {
      const selected = this.view.locator('.monaco-list-row.selected');
      await selected.filter({ hasText: new RegExp(`^${label}`) }).waitFor();
    }
  }

  /** Chooses an entry of a row's context menu. */
  async choose(label, entry) {
    await this.row(label).first().click({ button: 'right' });
    const item = this.page.locator('.monaco-menu .action-item').filter({ hasText: entry }).first();
    // A menu that has just opened does not take the click that might have opened it; it takes keys.
    await item.hover();
    await item.and(this.page.locator('.focused')).waitFor();
    await this.page.keyboard.press('Enter');
    await item.waitFor({ state: 'detached' });
  }

  panel() {
    return this.workbench.previews().last().contentFrame().locator('iframe#active-frame').contentFrame();
  }

  /** Answers a modal question. */
  async answer(button) {
    await this.dialog.waitFor();
    const text = await this.dialog.textContent();
    await this.dialog.locator('.monaco-button').filter({ hasText: button }).first().click();
    await this.dialog.waitFor({ state: 'detached' });
    return text;
  }
}
