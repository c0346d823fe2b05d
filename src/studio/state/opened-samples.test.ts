import { expect, it } from 'vitest';
import { createMention } from '../../core/annotations/create-mention.ts';
import { relabelMention } from '../../core/annotations/change-mention.ts';
import type { AnnotationEdit, OpenPassage } from '../../core/annotations/annotation-edit.ts';
import type { SampleRow } from '../../storage/contract/sample-answers.ts';
import { createStudioFixture, pubtatorFile, type StudioFixture } from '../../testing/studio/studio-fixture.ts';
import { openPassages } from '../../testing/open-passages.ts';

async function scored(studio: StudioFixture): Promise<void> {
  const scoring = studio.commands.scoreSamples();
  await studio.scorer.started(1);
  studio.scorer.deliver();
  await scoring;
}

function rowAt({ state }: StudioFixture, place: number): SampleRow | undefined {
  return state.getState().opened.get(place)?.row;
}

async function passageWith({ whole }: StudioFixture, text: string): Promise<OpenPassage> {
  const found = openPassages((await whole()).corpus).find((passage) => passage.text.includes(text));
  if (found === undefined) throw new Error(`no passage says ${text}`);
  return found;
}

function editOf(outcome: ReturnType<typeof createMention>): AnnotationEdit {
  if (outcome.kind === 'refused') throw new Error(outcome.reason);
  return outcome.edit;
}

it('what nobody annotated is said to be annotated with the edit, and not once the disk has it', async () => {
  const studio = await createStudioFixture();
  const { commands } = studio;
  await commands.openCorpus([pubtatorFile(), new File(['The patient took aspirin for a headache.'], 'note.txt')]);
  await scored(studio);
  const place = 4;
  await commands.openSamples([place]);
  expect(rowAt(studio, place)).toMatchObject({ state: 'unannotated', pick: { reason: { kind: 'not-annotated' } } });
  const passage = await passageWith(studio, 'took aspirin');
  const edit = editOf(createMention(passage, { start: 17, end: 24 }, { entityType: 'Chemical' }));
  const saving = commands.edit(edit, undefined, rowAt(studio, place)?.sample.id);
  const annotated = { state: 'positive', pick: { kept: false, reason: { kind: 'not-in-selection' } } };
  expect(rowAt(studio, place)).toMatchObject(annotated);
  await saving;
  await commands.openSamples([place]);
  expect(rowAt(studio, place)).toMatchObject(annotated);

  const undoing = commands.undo();
  const open = { state: 'unannotated', pick: { kept: false, reason: { kind: 'not-annotated', gap: 'unannotated' } } };
  expect(rowAt(studio, place)).toMatchObject(open);
  await undoing;
  await commands.openSamples([place]);
  expect(rowAt(studio, place)).toMatchObject(open);

  const marking = commands.markComplete([rowAt(studio, place)?.sample.id ?? '']);
  expect(rowAt(studio, place)).toMatchObject({ ...annotated, state: 'negative' });
  await marking;
});

it('an edited sample has its score on, as one of before the edit, and back as its own by undo', async () => {
  const studio = await createStudioFixture();
  const { commands } = studio;
  await commands.openCorpus([pubtatorFile()]);
  await scored(studio);
  await commands.openSamples([0]);
  const before = rowAt(studio, 0);
  expect(before).toMatchObject({ stale: false, outcome: 'scored' });
  const edit = editOf(relabelMention(await passageWith(studio, 'Aspirin and'), 'm1', 'Disease'));
  const saving = commands.edit(edit);
  const edited = { stale: true, ifd: before?.ifd, score: before?.score, pick: before?.pick };
  expect(rowAt(studio, 0)).toMatchObject(edited);
  await saving;
  await commands.openSamples([0]);
  expect(rowAt(studio, 0)).toMatchObject(edited);
  const undoing = commands.undo();
  expect(rowAt(studio, 0)).toMatchObject({ ...edited, stale: false });
  await undoing;
  await commands.openSamples([0]);
  expect(rowAt(studio, 0)).toEqual(before);
});
