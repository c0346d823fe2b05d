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

beforeEach(async () => {
  studio = await createStudioFixture();
  await studio.commands.openCorpus([tasksFile()]);
  asked = [];
  const held: StudioFixture = {
    ...studio,
    commands: {
      ...studio.commands,
      readSamples: async (places, models) => {
        await new Promise<void>((resolve) => {
          asked.push(resolve);
        });
        return studio.commands.readSamples(places, models);
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
  await screen.findByRole('application');
});

async function press(key: string): Promise<void> {
  await act(async () => {
    fireEvent.keyDown(document.body, { key });
  });
}

/** Answers what was asked for; what a search that goes on asks then is there when it resolves. */
async function answer(): Promise<void> {
  await act(async () => {
    for (const each of asked.splice(0)) each();
    // Behind the answers of a thread that lives in this one.
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setTimeout(resolve));
  });
}

const said = () => screen.getAllByRole('status').map(({ textContent }) => textContent);
const shown = () => screen.getByRole('application').textContent;

describe('a search for the next difference', () => {
  test('goes through all samples where nobody stops it', async () => {
    await press('d');
    let portions = 0;
    for (; asked.length > 0; portions += 1) await answer();
    expect(portions).toBe(Math.ceil((SAMPLE_COUNT - 1) / 50));
    expect(said()).toContain('No more matching samples in that direction.');
  });

  test('says so once it takes long, and Escape ends it', async () => {
    await press('d');
    await answer();
    expect(asked.length).toBe(1);
    await waitFor(() => {
      expect(said()).toContain('Searching… Press Escape to stop.');
    });
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
    await answer();
    expect(asked.length).toBe(1);
    await press('j');
    await waitFor(() => {
      expect(shown()).toContain('in case 1.');
    });
    await answer();
    expect(asked.length).toBe(0);
    expect(studio.state.getState().notice).toBeUndefined();
  });

  test('is one at a time', async () => {
    await press('d');
    await answer();
    await press('d');
    await answer();
    expect(asked.length).toBe(1);
  });
});
