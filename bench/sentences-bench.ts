import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { parseSource } from '../src/core/formats/parse-source.ts';
import type { Span } from '../src/core/text/span.ts';
import { splitSentences } from '../src/core/text/split-sentences.ts';

/**
 * How well sentences are found, against files that say where they are: `TOKENS TEXT` pairs of the same documents, once
 * as columns with a blank line behind each sentence, once as running text (PubTator or BioC). They are laid over each
 * other by their characters without white space. Prints, for our rules and for the platform's `Intl.Segmenter`, the
 * share of true borders that are missed, of found borders that are false, and of sentences that come out exactly.
 */
function main(paths: readonly string[]): void {
  if (paths.length === 0 || paths.length % 2 === 1) throw new Error('needs pairs of files: TOKENS TEXT');
  const gold = paths.flatMap((_, index) => {
    const [tokens, text] = [paths[index], paths[index + 1]];
    return index % 2 === 0 && tokens !== undefined && text !== undefined ? alignGold(tokens, text) : [];
  });
  const sentences = gold.reduce((sum, passage) => sum + passage.borders.size + 1, 0);
  print(`${gold.length} passages with ${sentences} sentences`);
  const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });
  measure('own rules', gold, splitSentences);
  measure('Intl.Segmenter', gold, (text) =>
    Array.from(segmenter.segment(text), ({ segment, index }) => ({ start: index, end: index + segment.length })),
  );
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

interface GoldPassage {
  readonly text: string;
  /** Where a sentence begins, the first one apart, counted in characters that are no white space. */
  readonly borders: ReadonlySet<number>;
}

function read(path: string) {
  return parseSource({ name: path, bytes: readFileSync(path) }).documents.flatMap(({ passages }) => passages);
}

function alignGold(tokens: string, texts: string): GoldPassage[] {
  const starts = new Set<number>();
  let all = '';
  for (const { text } of read(tokens)) {
    starts.add(all.length);
    all += dense(text);
  }
  return read(texts).flatMap(({ text }): GoldPassage[] => {
    const own = dense(text);
    const at = own === '' ? -1 : all.indexOf(own);
    // A passage that does not begin and end with a sentence of the other file is not the same text.
    if (at === -1 || !starts.has(at)) return [];
    const borders = Array.from({ length: own.length - 1 }, (_, index) => index + 1).filter((index) =>
      starts.has(at + index),
    );
    return [{ text, borders: new Set(borders) }];
  });
}

/** Tokenizers write quotes in several ways; what remains is the same in both files. */
function dense(text: string): string {
  return text.replace(/\s+/gu, '').replace(/``|''/gu, '"');
}

function measure(name: string, gold: readonly GoldPassage[], split: (text: string) => readonly Span[]): void {
  let missed = 0;
  let falseBorders = 0;
  let trueBorders = 0;
  let exact = 0;
  let sentences = 0;
  const examples: string[] = [];
  const start = performance.now();
  const found = gold.map(({ text }) => split(text));
  const seconds = (performance.now() - start) / 1000;
  const characters = gold.reduce((sum, { text }) => sum + text.length, 0);
  for (const [index, { text, borders }] of gold.entries()) {
    const spans = found[index] ?? [];
    const own = new Set(spans.slice(1).map((span) => dense(text.slice(0, span.start)).length));
    for (const border of own) {
      if (borders.has(border)) trueBorders += 1;
      else {
        falseBorders += 1;
        examples.push(`false: ${around(text, border)}`);
      }
    }
    for (const border of borders) {
      if (own.has(border)) continue;
      missed += 1;
      examples.push(`missed: ${around(text, border)}`);
    }
    const length = dense(text).length;
    const edges = [0, ...Array.from(borders).sort((a, b) => a - b), length];
    sentences += edges.length - 1;
    for (let at = 0; at + 1 < edges.length; at += 1) {
      const [left = 0, right = 0] = [edges[at], edges[at + 1]];
      const isWhole = (edge: number) => edge === 0 || edge === length || own.has(edge);
      const isUncut = ![...own].some((border) => border > left && border < right);
      if (isWhole(left) && isWhole(right) && isUncut) exact += 1;
    }
  }
  const percent = (part: number, whole: number) => `${((100 * part) / Math.max(1, whole)).toFixed(2)} %`;
  print(
    `${name}: missed ${percent(missed, missed + trueBorders)}, false ${percent(falseBorders, falseBorders + trueBorders)}, ` +
      `sentences exact ${percent(exact, sentences)}, ${(characters / 1e6 / seconds).toFixed(1)} M characters/s`,
  );
  if (process.env['EXAMPLES'] !== undefined) {
    const step = Math.max(1, Math.floor(examples.length / Number(process.env['EXAMPLES'])));
    for (const example of examples.filter((_, index) => index % step === 0)) print(`  ${example}`);
  }
}

/** The text around a border, which is shown as "‖". */
function around(text: string, border: number): string {
  let seen = 0;
  let at = 0;
  for (; at < text.length && seen < border; at += 1) if (!/\s/u.test(text.charAt(at))) seen += 1;
  return `${text.slice(Math.max(0, at - 40), at)}‖${text.slice(at, at + 30)}`.replace(/\s+/gu, ' ');
}

main(process.argv.slice(2));
