// The view "Runs" and the start of a run as a person uses them.
export class RunsView {
  /** @param {import('./workbench.mjs').Workbench} workbench */
  constructor(workbench) {
    this.workbench = workbench;
    this.page = workbench.page;
    this.view = this.page.locator('[id="workbench.view.extension.transformers"]');
    this.pane = this.view
      .locator('.pane')
      .filter({ has: this.page.locator('.pane-header', { hasText: /Runs|実行/ }) });
    this.rows = this.pane.locator('.monaco-list-row');
  }

  async open() {
    await this.workbench.run('Transformers: Focus on Runs View');
    await this.pane.locator('.pane-header[aria-expanded="true"]').waitFor();
    // The height is for the runs: only rows on screen are there.
    const others = this.view.locator('.pane-header').filter({ hasNotText: /Runs|実行/ });
    for (const header of await others.all()) {
      if ((await header.getAttribute('aria-expanded')) === 'true') await header.click();
      await header.and(this.page.locator('[aria-expanded="false"]')).waitFor();
    }
  }

  /** The row of a run in this state. */
  row(state, name) {
    return this.pane.locator(`.monaco-list-row[aria-label^="${state}"][aria-label*="${name}"]`).first();
  }

  async choose(state, name, entry) {
    await this.row(state, name).click({ button: 'right' });
    await this.workbench.chooseInMenu(entry);
  }
}
