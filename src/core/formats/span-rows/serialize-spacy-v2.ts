import type { Corpus, Mention, Passage } from '../../corpus/corpus.ts';
import { flattenCorpus, type FlatText } from '../common/flat-texts.ts';
import type { SerializedCorpus } from '../common/format.ts';
import { createLossList, type LossList } from '../common/loss-list.ts';
import { tagPassage } from '../columns/tag-passage.ts';

/**
 * spaCy 2's training JSON: `[{"id", "paragraphs": [{"raw", "sentences": [{"tokens": [{"id", "orth", "ner"}]}]}]}]`,
 * BILUO tags; a document is one paragraph. Tokens are looked up in the raw text by their order.
 */
export function serializeSpacyV2(corpus: Corpus): SerializedCorpus {
  const losses = createLossList();
  const documents = flattenCorpus(corpus, losses).map((flat) => {
    losses.add('relations', flat.relations.length);
    let count = 0;
    const sentences = tagPassage(toPassage(flat, losses), losses, 'BILOU').map((tokens) => ({
      tokens: tokens.map(({ token, tag }) => ({ id: count++, orth: token, ner: tag })),
    }));
    return { id: flat.id, paragraphs: [{ raw: flat.text, sentences }] };
  });
  const text = `${JSON.stringify(documents, undefined, 1)}\n`;
  return { text, issues: losses.toIssues(corpus.documents[0]?.source ?? '', 'spaCy 2') };
}

/** Of the whole text; tokens hold no white space, so a mention's own at its ends is cut off. */
function toPassage({ id, text, mentions }: FlatText, losses: LossList): Passage {
  const trimmed = mentions.map(({ mention, pieces }): Mention => {
    const [start, end] = [pieces[0]?.start ?? 0, pieces.at(-1)?.end ?? 0];
    const quote = text.slice(start, end);
    const kept = quote.trim();
    const from = start + quote.length - quote.trimStart().length;
    if (kept !== quote && kept !== '') losses.add('white space at the ends of mentions');
    const { fragments, ...rest } = mention;
    const span = kept === '' ? { start, end } : { start: from, end: from + kept.length };
    return { ...rest, span, quote: kept, ...(fragments && { fragments: pieces }) };
  });
  return { id, kind: 'text', text, mentions: trimmed };
}
