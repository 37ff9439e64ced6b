// The extension's side bar with one of its views open.

/** Opens the view of this name and closes the others. */
export async function showOnly(workbench, name) {
  const { page } = workbench;
  await page.locator('.activitybar .action-label[aria-label*="Transformers"]').first().click();
  const headers = page.locator('[id="workbench.view.extension.transformers"] .pane-header');
  await headers.nth(2).waitFor();
  for (const header of await headers.all()) {
    const isWanted = (await header.locator('.title').first().textContent())?.trim() === name;
    if (((await header.getAttribute('aria-expanded')) === 'true') !== isWanted) {
      await header.locator('.title').first().click();
    }
  }
}
