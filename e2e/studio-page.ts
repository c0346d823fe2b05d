import { expect, type Locator, type Page } from '@playwright/test';

export type StepName = 'Corpus' | 'Score' | 'Select' | 'Review' | 'Export' | 'Preview' | 'Models';

export const stepNames: readonly StepName[] = ['Corpus', 'Score', 'Select', 'Review', 'Export', 'Preview', 'Models'];

/** Long enough for the bundled model to read a corpus of some hundred sentences on two slow cores. */
const scoringTimeoutMs = 180_000;

/** The studio as a person finds it: by role, label and visible words. */
export class StudioPage {
  readonly page: Page;
  readonly main: Locator;

  constructor(page: Page) {
    this.page = page;
    this.main = page.getByRole('main');
  }

  /** Opens the page; ready when the project of the last visit, if any, is back. */
  async open(): Promise<void> {
    await this.page.goto('/');
    await expect(this.page.getByRole('heading', { name: 'Corpus', level: 1 })).toBeVisible();
    await this.expectSaved();
  }

  async goTo(step: StepName): Promise<void> {
    await this.stepLink(step).click();
    await expect(this.page.getByRole('heading', { name: step, level: 1 })).toBeVisible();
  }

  stepLink(step: StepName): Locator {
    return this.page.getByRole('navigation', { name: 'Steps' }).getByRole('link', { name: new RegExp(`^${step}`) });
  }

  /** Everything is on the browser's disk, and not only in this tab. */
  async expectSaved(): Promise<void> {
    await expect(this.page.getByRole('banner').getByText('All changes saved')).toBeVisible();
  }

  async openDemonstration(): Promise<void> {
    await this.main.getByRole('button', { name: 'Open the demonstration corpus' }).click();
    await expect(this.sourceRow('demonstration-corpus.bioc.json')).toBeVisible();
  }

  /** Through the button and the browser's own file dialog. */
  async chooseFiles(
    files: string | readonly string[] | { name: string; mimeType: string; buffer: Buffer },
  ): Promise<void> {
    const dialog = this.page.waitForEvent('filechooser');
    await this.main.getByRole('button', { name: 'Choose files…' }).click();
    await (await dialog).setFiles(Array.isArray(files) ? [...files] : files);
  }

  sourceRow(file: string): Locator {
    return this.main.getByRole('row').filter({ has: this.page.getByRole('rowheader', { name: file, exact: true }) });
  }

  /** A cell of an open file's row, by its column's name. */
  async sourceCell(file: string, column: string): Promise<string> {
    const row = this.sourceRow(file);
    const heads = await this.main.getByRole('columnheader').allInnerTexts();
    // The row's own name stands in the first column.
    return row
      .getByRole('cell')
      .nth(heads.indexOf(column) - 1)
      .innerText();
  }

  panel(name: string): Locator {
    return this.main.getByRole('region', { name, exact: true });
  }

  /** The value beside a name, as figures and facts show them. */
  figure(label: string, within = this.main): Locator {
    const name = new RegExp(`^${label.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}$`);
    return within.getByRole('term').filter({ hasText: name }).locator('xpath=following-sibling::dd');
  }

  async count(label: string, within = this.main): Promise<number> {
    return firstCount(await this.figure(label, within).innerText());
  }

  async chooseDevice(device: 'Automatic' | 'WebGPU' | 'WASM'): Promise<void> {
    const choice = this.main.getByRole('radiogroup', { name: 'Device' });
    await choice.getByText(device, { exact: true }).click();
    await expect(choice.getByRole('radio', { name: device })).toBeChecked();
  }

  /** From Score: starts the run and waits for its end. */
  async scoreAll(timeout = scoringTimeoutMs): Promise<void> {
    await this.main.getByRole('button', { name: /^Score / }).click();
    await this.expectScored(timeout);
  }

  async expectScored(timeout = scoringTimeoutMs): Promise<void> {
    await expect(this.main.getByRole('button', { name: 'Select by IFD' })).toBeVisible({ timeout });
  }

  async setKeepRatio(percent: string): Promise<void> {
    await this.main.getByRole('textbox', { name: 'Keep ratio in percent' }).fill(percent);
  }

  /** Of Review, whole: the row has as much of it as there is room for. */
  get sampleText(): Locator {
    return this.main.getByRole('application', { name: 'Text of the sample' });
  }

  /** The row of Review that keys act on. */
  get selectedRow(): Locator {
    return this.main.getByRole('grid', { name: 'Samples' }).getByRole('row', { selected: true });
  }
}

/** "1,203 of 1,500" is 1203. */
export function firstCount(words: string): number {
  const digits = /[\d,]+/.exec(words)?.[0];
  if (digits === undefined) throw new Error(`no number in "${words}"`);
  return Number(digits.replaceAll(',', ''));
}
