import type { SourceFile } from '../formats/bytes/decode-source.ts';
import type { ParsedSource, ParseOptions } from '../formats/parse-source.ts';
import { createSourceStream, FIRST_PLAN, PIECE_BYTES, type SourceStream } from './source-stream.ts';
import { createUnpackStream } from '../formats/bytes/unpack-source.ts';
import type { DataIssue } from '../issue.ts';
import { joinBytes } from '../formats/bytes/join-bytes.ts';

/** A file that is not in memory. */
export interface LargeFile {
  readonly name: string;
  readonly byteCount: number;
  /** Its bytes from the first on, in pieces of any size; asked for again where a file has to be read once more. */
  readonly pieces: () => AsyncIterable<Uint8Array>;
}

/** The first bytes of a file, or all of a smaller one. Rejects as the file's own pieces do. */
export async function readBeginning({ pieces }: LargeFile, byteCount: number): Promise<Uint8Array> {
  const read: Uint8Array[] = [];
  let length = 0;
  for await (const piece of pieces()) {
    read.push(piece);
    length += piece.length;
    if (length >= byteCount) break;
  }
  return joinBytes(read).subarray(0, byteCount);
}

/** Reads all pieces of a file into one array. */
export async function readWhole({ name, pieces }: LargeFile): Promise<SourceFile> {
  const read: Uint8Array[] = [];
  for await (const piece of pieces()) read.push(piece);
  return { name, bytes: joinBytes(read) };
}

export type ReadLarge =
  | { readonly kind: 'parsed'; readonly parsed: ParsedSource }
  /** Of a damaged or refused archive. */
  | { readonly kind: 'issue'; readonly issue: DataIssue };

export interface LargeFileOptions extends ParseOptions {
  /** Of what is parsed: without the archive's ending. */
  readonly source: string;
  readonly isGzip: boolean;
}

/** Reads a file of text, or one in gzip, as often as it takes. Rejects as the file's own pieces do. */
export async function readLarge(file: LargeFile, { source, isGzip, ...options }: LargeFileOptions): Promise<ReadLarge> {
  for (let plan = FIRST_PLAN; ;) {
    const stream = createSourceStream(source, { ...options, plan });
    const issue = isGzip ? await unpackInto(stream, file) : await pourInto(stream, file);
    if (issue) return { kind: 'issue', issue };
    const outcome = stream.finish();
    if (outcome.kind === 'parsed') return outcome;
    plan = outcome.plan;
  }
}

async function pourInto(stream: SourceStream, { pieces }: LargeFile): Promise<undefined> {
  for await (const piece of pieces()) {
    pushSlices(stream, piece);
    if (stream.isOver) return;
  }
}

/** To the end even where the text is of no use: an archive that is damaged says nothing of what is in it. */
async function unpackInto(stream: SourceStream, file: LargeFile): Promise<DataIssue | undefined> {
  const unpack = createUnpackStream(file, (bytes) => pushSlices(stream, bytes));
  for await (const piece of file.pieces()) {
    unpack.push(piece);
    if (unpack.isOver) break;
  }
  return unpack.finish();
}

function pushSlices(stream: SourceStream, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length && !stream.isOver; at += PIECE_BYTES) {
    stream.push(bytes.subarray(at, at + PIECE_BYTES));
  }
}
