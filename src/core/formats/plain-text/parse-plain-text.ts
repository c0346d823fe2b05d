import type { Document, Passage } from '../../corpus/corpus.ts';
import type { ParsedDocuments, SourceText } from '../common/format.ts';
import { UNANNOTATED } from '../common/no-mentions.ts';

/**
 * Text that nobody annotated. A file is a document and a paragraph (what stands between blank lines) a passage; or, as a
 * person says, each paragraph or each line is a document of one passage. Blanks around them are no part of them.
 */
export function parsePlainText({ file, text, hints }: SourceText): ParsedDocuments {
  const unit = hints?.plainTextUnit ?? 'file';
  switch (unit) {
    case 'file': {
      const passages = paragraphsOf(text).map((paragraph, index) => passageOf(`p${index + 1}`, paragraph));
      const documents: Document[] = [{ id: file, source: file, passages, boundaries: 'given' }];
      return { documents: passages.length === 0 ? [] : documents, issues: [], dialect: '' };
    }
    case 'paragraph':
      return { documents: documentsOf(file, paragraphsOf(text)), issues: [], dialect: 'a document a paragraph' };
    case 'line':
      return { documents: documentsOf(file, linesOf(text)), issues: [], dialect: 'a document a line' };
    default:
      return unit satisfies never;
  }
}

function paragraphsOf(text: string): string[] {
  return tidy(text.split(/\r?\n(?:[ \t]*\r?\n)+|\r\r+/u));
}

function linesOf(text: string): string[] {
  return tidy(text.split(/\r\n|\r|\n/u));
}

function tidy(parts: readonly string[]): string[] {
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

/** Numbered by what has a text. */
function documentsOf(file: string, texts: readonly string[]): Document[] {
  return texts.map((text, index) => {
    const passages = [passageOf('p1', text)];
    return { id: `${file}/${index + 1}`, source: file, passages, boundaries: 'given' };
  });
}

function passageOf(id: string, text: string): Passage {
  return { id, kind: 'paragraph', text, mentions: [], gaps: UNANNOTATED };
}

/** True for lines that read like prose: words with small letters and blanks between them, and sentences that end. */
export function isProse(text: string): boolean {
  const beginning = text.slice(0, 20_000);
  const letters = beginning.match(/[\p{L}\s]/gu)?.length ?? 0;
  const words = beginning.match(/\p{L}{2,}/gu)?.length ?? 0;
  const sentenceEnds = beginning.match(/\p{L}[.!?](?:\s|$)/gu)?.length ?? 0;
  return words >= 5 && sentenceEnds >= 1 && letters / beginning.length > 0.7;
}
