import type { PassageRef } from '../core/annotations/annotation-edit.ts';
import { type CorpusEdits, currentPassage, passageKey } from '../core/annotations/current-corpus.ts';
import type { Passage } from '../core/corpus/corpus.ts';
import { createPassageSampler } from '../core/samples/passage-samples.ts';
import type { Sample, SampleOptions } from '../core/samples/sample.ts';
import { shiftSummary } from '../core/samples/shift-summary.ts';
import { summarizeCorpus } from '../core/samples/summarize-corpus.ts';
import type { CorpusSummary } from '../core/samples/summary.ts';
import { reselect } from './reselect.ts';
import type { DocumentPlace, StudioContext } from './studio-context.ts';

/** A passage as the file has it; undefined where the corpus does not have it. */
export function findImportedPassage(
  context: StudioContext,
  { documentId, passageId }: PassageRef,
): Passage | undefined {
  const { corpus } = context.get();
  const place = layoutOf(context).get(documentId);
  if (corpus.kind !== 'ready' || place === undefined) return undefined;
  return corpus.imported.documents[place.index]?.passages.find(({ id }) => id === passageId);
}

/**
 * Puts edits on the screen: of the named documents only, samples and counts are made anew. A text keeps its samples
 * whatever its mentions are, so each stays in its place and keeps its id, its decision and its note.
 */
export function showEdits(context: StudioContext, edits: CorpusEdits, documentIds: readonly string[]): void {
  const { get, set, session } = context;
  const { corpus, samples: samplesBefore, sampleOptions, edits: editsBefore } = get();
  if (corpus.kind !== 'ready') {
    set({ edits });
    return;
  }
  const layout = layoutOf(context);
  const documents = [...corpus.corpus.documents];
  const samples = [...samplesBefore];
  let { summary } = corpus;
  const shiftsByFile = new Map<string, (file: CorpusSummary) => CorpusSummary>();
  for (const documentId of documentIds) {
    const place = layout.get(documentId);
    const imported = place && corpus.imported.documents[place.index];
    const before = place && documents[place.index];
    if (place === undefined || imported === undefined || before === undefined) continue;
    const isEdited = (passageId: string) => {
      const key = passageKey({ documentId, passageId });
      return edits.get(key) !== editsBefore.get(key);
    };
    const passages = imported.passages.map((passage, index) =>
      isEdited(passage.id)
        ? currentPassage(passage, edits.get(passageKey({ documentId, passageId: passage.id })))
        : (before.passages[index] ?? passage),
    );
    const after = { ...imported, passages };
    const old = samples.slice(place.firstSample, place.firstSample + place.sampleCount);
    const made = passages.flatMap((passage) => {
      const ofPassage = old.filter(({ passageId }) => passageId === passage.id);
      return isEdited(passage.id) ? rebuildSamples(documentId, passage, { old: ofPassage, sampleOptions }) : ofPassage;
    });
    documents[place.index] = after;
    for (const [offset, sample] of made.entries()) samples[place.firstSample + offset] = sample;
    const countsBefore = summarizeCorpus({ documents: [before] }, old);
    const countsAfter = summarizeCorpus({ documents: [after] }, made);
    summary = shiftSummary(summary, countsBefore, countsAfter);
    const earlier = shiftsByFile.get(after.source) ?? ((file) => file);
    shiftsByFile.set(after.source, (file) => shiftSummary(earlier(file), countsBefore, countsAfter));
  }
  set({
    edits,
    samples,
    corpus: {
      ...corpus,
      corpus: { documents },
      summary,
      sources: corpus.sources.map((source) => ({ ...source, ...shiftsByFile.get(source.file)?.(source) })),
      entityTypes: Object.entries(summary.mentionsByType).map(([entityType, count]) => ({ entityType, count })),
      version: ++session.corpusVersion,
    },
  });
  reselect(context);
}

/** In the place and with the id of the old ones; one that says the same stays the same object. */
function rebuildSamples(
  documentId: string,
  passage: Passage,
  { old, sampleOptions }: { readonly old: readonly Sample[]; readonly sampleOptions: SampleOptions },
): readonly Sample[] {
  // Its text is as it was, so its sentences need not be looked for again.
  const sentences = old.map(({ span }) => span);
  const built = createPassageSampler(sampleOptions)(documentId, { ...passage, sentences }).samples;
  if (built.length !== old.length) {
    throw new Error(`passage ${passage.id} of ${documentId} had ${old.length} samples and has ${built.length}`);
  }
  return built.map((sample, index) => {
    const before = old[index];
    if (before === undefined) return sample;
    const isSame =
      before.contentHash === sample.contentHash && JSON.stringify(before.mentions) === JSON.stringify(sample.mentions);
    return isSame ? before : { ...sample, id: before.id };
  });
}

function layoutOf({ get, session }: StudioContext): ReadonlyMap<string, DocumentPlace> {
  if (session.layout !== undefined) return session.layout;
  const { corpus, samples } = get();
  const layout = new Map<string, DocumentPlace>();
  if (corpus.kind !== 'ready') return layout;
  let firstSample = 0;
  for (const [index, { id }] of corpus.imported.documents.entries()) {
    let end = firstSample;
    while (samples[end]?.documentId === id) end += 1;
    layout.set(id, { index, firstSample, sampleCount: end - firstSample });
    firstSample = end;
  }
  session.layout = layout;
  return layout;
}
