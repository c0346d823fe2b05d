import type { Corpus, Document, Mention, Passage, Relation } from '../../corpus/corpus.ts';
import { createOffsetIndex } from '../../text/offset-index.ts';
import { serializeConceptIds } from '../common/concept-ids.ts';
import type { SerializedCorpus } from '../common/format.ts';
import { createLossList, type LossList } from '../common/loss-list.ts';

interface Block {
  readonly id: string;
  readonly title: Passage | undefined;
  readonly rest: readonly Passage[];
  readonly relations: readonly Relation[];
}

/**
 * PubTator with code point offsets. A title passage becomes the title, all others the abstract, joined by one space;
 * passages of a document with assumed boundaries become blocks of their own. A discontinuous mention is written as
 * its hull.
 */
export function serializePubtator(corpus: Corpus): SerializedCorpus {
  const losses = createLossList();
  const blocks = corpus.documents.flatMap((document) => toBlocks(document, losses));
  const text = blocks.map((block) => `${serializeBlock(block, losses).join('\n')}\n`).join('\n');
  return { text, issues: losses.toIssues(corpus.documents[0]?.source ?? '', 'PubTator') };
}

function toBlocks({ id, passages, boundaries, relations = [] }: Document, losses: LossList): Block[] {
  losses.add('lists of sentence borders', passages.filter(({ sentences }) => sentences).length);
  losses.add('instructions and answers of given rows', passages.filter(({ given }) => given).length);
  if (boundaries === 'assumed') {
    losses.add('passages, each written as a document', passages.length);
    losses.add('relations', relations.length);
    return passages.map((passage) => ({ id: `${id}:${passage.id}`, title: passage, rest: [], relations: [] }));
  }
  const [first, ...others] = passages;
  const rest = first?.kind === 'title' ? others : passages;
  const isPlain = first?.kind === 'title' && rest.every(({ kind }) => kind === 'abstract') && rest.length <= 1;
  if (!isPlain) losses.add('passages joined into one abstract', rest.length);
  return [{ id, title: first?.kind === 'title' ? first : undefined, rest, relations }];
}

function serializeBlock({ id, title, rest, relations }: Block, losses: LossList): string[] {
  const key = flatten(id, losses).replaceAll('|', '_');
  const titleText = flatten(title?.text ?? '', losses);
  const lines = [`${key}|t|${titleText}`];
  const passages = title ? [title, ...rest] : rest;
  const abstract = rest.map(({ text }) => flatten(text, losses)).join(' ');
  if (rest.length > 0) lines.push(`${key}|a|${abstract}`);
  const text = rest.length > 0 ? `${titleText} ${abstract}` : titleText;
  const index = createOffsetIndex(text);

  let base = title ? 0 : titleText.length + 1;
  for (const passage of passages) {
    for (const mention of passage.mentions) {
      if (mention.fragments) losses.add('discontinuous mentions, written as one span');
      const start = base + mention.span.start;
      const end = base + mention.span.end;
      const offsets = [index.fromUtf16(start, 'code-point'), index.fromUtf16(end, 'code-point')];
      lines.push([key, ...offsets, text.slice(start, end), ...typeAndIds(mention, losses)].join('\t'));
    }
    base += passage.text.length + 1;
  }
  for (const relation of relations) lines.push(...relationLine(key, relation, losses));
  return lines;
}

function typeAndIds({ entityType, conceptIds }: Mention, losses: LossList): string[] {
  return [flatten(entityType, losses), flatten(serializeConceptIds(conceptIds), losses)];
}

/** Of two concepts. What is said of single mentions has no line in PubTator. */
function relationLine(key: string, { relationType, arguments: all }: Relation, losses: LossList): string[] {
  const [first, second, ...others] = all;
  // A number at the type would make it a mention that was cut off.
  const isWritable = others.length === 0 && all.every(({ kind }) => kind === 'concept') && !/^\d*$/u.test(relationType);
  if (first === undefined || second === undefined || !isWritable) {
    losses.add('relations of other than two concepts');
    return [];
  }
  if (first.role !== 'Arg1' || second.role !== 'Arg2') losses.add('roles of relations');
  return [[key, relationType, first.target, second.target].map((cell) => flatten(cell, losses)).join('\t')];
}

/** Line breaks and tabs are PubTator's own marks; a space in their place keeps every offset. */
function flatten(text: string, losses: LossList): string {
  const breaks = text.match(/[\t\r\n]/gu)?.length ?? 0;
  losses.add('line breaks and tabs, written as spaces', breaks);
  return breaks === 0 ? text : text.replace(/[\t\r\n]/gu, ' ');
}
