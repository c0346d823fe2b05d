import { MantineProvider } from '@mantine/core';
import { act, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { beforeEach, describe, expect, test } from 'vitest';
import { createStudioFixture, type StudioFixture } from '../../testing/studio/studio-fixture.ts';
import { StudioProvider } from '../common/studio-context.tsx';
import { ReviewScreen } from './review-screen.tsx';
import { writeView } from './queue/review-view.ts';
import { openFilter } from './queue/review-filter.ts';

// happy-dom's Response is not the one that Node's WebAssembly streams from; without streaming SQLite reads the bytes.
Reflect.deleteProperty(WebAssembly, 'instantiateStreaming');

/** Samples that no model differs on, more than are compared at once by far. */
const SAMPLE_COUNT = 400;

function tasksFile(): File {
  const tasks = Array.from({ length: SAMPLE_COUNT }, (_, index) => ({
    id: index,
    data: { text: `Lead harms in case ${index}.` },
    annotations: [{ result: [] }],
    predictions: [{ model_version: 'v1', result: [] }],
  }));
  return new File([JSON.stringify(tasks)], 'tasks.json');
}

let studio: StudioFixture;
/** Portions that a search has asked for, and lets them be answered, one at a time. */
let asked: (() => void)[] = [];
let portionCount = 0;
let answeredCount = 0;

beforeEach(async () => {
  studio = await createStudioFixture();
  await studio.commands.openCorpus([tasksFile()]);
  asked = [];
  portionCount = 0;
  answeredCount = 0;
  const held: StudioFixture = {
    ...studio,
    commands: {
      ...studio.commands,
      readSamples: async (places, models) => {
        portionCount += 1;
        await new Promise<void>((resolve) => {
          asked.push(resolve);
        });
        const read = await studio.commands.readSamples(places, models);
        answeredCount += 1;
        return read;
      },
    },
  };
  const [{ modelHash } = { modelHash: '' }] = studio.state.getState().predictedBy;
  window.location.hash = `#/review?${writeView({
    filter: openFilter,
    sort: { column: 'position', descending: false },
    sampleId: undefined,
    side: `model:${modelHash}`,
  })}`;
  render(
    <MantineProvider>
      <StudioProvider studio={held}>
        <ReviewScreen />
      </StudioProvider>
    </MantineProvider>,
  );
  await screen.findByRole('application', undefined, { timeout: 20_000 });
});

async function press(key: string): Promise<void> {
  await act(async () => {
    fireEvent.keyDown(document.body, { key });
  });
}

/** Waits for what comes of itself, however busy the machine is. */
async function until(isThere: () => boolean): Promise<void> {
  await waitFor(
    () => {
      if (!isThere()) throw new Error(`not there yet; the screen says: ${said().join(' | ')}`);
    },
    { timeout: 20_000 },
  );
}

/** The search has asked for its next portion. */
async function untilAsked(): Promise<void> {
  await until(() => asked.length > 0);
}

/** Answers what was asked for, and leaves the time in which a search that goes on would ask again. */
async function answer(): Promise<void> {
  const before = portionCount;
  await act(async () => {
    for (const each of asked.splice(0)) each();
    await until(() => answeredCount === before);
    // Behind the answers of a thread that lives in this one.
    for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setTimeout(resolve));
  });
}

const said = () => screen.getAllByRole('status').map(({ textContent }) => textContent);
const shown = () => screen.getByRole('application').textContent;

describe('a search for the next difference', () => {
  test('goes through all samples where nobody stops it', async () => {
    const end = 'No more matching samples in that direction.';
    await press('d');
    for (;;) {
      await until(() => asked.length > 0 || said().includes(end));
      if (asked.length === 0) break;
      await answer();
    }
    expect(portionCount).toBe(Math.ceil((SAMPLE_COUNT - 1) / 50));
  });

  test('says so once it takes long, and Escape ends it', async () => {
    await press('d');
    await untilAsked();
    await answer();
    await untilAsked();
    await until(() => said().includes('Searching… Press Escape to stop.'));
    await press('Escape');
    expect(said()).toContain('The search was stopped.');
    await answer();
    expect(asked.length).toBe(0);
    expect(said()).toContain('The search was stopped.');
    expect(studio.state.getState().notice).toBeUndefined();
    expect(shown()).toContain('in case 0.');
  });

  test('ends with the key that goes to another sample', async () => {
    await press('d');
    await untilAsked();
    await press('j');
    await until(() => shown()?.includes('in case 1.') ?? false);
    await answer();
    expect(asked.length).toBe(0);
    expect(studio.state.getState().notice).toBeUndefined();
  });

  test('is one at a time', async () => {
    await press('d');
    await untilAsked();
    await press('d');
    await until(() => asked.length === 2);
    await answer();
    expect(asked.length).toBe(1);
  });
});
