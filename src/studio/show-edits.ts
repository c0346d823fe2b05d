import type { PassageRef } from '../core/annotations/annotation-edit.ts';
import { type CorpusEdits, currentDocument } from '../core/annotations/current-corpus.ts';
import type { Document, Passage } from '../core/corpus/corpus.ts';
import { buildSamples } from '../core/samples/build-samples.ts';
import type { Sample } from '../core/samples/sample.ts';
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
  const { corpus, samples: samplesBefore, sampleOptions } = get();
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
    const after = currentDocument(imported, edits);
    const old = samples.slice(place.firstSample, place.firstSample + place.sampleCount);
    const made = rebuildSamples(after, old, sampleOptions);
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
  document: Document,
  old: readonly Sample[],
  options: Parameters<typeof buildSamples>[1],
): readonly Sample[] {
  const built = buildSamples({ documents: [document] }, options).samples;
  if (built.length !== old.length) {
    throw new Error(`document ${document.id} had ${old.length} samples and has ${built.length} after an edit`);
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
