import type { Corpus } from '../../corpus/corpus.ts';
import {
  countConceptIds,
  flattenCorpus,
  hullInCodePoints,
  sliceCodePoints,
  type FlatText,
} from '../common/flat-texts.ts';
import type { SerializedCorpus } from '../common/format.ts';
import { createLossList, type LossList } from '../common/loss-list.ts';

/**
 * doccano: one `{"id", "text", "label": [[start, end, type]]}` a line, code points; a text with relations has
 * `entities` and `relations` with ids instead, as doccano's own relation projects write them.
 */
export function serializeDoccano(corpus: Corpus): SerializedCorpus {
  const losses = createLossList();
  const lines = flattenCorpus(corpus, losses).map((flat) => {
    losses.add('lists of concept identifiers', countConceptIds(flat));
    const { id: documentId, text } = flat;
    const pairs = pairsOf(flat, losses, ['from', 'to']);
    const spans = flat.mentions.map(
      (each) => [...hullInCodePoints(flat, each, losses), each.mention.entityType] as const,
    );
    if (pairs.length === 0) return `${JSON.stringify({ id: documentId, text, label: spans })}\n`;
    const entities = spans.map(([start_offset, end_offset, label], index) => {
      return { id: index + 1, label, start_offset, end_offset };
    });
    const relations = pairs.map(({ relationType: type, from, to }, index) => {
      return { id: index + 1, from_id: from + 1, to_id: to + 1, type };
    });
    return `${JSON.stringify({ id: documentId, text, entities, relations })}\n`;
  });
  return finish(lines.join(''), corpus, { losses, name: 'doccano' });
}

interface Pair {
  readonly id: string;
  readonly relationType: string;
  /** Indices of mentions. */
  readonly from: number;
  readonly to: number;
}

/** Relations between two mentions, for formats that know no others. */
function pairsOf(flat: FlatText, losses: LossList, [fromRole, toRole]: readonly [string, string]): readonly Pair[] {
  const numbers = new Map(flat.mentions.map(({ mention }, number) => [mention.id, number]));
  return flat.relations.flatMap(({ id, relationType, arguments: ends }) => {
    const [subject, object, ...others] = ends;
    const from = subject?.kind === 'mention' ? numbers.get(subject.target) : undefined;
    const to = object?.kind === 'mention' ? numbers.get(object.target) : undefined;
    if (from === undefined || to === undefined || others.length > 0) {
      losses.add('relations of other than two mentions');
      return [];
    }
    if (subject?.role !== fromRole || object?.role !== toRole) {
      losses.add(`roles of relations, written as ${fromRole} and ${toRole}`);
    }
    return [{ id, relationType, from, to }];
  });
}

/** spaCy: one `{"id", "text", "spans": [{"start", "end", "label", "text"}]}` a line, code points; spans may overlap. */
export function serializeSpacy(corpus: Corpus): SerializedCorpus {
  return serializeRows(corpus, 'spaCy', (flat, losses) => ({
    id: flat.id,
    text: flat.text,
    spans: flat.mentions.map((each) => {
      const [start, end] = hullInCodePoints(flat, each, losses);
      return { start, end, label: each.mention.entityType, text: sliceCodePoints(flat, start, end) };
    }),
  }));
}

/** Prodigy's `spans_manual`: tokens, and spans by character and by token (the last one included), code points. */
export function serializeProdigy(corpus: Corpus): SerializedCorpus {
  return serializeRows(corpus, 'Prodigy', (flat, losses) => {
    const ranges = flat.mentions.map((each) => hullInCodePoints(flat, each, losses));
    const tokens = tokenize(flat, new Set(ranges.flat()));
    return {
      text: flat.text,
      tokens: tokens.map(({ start, end }, id) => {
        const ws = tokens[id + 1] !== undefined && tokens[id + 1]?.start !== end;
        return { text: sliceCodePoints(flat, start, end), start, end, id, ws };
      }),
      spans: flat.mentions.map(({ mention }, number) => {
        const [start = 0, end = 0] = ranges[number] ?? [];
        const token_start = tokens.findIndex((token) => token.start >= start);
        const token_end = tokens.findLastIndex((token) => token.end <= end);
        const text = sliceCodePoints(flat, start, end);
        return { text, start, end, token_start, token_end, label: mention.entityType };
      }),
      answer: 'accept',
      meta: { id: flat.id },
      _view_id: 'spans_manual',
    };
  });
}

/** PubAnnotation: a list of objects; a discontinuous mention has a list of spans. Code points. */
export function serializePubannotation(corpus: Corpus): SerializedCorpus {
  const losses = createLossList();
  const objects = flattenCorpus(corpus, losses).map((flat) => {
    losses.add('lists of concept identifiers', countConceptIds(flat));
    const place = ({ start, end }: { start: number; end: number }) => ({
      begin: flat.index.fromUtf16(start, 'code-point'),
      end: flat.index.fromUtf16(end, 'code-point'),
    });
    const denotations = flat.mentions.map(({ mention, pieces }, number) => {
      const spans = pieces.map(place);
      return { id: `T${number + 1}`, span: spans.length === 1 ? spans[0] : spans, obj: mention.entityType };
    });
    const relations = pairsOf(flat, losses, ['subj', 'obj']).map(({ id, relationType, from, to }) => {
      return { id, pred: relationType, subj: `T${from + 1}`, obj: `T${to + 1}` };
    });
    return { sourceid: flat.id, text: flat.text, denotations, ...(relations.length > 0 && { relations }) };
  });
  return finish(`${JSON.stringify(objects, undefined, 1)}\n`, corpus, { losses, name: 'PubAnnotation' });
}

/** Label Studio: tasks with one annotation each, offsets in UTF-16 units as its own editor counts. */
export function serializeLabelStudio(corpus: Corpus): SerializedCorpus {
  const losses = createLossList();
  const tasks = flattenCorpus(corpus, losses).map((flat, number) => {
    losses.add('lists of concept identifiers', countConceptIds(flat));
    losses.add('relations', flat.relations.length);
    const result = flat.mentions.map((each, index) => {
      const [start, end] = hullInCodePoints(flat, each, losses);
      const [from, to] = [flat.index.toUtf16(start, 'code-point') ?? 0, flat.index.toUtf16(end, 'code-point') ?? 0];
      const value = { start: from, end: to, text: flat.text.slice(from, to), labels: [each.mention.entityType] };
      return { id: `r${number + 1}_${index + 1}`, from_name: 'label', to_name: 'text', type: 'labels', value };
    });
    const annotations = [{ id: number + 1, was_cancelled: false, ground_truth: false, result }];
    return { id: number + 1, data: { text: flat.text, id: flat.id }, annotations };
  });
  return finish(`${JSON.stringify(tasks, undefined, 1)}\n`, corpus, { losses, name: 'Label Studio' });
}

/** Label Studio's JSON_MIN: a flat `{"id", "text", "label": [{"start", "end", "text", "labels"}]}` a task, UTF-16 units. */
export function serializeLabelStudioMin(corpus: Corpus): SerializedCorpus {
  const losses = createLossList();
  const tasks = flattenCorpus(corpus, losses).map((flat) => {
    losses.add('lists of concept identifiers', countConceptIds(flat));
    losses.add('relations', flat.relations.length);
    const label = flat.mentions.map(({ mention, pieces }) => {
      if (pieces.length > 1) losses.add('discontinuous mentions, written as one span');
      const [start, end] = [pieces[0]?.start ?? 0, pieces.at(-1)?.end ?? 0];
      return { start, end, text: flat.text.slice(start, end), labels: [mention.entityType] };
    });
    return { id: flat.id, text: flat.text, label };
  });
  return finish(`${JSON.stringify(tasks, undefined, 1)}\n`, corpus, { losses, name: 'Label Studio' });
}

/** spaCy's training tuples: `[[text, {"entities": [[start, end, type]]}]]`, code points; they have no ids. */
export function serializeSpacyTuples(corpus: Corpus): SerializedCorpus {
  const losses = createLossList();
  const tuples = flattenCorpus(corpus, losses).map((flat) => {
    losses.add('identifiers of documents');
    losses.add('lists of concept identifiers', countConceptIds(flat));
    losses.add('relations', flat.relations.length);
    const entities = flat.mentions.map((each) => [...hullInCodePoints(flat, each, losses), each.mention.entityType]);
    return [flat.text, { entities }];
  });
  return finish(`${JSON.stringify(tuples, undefined, 1)}\n`, corpus, { losses, name: 'spaCy' });
}

/** A table of `id`, `text` and `entities`, the last one JSON with code point offsets; RFC 4180. */
export function serializeCsv(corpus: Corpus): SerializedCorpus {
  const losses = createLossList();
  const cell = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const rows = flattenCorpus(corpus, losses).map((flat) => {
    losses.add('lists of concept identifiers', countConceptIds(flat));
    losses.add('relations', flat.relations.length);
    const entities = flat.mentions.map((each) => {
      const [start, end] = hullInCodePoints(flat, each, losses);
      const text = sliceCodePoints(flat, start, end);
      return { start, end, type: each.mention.entityType, text };
    });
    return [flat.id, flat.text, JSON.stringify(entities)].map(cell).join(',');
  });
  return finish(`${['id,text,entities', ...rows].join('\r\n')}\r\n`, corpus, { losses, name: 'a table' });
}

function serializeRows(
  corpus: Corpus,
  name: string,
  toRow: (flat: FlatText, losses: LossList) => object,
): SerializedCorpus {
  const losses = createLossList();
  const lines = flattenCorpus(corpus, losses).map((flat) => {
    losses.add('lists of concept identifiers', countConceptIds(flat));
    losses.add('relations', flat.relations.length);
    return `${JSON.stringify(toRow(flat, losses))}\n`;
  });
  return finish(lines.join(''), corpus, { losses, name });
}

function finish(text: string, corpus: Corpus, of: { losses: LossList; name: string }): SerializedCorpus {
  return { text, issues: of.losses.toIssues(corpus.documents[0]?.source ?? '', of.name) };
}

/** Words and single marks, cut where a mention begins or ends; code points. */
function tokenize({ text, index }: FlatText, edges: ReadonlySet<number>): { start: number; end: number }[] {
  const tokens: { start: number; end: number }[] = [];
  for (const { 0: word, index: at } of text.matchAll(/[\p{L}\p{M}\p{N}]+|\S/gu)) {
    let start = index.fromUtf16(at, 'code-point');
    const end = index.fromUtf16(at + word.length, 'code-point');
    for (let cut = start + 1; cut < end; cut += 1) {
      if (!edges.has(cut)) continue;
      tokens.push({ start, end: cut });
      start = cut;
    }
    tokens.push({ start, end });
  }
  return tokens;
}
