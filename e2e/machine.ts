import { readFile } from 'node:fs/promises';
import { type Browser, expect, type Locator, type Page } from '@playwright/test';
import { expectNoFaults } from './expect-no-faults.ts';
import { StudioPage } from './studio-page.ts';

/** A browser of its own, as another person's. */
export class Machine {
  readonly studio: StudioPage;
  readonly page: Page;

  private constructor(page: Page) {
    this.page = page;
    this.studio = new StudioPage(page);
  }

  static async start(browser: Browser): Promise<Machine> {
    const context = await browser.newContext({ reducedMotion: 'reduce' });
    const machine = new Machine(await context.newPage());
    await machine.studio.open();
    return machine;
  }

  async openRows(rows: string): Promise<void> {
    await this.studio.chooseFiles({ name: 'rows.jsonl', mimeType: 'application/jsonl', buffer: Buffer.from(rows) });
    await this.studio.sourceRow('rows.jsonl').waitFor();
  }

  get grid(): Locator {
    return this.studio.main.getByRole('grid', { name: 'Samples' });
  }

  /** Labels of the sample that is shown, by name. */
  get mentions(): Locator {
    return this.studio.main.getByRole('list', { name: 'Mentions' });
  }

  get conflict(): Locator {
    return this.studio.main.getByRole('region', { name: 'Conflicts of a merge' });
  }

  async openProjects(): Promise<Locator> {
    const dialog = this.page.getByRole('dialog', { name: 'Projects' });
    await this.page
      .getByRole('banner')
      .getByRole('button', { name: 'Untitled project', exact: true })
      .or(this.page.getByRole('banner').getByRole('button', { name: 'brought', exact: true }))
      .press('Enter');
    await expect(dialog).toBeVisible();
    return dialog;
  }

  async closeProjects(): Promise<void> {
    await this.page.keyboard.press('Escape');
    await expect(this.page.getByRole('dialog')).toHaveCount(0);
  }

  async saveCopy(): Promise<Buffer> {
    await this.studio.expectSaved();
    await this.openProjects();
    const download = this.page.waitForEvent('download');
    await this.page.getByRole('button', { name: 'Save a copy' }).press('Enter');
    const copy = await readFile(await (await download).path());
    await this.closeProjects();
    return copy;
  }

  async openCopy(buffer: Buffer): Promise<void> {
    await this.openProjects();
    const chooser = this.page.waitForEvent('filechooser');
    await this.page.getByRole('button', { name: 'Open a project…' }).press('Enter');
    await (await chooser).setFiles({ name: 'brought.sqlite3', mimeType: '', buffer });
    await expect(this.page.getByRole('banner').getByRole('button', { name: 'brought', exact: true })).toBeVisible();
    await this.studio.sourceRow('rows.jsonl').waitFor();
  }

  /** The report, which the dialog shows, still open. */
  async merge(buffer: Buffer, name?: string): Promise<Locator> {
    await this.openProjects();
    const chooser = this.page.waitForEvent('filechooser');
    await this.page.getByRole('button', { name: 'Merge a copy…' }).press('Enter');
    if (name !== undefined) {
      const who = this.page.getByRole('dialog', { name: 'Who are you?' });
      await expect(who.getByRole('button', { name: 'Choose the copy…' })).toBeDisabled();
      await expectNoFaults(this.page);
      await who.getByRole('textbox', { name: 'Name' }).fill(name);
      await this.page.keyboard.press('Enter');
    }
    await (await chooser).setFiles({ name: 'other.sqlite3', mimeType: '', buffer });
    const panel = this.page.getByRole('region', { name: 'Merge', exact: true });
    await expect(panel.getByRole('status')).toContainText('“other” is merged');
    return panel;
  }

  /** Gives the first name in the text another label, by its key. */
  async relabel(key: string): Promise<void> {
    await this.studio.goTo('Review');
    await this.studio.selectedRow.waitFor();
    await this.grid.focus();
    await this.page.keyboard.press('e');
    await this.page.keyboard.press('Tab');
    await this.page.keyboard.press(key);
    await this.page.keyboard.press('Escape');
    await this.studio.expectSaved();
  }

  /** Decides one sample after the other, by keys. */
  async decide(keys: readonly string[]): Promise<void> {
    await this.studio.goTo('Review');
    await this.studio.selectedRow.waitFor();
    await this.grid.focus();
    for (const key of keys) await this.page.keyboard.press(key);
    await this.studio.expectSaved();
  }

  async expectLabels(labels: readonly string[]): Promise<void> {
    const aspirin = this.mentions.getByRole('button').filter({ hasText: 'Aspirin' });
    await expect(aspirin).toHaveCount(labels.length);
    for (const label of labels) await expect(aspirin.filter({ hasText: label })).toHaveCount(1);
  }
}
