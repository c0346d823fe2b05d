import type { StudioPage } from './studio-page.ts';
import { author } from './project-model.ts';
import type { Act, Gesture, Place } from './plan-acts.ts';
import type { SavedScreen } from './watch-saved.ts';

interface BegunAct {
  readonly act: Act;
  /** Of the page, when it has been given all of the act. */
  readonly inputCount: number;
}

/** Keys on their way to the page at a time, as from a key that is held. */
const keysAtOnce = 8;

/** Performs acts one after the other and remembers what each makes of the project, until it is stopped. */
export class ActDriver {
  /** What the project is before the first act and after each. */
  readonly places: Place[];
  readonly #studio: StudioPage;
  readonly #acts: BegunAct[] = [];
  /** Of the page, when it has been given all that was begun. */
  #inputCount: number;
  #isStopped = false;
  #pressed: Promise<void>[] = [];

  /** @param inputCount key presses and clicks that the page had before. */
  constructor(studio: StudioPage, from: Place, inputCount: number) {
    this.#studio = studio;
    this.places = [from];
    this.#inputCount = inputCount;
  }

  get last(): Place {
    const last = this.places.at(-1);
    if (last === undefined) throw new Error('the first place is never taken away');
    return last;
  }

  get lastName(): string {
    return this.#acts.at(-1)?.act.name ?? 'nothing';
  }

  /** Acts begun: the last one may be under way. */
  get performedCount(): number {
    return this.places.length - 1;
  }

  /** From here on nothing is done; a gesture under way is done to its end, or fails where the page is gone. */
  stop(): void {
    this.#isStopped = true;
  }

  /** Performs what is planned until there is no more or the driver is stopped. */
  async run(plan: (from: Place, actCount: number) => Act | undefined): Promise<void> {
    while (!this.#isStopped) {
      const act = plan(this.last, this.performedCount);
      if (act === undefined) break;
      this.places.push(act.after);
      this.#inputCount += act.gestures.filter(isInput).length;
      this.#acts.push({ act, inputCount: this.#inputCount });
      try {
        for (const gesture of act.gestures) {
          if (this.#isStopped) break;
          await this.#perform(gesture);
        }
      } catch (thrown) {
        // Of a page that is killed under its hands.
        if (this.#isStopped) return;
        throw new Error(`in “${act.name}”`, { cause: thrown });
      }
    }
    if (this.#isStopped) await Promise.allSettled(this.#pressed);
    else await Promise.all(this.#pressed);
  }

  /** Acts that the page had been given wholly when it showed a screen that said that all is saved. */
  countAcknowledged(screens: readonly SavedScreen[]): number {
    const isAcknowledged = ({ act, inputCount }: BegunAct): boolean =>
      screens.some((screen) => screen.inputCount >= inputCount && (act.isOn?.(screen) ?? true));
    return this.#acts.findLastIndex(isAcknowledged) + 1;
  }

  async #perform(gesture: Gesture): Promise<void> {
    const { page, selectedRow } = this.#studio;
    // Two keys at once go between others only when those are up again.
    const isSingle = gesture.kind === 'key' && !gesture.key.includes('+');
    if (!isSingle || this.#pressed.length >= keysAtOnce) {
      await Promise.all(this.#pressed);
      this.#pressed = [];
    }
    switch (gesture.kind) {
      case 'key': {
        const pressed = page.keyboard.press(gesture.key);
        this.#pressed.push(pressed);
        // One that fails does so where all are waited for.
        pressed.catch(() => undefined);
        if (!isSingle) await pressed;
        break;
      }
      case 'click': {
        const { on, name } = gesture;
        const dialog = page.getByRole('dialog');
        const target = {
          button: dialog.getByRole('button', { name }),
          choice: dialog.getByRole('radiogroup').getByText(name, { exact: true }),
          project: page.getByRole('banner').getByRole('button', { name, exact: true }),
        }[on];
        await target.click();
        break;
      }
      case 'file': {
        const asked = page.waitForEvent('filechooser');
        await page.getByRole('button', { name: gesture.button }).click();
        // Before the first merge a name is asked for.
        const name = page.getByRole('dialog', { name: 'Who are you?' });
        const first = await Promise.race([asked, name.waitFor().then(() => undefined)]);
        if (first === undefined) {
          await name.getByRole('textbox', { name: 'Name' }).fill(author);
          await name.getByRole('button', { name: 'Choose the copy…' }).click();
        }
        const chooser = await asked;
        await chooser.setFiles({ name: gesture.name, mimeType: '', buffer: gesture.bytes });
        break;
      }
      case 'see-text':
        await this.#studio.sampleText.filter({ hasText: gesture.text }).waitFor();
        break;
      case 'see-row':
        await selectedRow.and(page.locator(`#sample-row-${gesture.index}`)).waitFor();
        break;
      case 'see-file':
        await this.#studio.sourceRow(gesture.file).waitFor();
        break;
      case 'see-merged':
        await page.getByRole('region', { name: 'Merge' }).getByText('is merged').waitFor();
        break;
      case 'see-saved':
        await page.getByRole('banner').getByText('All changes saved').waitFor();
        break;
      case 'see-no-dialog':
        await page.getByRole('dialog').waitFor({ state: 'detached' });
        break;
      default:
        gesture satisfies never;
    }
  }
}

function isInput({ kind }: Gesture): boolean {
  return kind === 'key' || kind === 'click' || kind === 'file';
}
