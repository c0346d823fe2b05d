import { strFromU8, unzipSync } from 'fflate';
import {
  decidedCount,
  keptCount,
  measuredCount,
  notAnnotatedCount,
  sampleCount,
  scorableCount,
  waitingCount,
} from '../../studio/state/selectors.ts';
import type { StudioState } from '../../studio/state/state.ts';
import type { StudioFixture } from '../studio/studio-fixture.ts';
import type { KnownSplit } from './known-figures.ts';

/** What screens and export say, in the shape of `knownFigures`. */
export async function shownFigures(studio: StudioFixture, split: KnownSplit): Promise<unknown> {
  const zip = await studio.commands.exportZip(split);
  const state = studio.state.getState();
  const { sampleView, undo, redo } = state;
  const steps = { undo: undo.length, redo: redo.length };
  if (zip === undefined || sampleView === undefined) {
    if (sampleCount(state) > 0) throw new Error(`nothing was exported: ${JSON.stringify(state.exportFailure)}`);
    return { isEmpty: true, ...steps };
  }
  const files = unzipSync(zip.bytes);
  const read = (name: string): string => strFromU8(files[name] ?? new Uint8Array());
  const rows = (name: string): readonly unknown[] =>
    read(name)
      .split('\n')
      .filter((line) => line !== '')
      .map((line): unknown => JSON.parse(line));
  const manifest: { readonly tooLong: unknown; readonly samples: { readonly instructions: unknown } } = JSON.parse(
    read('manifest.json'),
  );
  const { selected, rule, counts } = sampleView;
  return {
    isEmpty: false,
    ...steps,
    rule: state.selectionOptions,
    shown: nameOf(state, state.shownScoringId),
    scorings: state.scorings.map(({ id }) => nameOf(state, id)),
    options: state.sampleOptions,
    counts,
    selected: selected && {
      rule: selected.selection.rule,
      scoring: nameOf(state, selected.selection.scoringId),
      counts: selected.counts,
      cutOffIfd: selected.cutOffIfd,
      overruled: selected.overruled,
    },
    tried: rule,
    selectors: {
      samples: sampleCount(state),
      scorable: scorableCount(state),
      notAnnotated: notAnnotatedCount(state),
      waiting: waitingCount(state),
      measured: measuredCount(state),
      decided: decidedCount(state),
      kept: keptCount(state),
    },
    train: rows('train.jsonl'),
    dev: rows('dev.jsonl'),
    dropped: rows('dropped.jsonl').map(droppedOf),
    tooLong: manifest.tooLong,
    instructions: manifest.samples.instructions,
    preview: await studio.samples.countExport(split),
  };
}

function droppedOf(row: unknown): unknown {
  const fields = new Map(Object.entries(row ?? {}));
  return { id: fields.get('id'), reason: fields.get('reason'), droppedBy: fields.get('droppedBy') };
}

function nameOf({ scorings }: StudioState, id: number | undefined): string | undefined {
  const scoring = scorings.find((each) => each.id === id);
  if (scoring === undefined) return undefined;
  const { modelName, prompt } = scoring;
  return JSON.stringify([modelName, prompt.instructionTemplate, prompt.entityTypes]);
}
