import { act, fireEvent, render, screen } from '@testing-library/react';
import { StudioApp } from '../../ui/studio-app.tsx';
import { createStudioFixture, type StudioFixture } from './studio-fixture.ts';

export interface OpenedStudio extends StudioFixture {
  /** What was handed to the browser's download. */
  readonly saved: readonly { readonly name: string; readonly bytes: Uint8Array }[];
}

/** The whole page on one of its screens, over a studio that is made ready before. */
export async function openStudio(
  hash: string,
  prepare: (studio: StudioFixture) => Promise<void> = async () => {},
): Promise<OpenedStudio> {
  const studio = await createStudioFixture();
  await prepare(studio);
  const saved: { name: string; bytes: Uint8Array }[] = [];
  render(<StudioApp studio={studio} saveFile={(name, bytes) => saved.push({ name, bytes })} />);
  await goTo(hash);
  return { ...studio, saved };
}

export async function goTo(hash: string): Promise<void> {
  await act(async () => {
    window.location.hash = hash;
    window.dispatchEvent(new Event('hashchange'));
  });
}

/** Presses a button by its name, and waits for what that sets going at once. */
export async function press(name: string | RegExp): Promise<void> {
  await act(async () => {
    fireEvent.click(screen.getByRole('button', { name }));
  });
}

/** The number beside a name, as `Figures` shows them; undefined where there is no such name. */
export function figure(label: string): string | undefined {
  const term = screen.queryAllByRole('term').find(({ textContent }) => textContent === label);
  return term?.nextElementSibling?.firstElementChild?.textContent ?? undefined;
}
