// The editor as a person uses it: commands, files, typing, problems. Waits for states, never for time.
import path from 'node:path';
import { artifacts } from './artifacts.mjs';
import { PreviewPanel } from './previewPanel.mjs';

const select = process.platform === 'darwin' ? 'Meta' : 'Control';

async function appears(locator) {
  return locator.waitFor({ timeout: 2_000 }).then(
    () => true,
    () => false,
  );
}

export class Workbench {
  /** @param {import('playwright-core').Page} page */
  constructor(page) {
    this.page = page;
    this.picker = page.locator('.quick-input-widget');
    this.editor = page.locator('.editor-group-container.active .monaco-editor').first();
    this.squiggles = page.locator('.squiggly-error');
    this.toasts = page.locator('.notification-toast');
  }

  async isReady() {
    await this.page.locator('.monaco-workbench').waitFor();
    // The explorer lists files once the remote side answers.
    await this.page.locator('.explorer-folders-view .monaco-list-row').first().waitFor();
  }

  /** As `Developer: Reload Window` does it, which first writes down what is open. */
  async reload() {
    const loaded = this.page.waitForEvent('load');
    await this.run('Developer: Reload Window');
    await loaded;
    await this.isReady();
  }

  /**
   * Opens a picker with a key and types into it. An editor that opens at this moment takes the keyboard and closes
   * the picker: then it is opened again.
   */
  async summon(key, text) {
    const input = this.picker.locator('input').first();
    for (let tries = 0; tries < 10; tries += 1) {
      await this.page.keyboard.press(key);
      const filled = await input.fill(text, { timeout: 2_000 }).then(
        () => true,
        () => false,
      );
      if (filled) return;
    }
    throw new Error(`No picker stayed open after ${key}.`);
  }

  /** Runs a command out of the palette. The title must be the whole one. */
  async run(title) {
    const row = this.picker.locator('.monaco-list-row').filter({ hasText: title }).first();
    for (let tries = 0; tries < 10; tries += 1) {
      await this.summon('F1', `>${title}`);
      // The list is made when the palette opens: a command that came later is in the next one.
      if (await appears(row)) return row.click();
      await this.page.keyboard.press('Escape');
    }
    throw new Error(`There is no command "${title}".`);
  }

  /** Chooses the entry of the open picker that begins with `label`, after typing `filter`. */
  async pick(label, filter = label) {
    const input = this.picker.locator('input').first();
    await input.waitFor();
    await input.fill(filter);
    const row = this.picker.locator('.monaco-list-row').filter({ hasText: label }).first();
    await row.click();
  }

  /** Opens a file by its path in the workspace and waits until its text is there. */
  async open(file) {
    const name = path.posix.basename(file);
    const folder = path.posix.dirname(file);
    const row = this.picker
      .locator('.monaco-list-row')
      .filter({ hasText: name })
      .filter({ hasText: folder === '.' ? '' : folder })
      .first();
    for (let tries = 0; tries < 10; tries += 1) {
      await this.summon(`${select}+p`, file);
      // Files are looked for when the picker opens: one that was just written may be in the next.
      if (await appears(row)) break;
      await this.page.keyboard.press('Escape');
    }
    await row.click();
    await this.tab(name).waitFor();
    await this.editor.locator('.view-line').first().waitFor();
  }

  /** Chooses an entry of the context menu of a folder in the Explorer. */
  async choose(parent, folder, entry) {
    await this.run('View: Show Explorer');
    const rows = this.page.locator('.explorer-folders-view .monaco-list-row');
    const row = (label) => rows.filter({ hasText: new RegExp(`^${label}$`) }).first();
    if (!(await row(folder).isVisible())) await row(parent).click();
    await row(folder).click({ button: 'right' });
    await this.chooseInMenu(entry);
  }

  /** A menu that has just opened does not take the click that might have opened it; it takes keys. */
  async chooseInMenu(entry) {
    const item = this.page.locator('.monaco-menu .action-item').filter({ hasText: entry }).first();
    await item.hover();
    await item.and(this.page.locator('.focused')).waitFor();
    await this.page.keyboard.press('Enter');
    await item.waitFor({ state: 'detached' });
  }

  /** Gives the keyboard to the text editor beside the panel. */
  async focusEditor() {
    await this.run('View: Focus First Editor Group');
  }

  /** The text on screen, as far as the editor shows it. */
  async editorText() {
    const lines = await this.editor.locator('.view-line').allTextContents();
    return lines.join('\n').replaceAll('\u00a0', ' ');
  }

  /** Waits until the active editor is another document than `name`. */
  async leftTab(name) {
    const active = this.page.locator('.editor-group-container.active .tab.active');
    await active.filter({ hasNotText: name }).waitFor();
  }

  async closeAll() {
    await this.run('View: Close All Editors');
    await this.tabs().first().waitFor({ state: 'detached' });
  }

  tabs() {
    return this.page.locator('.tabs-container .tab');
  }

  tab(name) {
    return this.tabs().filter({ hasText: name });
  }

  /** Puts the cursor at a place, one-based as the editor shows it. */
  async goTo(line, column = 1) {
    await this.summon('Control+g', `:${line}:${column}`);
    await this.page.keyboard.press('Enter');
    await this.picker.waitFor({ state: 'hidden' });
  }

  /** Types as a person does: key by key, with whatever the editor does about brackets. */
  async type(text) {
    await this.page.keyboard.type(text);
  }

  /** Pastes: exactly these characters, and one step to undo. */
  async paste(text) {
    await this.page.evaluate((words) => navigator.clipboard.writeText(words), text);
    await this.page.keyboard.press(`${select}+v`);
  }

  async undo() {
    await this.focusEditor();
    await this.page.keyboard.press(`${select}+z`);
  }

  /** Opens the suggestions at the cursor, again if they close: whatever takes the keyboard closes them. */
  async suggest(label) {
    const widget = this.page.locator('.suggest-widget');
    const row = widget.locator('.monaco-list-row').filter({ hasText: label }).first();
    for (let tries = 0; tries < 10; tries += 1) {
      await this.run('Trigger Suggest');
      if (await appears(row)) return;
    }
    const focused = await this.page.evaluate(() => document.activeElement?.outerHTML.slice(0, 200));
    const shown = await widget.locator('.message, .monaco-list-row').allTextContents();
    throw new Error(
      `"${label}" is not suggested, but ${JSON.stringify(shown)}; the keyboard has ${focused}.`,
    );
  }

  /** Saves the active editor, which must have changes. */
  async save() {
    const dirty = this.page.locator('.editor-group-container.active .tab.active.dirty');
    await dirty.waitFor();
    await this.page.keyboard.press(`${select}+s`);
    await dirty.waitFor({ state: 'detached' });
  }

  /** What the Problems panel lists, in its words: message, source and `[Ln 3, Col 5]`. */
  async problems() {
    const panel = this.page.locator('.markers-panel');
    if (!(await panel.isVisible())) await this.run('View: Focus Problems (Errors, Warnings, Infos)');
    await panel.waitFor();
    return panel.locator('.monaco-list-row');
  }

  /** The panels on screen: one that is behind another tab is hidden, not gone. */
  previews() {
    return this.page.locator('iframe.webview').filter({ visible: true });
  }

  preview(index = 0) {
    return new PreviewPanel(
      this.previews().nth(index).contentFrame().locator('iframe#active-frame').contentFrame(),
    );
  }

  async screenshot(name) {
    await this.page.screenshot({ path: path.join(artifacts, `${name}.png`) });
  }
}
