import type { DataIssue, IssueCode } from './issue.ts';

/** A passage that is a row of its file, by the row's number. */
const ROW = /^r(\d+)$/u;

/** An issue in words for a person; the same ones on the command line and in the studio. */
export interface IssueDescription {
  /** "train.tsv:12", "train.jsonl, row 12", or the file alone; with the document's id where one is known. */
  readonly place: string;
  /** What is the matter, as one sentence: "This line does not fit the format." */
  readonly what: string;
  /** What stood there. */
  readonly found: string | undefined;
  readonly expected: string | undefined;
  /** What to do about it. */
  readonly advice: string;
}

interface Words {
  readonly what: string;
  readonly advice: string;
}

const WORDS: Readonly<Record<IssueCode, Words>> = {
  'empty-file': {
    what: 'The file is empty.',
    advice: 'Check that it was copied or downloaded completely.',
  },
  'binary-file': {
    what: 'The file is not text.',
    advice: 'Unpack it, or export the annotations from your tool as text.',
  },
  'archive-damaged': {
    what: 'The archive is damaged.',
    advice: 'Copy or download it again, or unpack it yourself and open the files.',
  },
  'archive-refused': {
    what: 'This archive, or a file in it, cannot be opened.',
    advice: 'Unpack it yourself and open the files.',
  },
  'archive-too-large': {
    what: 'The archive is too large when unpacked.',
    advice: 'If you trust it, unpack it yourself and open the files.',
  },
  'certificate-mismatch': {
    what: 'The files do not match their certificate.',
    advice: 'They were changed after they were written, or some are missing. Check them before you rely on them.',
  },
  'unknown-format': {
    what: 'The format of the file is unknown.',
    advice: 'Export it in one of the listed formats, or convert it first.',
  },
  'bad-encoding': {
    what: 'The file cannot be decoded.',
    advice: 'Save it as UTF-8.',
  },
  'file-too-large': {
    what: 'The file is too large to read at once.',
    advice: 'Split it, or convert it to a format that is read line by line.',
  },
  'line-too-long': {
    what: 'A line is longer than any document.',
    advice: 'Check the line breaks of the file. It may be a binary file, or its line breaks may be lost.',
  },
  'truncated-file': {
    what: 'The file ends too early.',
    advice: 'Everything before that place was read, where the format allows it. Copy the file again to get the rest.',
  },
  'malformed-line': {
    what: 'This line does not fit the format.',
    advice: 'The line was left out; correct it and open the file again.',
  },
  'malformed-xml': {
    what: 'The XML is not well-formed.',
    advice: 'Correct the file at the line named, or export it again with its tool.',
  },
  'malformed-json': {
    what: 'This is not valid JSON.',
    advice: 'It was left out; correct it and open the file again.',
  },
  'missing-field': {
    what: 'A field is missing or has the wrong type.',
    advice: 'The row was left out; add the field and open the file again.',
  },
  'duplicate-document': {
    what: 'Two documents have the same id.',
    advice: 'Both are kept; the later one gets a number after its id. Remove one if they are the same text.',
  },
  'duplicate-text': {
    what: 'The same text occurs more than once.',
    advice: 'All are kept; remove the copies if they should not count twice.',
  },
  'near-duplicate-text': {
    what: 'Two texts are nearly the same.',
    advice: 'Both are kept. Check them before you train on one and test on the other.',
  },
  'text-in-train-and-test': {
    what: 'A text is in both the training part and the test part.',
    advice: 'Remove it from one part; otherwise a model is tested on its training data.',
  },
  'conflicting-labels': {
    what: 'The same text is labelled in different ways.',
    advice: 'Choose one; a model cannot learn both.',
  },
  'mention-with-several-types': {
    what: 'A mention, or a name, has several types.',
    advice: 'All are kept. If only one is correct, correct the type or reject the sample.',
  },
  'offset-out-of-range': {
    what: 'A mention lies outside its text.',
    advice: 'The mention was left out; check its offsets.',
  },
  'quote-mismatch': {
    what: 'The text at a mention’s offsets is not the mention’s text.',
    advice: 'The mention was left out; check its offsets and whether the text was edited.',
  },
  'quote-repaired': {
    what: 'Offsets were read differently from how they are written.',
    advice: 'The mention was kept where its text is found. Check a few to be sure.',
  },
  'mention-crosses-passages': {
    what: 'A mention extends from one passage into the next.',
    advice: 'The mention was left out; split it or check its offsets.',
  },
  'mentions-within-mentions': {
    what: 'Mentions are nested so deeply that their texts are many times as long as the passage.',
    advice: 'The last ones were left out; check all offsets.',
  },
  'mention-crosses-sentences': {
    what: 'A mention extends past the end of a sentence.',
    advice: 'Its sentences form one sample. Check them if that is not intended.',
  },
  'relation-without-mention': {
    what: 'A relation refers to a mention that does not exist.',
    advice: 'The relation was left out. A separate issue says why its mention was left out.',
  },
  'unknown-document': {
    what: 'An annotation refers to a document that does not exist.',
    advice: 'The annotation was left out; add the document’s text before it.',
  },
  'illegal-tag-transition': {
    what: 'A tag cannot follow the one before it.',
    advice: 'The tags were read as seqeval reads them by default; check where the mention begins and ends.',
  },
  'answer-not-json': {
    what: 'A row’s answer is not a JSON array of entities.',
    advice: 'The row is kept word for word, without mentions; ignore this if your answers have another shape.',
  },
  'name-not-in-text': {
    what: 'An answer names an entity that is not in the input.',
    advice: 'The row is kept; correct the name or reject the sample.',
  },
  'name-repeated': {
    what: 'An answer names an entity more often than the text contains it.',
    advice: 'Every occurrence is marked; nothing is lost.',
  },
  'name-within-word': {
    what: 'A name in an answer occurs only inside a longer word.',
    advice:
      'It was marked there. Check a few to be sure. “Keep only exact names” under Read as…, or --exact-offsets, refuses such places.',
  },
  'name-in-other-case': {
    what: 'A name in an answer occurs in the input only in another case.',
    advice: 'It was marked there. “Keep only exact names” under Read as…, or --exact-offsets, refuses such places.',
  },
  'not-annotated': {
    what: 'Some texts are not annotated.',
    advice:
      'They are neither positive nor negative until somebody annotates them. If texts without mentions hold no entity, say so under Read as…, or with --no-mentions negative.',
  },
  'lost-to-damage': {
    what: 'The project was damaged, and part of its annotation is lost.',
    advice:
      'The affected samples are not annotated. Open the file again, or go through them in Review: annotate them, or choose “nothing here” where that is true.',
  },
  'predictions-beside': {
    what: 'The file contains predictions of a model as well as annotations.',
    advice:
      'They are suggestions and never part of the corpus. In the studio each model is a column in Review, to compare with and to accept from. The command line leaves them out.',
  },
  'read-failed': {
    what: 'The file could not be read.',
    advice: 'Check its name and that you may read it.',
  },
  'not-kept': {
    what: 'Something is not supported here and was not imported.',
    advice: 'Keep the original if you need it.',
  },
};

/** Puts an issue into words: where, what, what was found and expected, and what to do. */
export function describeIssue(issue: DataIssue): IssueDescription {
  const { found, expected } = issue;
  const place = describePlace(issue);
  // What was lost is the matter itself, and no detail of it.
  if (issue.code === 'not-kept' && found !== undefined) {
    return { place, found: undefined, expected, ...WORDS['not-kept'], what: notKeptWords(found) };
  }
  return { place, found, expected, ...WORDS[issue.code] };
}

/** The sentence for something that was not imported. */
export function notKeptWords(what: string): string {
  return `Not imported, because it is not supported: ${what}.`;
}

function describePlace({ file, line, documentId, passageId }: DataIssue): string {
  const isNamed = documentId === undefined || documentId === file;
  const row = isNamed ? ROW.exec(passageId ?? '')?.[1] : undefined;
  let where = file;
  if (line !== undefined) where = `${file}:${line}`;
  else if (row !== undefined) where = `${file}, row ${row}`;
  return isNamed ? where : `${where} (document ${documentId})`;
}

/** A text of the corpus in words: "row 12 of train.jsonl", "document 227508 of cdr.txt". */
export function describeText({
  file,
  documentId,
  passageId,
}: Required<Pick<DataIssue, 'file' | 'documentId' | 'passageId'>>): string {
  const row = documentId === file ? ROW.exec(passageId)?.[1] : undefined;
  return row === undefined ? `document ${documentId} of ${file}` : `row ${row} of ${file}`;
}

/** Describes one of several equal issues: "train.tsv:12. Found: x. Expected: y." */
export function formatIssuePlace(issue: DataIssue): string {
  const { place, what, found, expected } = describeIssue(issue);
  const own = issue.code === 'not-kept' ? [what] : [];
  return [`${place}${issue.code === 'not-kept' ? ':' : '.'}`, ...own, ...details(found, expected)].join(' ');
}

/** One line: "train.tsv:12: This line does not fit the format. Found: x. Expected: y. The line was left out; …". */
export function formatIssue(issue: DataIssue): string {
  const { place, what, found, expected, advice } = describeIssue(issue);
  return [`${place}: ${what}`, ...details(found, expected), advice].join(' ');
}

function details(found: string | undefined, expected: string | undefined): readonly string[] {
  return [
    ...(found === undefined ? [] : [`Found: ${found}.`]),
    ...(expected === undefined ? [] : [`Expected: ${expected}.`]),
  ];
}
