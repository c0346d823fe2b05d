import type { AnnotationMark } from '../samples/annotation-mark.ts';
import type { Decision } from '../selection/selection.ts';
import { excerpt } from '../text/excerpt.ts';
import type { ReviewRecord } from './review-step.ts';
import type { SampleNote } from './sample-note.ts';

/** A sentence that was a sample of its own, with what people made of it. */
export interface ReviewedPart {
  readonly sampleId: string;
  readonly text: string;
  readonly decision: Decision | undefined;
  readonly note: SampleNote | undefined;
  readonly mark: AnnotationMark | undefined;
}

/** The sample that they are part of now. */
export interface JoinedReview extends Omit<ReviewedPart, 'text'> {
  /** In the order of the text. */
  readonly parts: readonly ReviewedPart[];
}

/**
 * What has to be written down so that decisions and notes on sentences go over to the sample that they became. Decisions
 * that agree carry over, and a single one; where they differ, the sample is "unsure", with both in the reason. What the
 * joined sample has of its own stays. Of marks that say that an annotation is complete, all sentences need one.
 */
export function carryReview({ sampleId, parts, ...own }: JoinedReview): readonly ReviewRecord[] {
  const records: ReviewRecord[] = [];
  const decided = parts.filter((part) => part.decision !== undefined);
  if (decided.length > 0 && own.decision === undefined) {
    records.push({ kind: 'decision', sampleId, after: joinDecisions(sampleId, decided) });
  }
  const notes = parts.flatMap(({ note }) => note ?? []);
  if (notes.length > 0) records.push({ kind: 'note', sampleId, after: joinNotes(sampleId, notes, own.note) });
  const marks = parts.flatMap(({ mark }) => mark ?? []);
  const [firstMark] = marks;
  if (firstMark !== undefined && marks.length === parts.length && own.mark === undefined) {
    const markedAtMs = Math.max(...marks.map((mark) => mark.markedAtMs));
    records.push({ kind: 'mark', sampleId, after: { ...firstMark, sampleId, markedAtMs } });
  }
  for (const part of parts) {
    const gone = { sampleId: part.sampleId, after: undefined };
    if (part.decision !== undefined) records.push({ kind: 'decision', ...gone });
    if (part.note !== undefined) records.push({ kind: 'note', ...gone });
    if (part.mark !== undefined) records.push({ kind: 'mark', ...gone });
  }
  return records;
}

function joinDecisions(sampleId: string, parts: readonly ReviewedPart[]): Decision {
  const decisions = parts.flatMap(({ decision }) => decision ?? []);
  const latest = decisions.reduce((last, each) => (each.decidedAtMs > last.decidedAtMs ? each : last));
  const { reason: _, ...rest } = latest;
  const joined = { ...rest, sampleId };
  if (decisions.every(({ verdict }) => verdict === latest.verdict)) {
    const reasons = [...new Set(decisions.flatMap(({ reason }) => reason ?? []))];
    return reasons.length === 0 ? joined : { ...joined, reason: reasons.join('; ') };
  }
  const said = parts.map(({ text, decision }) => {
    const { verdict = 'unsure', author, reason } = decision ?? {};
    const by = author === undefined ? '' : ` by ${author}`;
    return `“${excerpt(text)}” ${verdict}${by}${reason === undefined ? '' : ` (${reason})`}`;
  });
  return { ...joined, verdict: 'unsure', reason: `Sentences decided on apart are one sample now: ${said.join('; ')}` };
}

function joinNotes(sampleId: string, parts: readonly SampleNote[], own: SampleNote | undefined): SampleNote {
  const notes = own === undefined ? parts : [own, ...parts];
  return {
    sampleId,
    text: notes.map(({ text }) => text).join('\n'),
    author: [...new Set(notes.map(({ author }) => author))].join(', '),
    writtenAtMs: Math.max(...notes.map(({ writtenAtMs }) => writtenAtMs)),
  };
}
