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
    // The whole height is the cache's: only rows on screen are there.
    const others = this.view.locator('.pane-header').filter({ hasNotText: /Cache|キャッシュ/ });
    for (const header of await others.all()) {
      if ((await header.getAttribute('aria-expanded')) === 'true') await header.click();
      await header.and(this.page.locator('[aria-expanded="false"]')).waitFor();
    }
  }

  /** The row of a name: a repository's whole id, though the sidebar shows its owner apart. */
  row(name) {
    return this.view.locator(`.monaco-list-row[aria-label^="${name}"]`);
  }

  async expand(label) {
    const row = this.row(label).first();
    await row.waitFor();
    if ((await row.getAttribute('aria-expanded')) === 'true') return;
    await row.locator('.monaco-tl-twistie').click();
    await row.and(this.page.locator('[aria-expanded="true"]')).waitFor();
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
      await this.row(label).and(this.page.locator('.selected')).waitFor();
    }
  }

  /** Chooses an entry of a row's context menu. */
  async choose(label, entry) {
    await this.row(label).first().click({ button: 'right' });
    await this.workbench.chooseInMenu(entry);
  }

  panel() {
    return this.workbench.previews().last().contentFrame().locator('iframe#active-frame').contentFrame();
  }

  /** Drags the edge of the sidebar until it is so many pixels wide, or as near as the editor lets it. */
  async narrowTo(width) {
    const sidebar = this.page.locator('.part.sidebar');
    const { x, width: before, y, height } = await sidebar.boundingBox();
    const middle = y + height / 2;
    await this.page.mouse.move(x + before, middle);
    await this.page.mouse.down();
    await this.page.mouse.move(x + width, middle, { steps: 5 });
    await this.page.mouse.up();
    await this.page.mouse.move(x + width * 3, middle);
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
