import type { AnnotationGap, Relation } from '../core/corpus/corpus.ts';
import type { ParsedSource } from '../core/formats/parse-source.ts';

/** A parsed file in the form of a fixture's `expected.json`: everything in it, short enough to read. */
export function describeParsed({ formatName, documents, issues }: ParsedSource) {
  return {
    format: formatName,
    documents: documents.map(({ id, boundaries, passages, relations }) => ({
      id,
      boundaries,
      passages: passages.map(({ id: passageId, kind, text, mentions, sentences, given, gaps }) => ({
        id: passageId,
        kind,
        text,
        mentions: mentions.map(({ id: mentionId, span, fragments, entityType, quote, conceptIds }) =>
          [
            `${mentionId} ${entityType} ${(fragments ?? [span]).map(({ start, end }) => `${start}-${end}`).join('+')}`,
            `"${quote}"`,
            ...(conceptIds ?? []),
          ].join(' '),
        ),
        ...(sentences && { sentences: sentences.map(({ start, end }) => `${start}-${end}`) }),
        ...(given && { given }),
        ...(gaps && { gaps: gaps.map(describeGap) }),
      })),
      ...(relations && { relations: relations.map(describeRelation) }),
    })),
    issues: issues.map(({ severity, code, line, found, expected }) =>
      [`${severity} ${code}`, line === undefined ? 'no line' : `line ${line}`, found ?? '-', expected ?? '-'].join(
        ' | ',
      ),
    ),
  };
}

/** "lost 3-7 malformed-line line 4" */
function describeGap({ kind, span, issue }: AnnotationGap): string {
  return [
    kind,
    ...(span === undefined ? [] : [`${span.start}-${span.end}`]),
    ...(issue === undefined ? [] : [issue.code]),
    ...(issue?.line === undefined ? [] : [`line ${issue.line}`]),
  ].join(' ');
}

/** "R1 CID Arg1:concept:D007854 Arg2:concept:D058186" */
function describeRelation({ id, relationType, arguments: all }: Relation): string {
  return [id, relationType, ...all.map(({ role, kind, target }) => `${role}:${kind}:${target}`)].join(' ');
}
