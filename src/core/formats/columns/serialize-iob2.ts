import type { Corpus, Passage } from '../../corpus/corpus.ts';
import { DOCUMENT_START } from './conll-columns.ts';
import type { SerializedCorpus } from '../common/format.ts';
import { createLossList, type LossList } from '../common/loss-list.ts';
import { tagPassage, type TaggedToken, type TagScheme } from './tag-passage.ts';

/**
 * Two columns, token and IOB2 tag, between tabs; a blank line behind each sentence, `-DOCSTART- (id)` before each
 * document whose borders are known. Sentences of the column formats keep their tokens; other text is cut at white
 * space, at punctuation and at the edges of mentions, so every mention begins and ends with a token. Of mentions that
 * overlap the longer one is kept.
 */
export function serializeIob2(corpus: Corpus): SerializedCorpus {
  return serializeColumns(corpus, 'IOB2');
}

/** Writes columns like `serializeIob2`, with E on a mention's last token and S on its only one. */
export function serializeIobes(corpus: Corpus): SerializedCorpus {
  return serializeColumns(corpus, 'IOBES');
}

function serializeColumns(corpus: Corpus, scheme: 'IOB2' | 'IOBES'): SerializedCorpus {
  const losses = createLossList();
  losses.add('relations', countRelations(corpus));
  const lines: string[] = [];
  // Only a single document can do without a start line: behind another one it would belong to that.
  const hasStarts = corpus.documents.length > 1 || corpus.documents[0]?.boundaries === 'given';
  for (const { id, passages } of corpus.documents) {
    if (hasStarts) lines.push(`${DOCUMENT_START} (${id.replace(/\s/gu, ' ')})\tO`, '');
    for (const passage of passages)
      for (const sentence of tagColumns(passage, losses, scheme)) {
        lines.push(...sentence.map(({ token, tag }) => `${token}\t${tag}`), '');
      }
  }
  const text = lines.length === 0 ? '' : `${lines.join('\n')}\n`;
  return { text, issues: losses.toIssues(corpus.documents[0]?.source ?? '', scheme) };
}

/** Hugging Face rows `{"id", "tokens", "ner_tags"}` with IOB2 tags by name, one sentence each. */
export function serializeTokenRows(corpus: Corpus): SerializedCorpus {
  const losses = createLossList();
  losses.add('borders of documents', Math.max(corpus.documents.length - 1, 0));
  losses.add('relations', countRelations(corpus));
  const sentences = corpus.documents.flatMap(({ passages }) =>
    passages.flatMap((passage) => tagColumns(passage, losses, 'IOB2')),
  );
  const rows = sentences.map((sentence, number) => {
    const row = {
      id: String(number),
      tokens: sentence.map(({ token }) => token),
      ner_tags: sentence.map(({ tag }) => tag),
    };
    return `${JSON.stringify(row)}\n`;
  });
  return { text: rows.join(''), issues: losses.toIssues(corpus.documents[0]?.source ?? '', 'token rows') };
}

function tagColumns(passage: Passage, losses: LossList, scheme: TagScheme): readonly (readonly TaggedToken[])[] {
  const tagged = tagPassage(passage, losses, scheme);
  if (passage.kind !== 'sentence') losses.add('passages whose white space becomes token borders');
  return tagged;
}

/** Counts the relations of a corpus. */
export function countRelations({ documents }: Corpus): number {
  return documents.reduce((sum, { relations = [] }) => sum + relations.length, 0);
}
