import { piecesOf } from '../../annotations/stand-mention.ts';
import type { EntityType, Mention } from '../../corpus/corpus.ts';
import type { Span } from '../../text/span.ts';
import type { AgreementValue } from './agreement-value.ts';
import { cohenKappa } from './cohen-kappa.ts';
import { krippendorffAlpha } from './krippendorff-alpha.ts';
import {
  addAgreement,
  exactF1,
  type MentionAgreement,
  mentionAgreement,
  NO_MENTIONS,
  relaxedF1,
} from './mention-agreement.ts';
import { agreementTokens, tokenLabels } from './token-labels.ts';
import { apartSpans, type UnitizingDisagreement, unitizingAlpha, unitizingDisagreement } from './unitizing-alpha.ts';

/** A text with what two sides say of it. */
export interface AgreedText {
  readonly documentId: string;
  readonly text: string;
  readonly one: readonly Mention[];
  readonly other: readonly Mention[];
}

/** Agreement on some of the mentions, or on some of the texts. */
export interface AgreementRow extends MentionAgreement {
  /** An entity type or a document; empty for all. */
  readonly name: string;
  readonly tokenCount: number;
  readonly exactF1: AgreementValue;
  readonly relaxedF1: AgreementValue;
  /** On tokens: for all types the label is the set of types at the token, for one type whether it is there. */
  readonly kappa: AgreementValue;
  /** Krippendorff's, nominal, of the same labels. */
  readonly alpha: AgreementValue;
  /** Krippendorff's unitizing alpha over characters, the texts laid one behind the other. */
  readonly unitizing: AgreementValue;
}

export interface AgreementReport {
  readonly overall: AgreementRow;
  /** Of every type that either side has, by name. */
  readonly byType: readonly AgreementRow[];
  /** In the order of the texts. */
  readonly byDocument: readonly AgreementRow[];
}

interface ReadText extends AgreedText {
  readonly tokens: readonly Span[];
}

/** Measures how far two sides agree on the same texts. */
export function measureAgreement(texts: readonly AgreedText[]): AgreementReport {
  const read = texts.map((each): ReadText => ({ ...each, tokens: agreementTokens(each.text) }));
  const documents = new Map<string, ReadText[]>();
  for (const each of read) {
    const ofDocument = documents.get(each.documentId);
    if (ofDocument === undefined) documents.set(each.documentId, [each]);
    else ofDocument.push(each);
  }
  return {
    overall: measureRow('', read, undefined),
    byType: typesOf(read).map((entityType) => measureRow(entityType, read, entityType)),
    byDocument: [...documents].map(([documentId, ofDocument]) => measureRow(documentId, ofDocument, undefined)),
  };
}

/** @param entityType only its mentions where given */
function measureRow(name: string, texts: readonly ReadText[], entityType: EntityType | undefined): AgreementRow {
  const wanted = entityType === undefined ? undefined : new Set([entityType]);
  const some = (mentions: readonly Mention[]): readonly Mention[] =>
    wanted === undefined ? mentions : mentions.filter((mention) => wanted.has(mention.entityType));
  const labels: { readonly one: string[]; readonly other: string[] } = { one: [], other: [] };
  let mentions = NO_MENTIONS;
  for (const { tokens, one, other } of texts) {
    mentions = addAgreement(mentions, mentionAgreement(some(one), some(other)));
    for (const label of tokenLabels(tokens, one, wanted)) labels.one.push(label);
    for (const label of tokenLabels(tokens, other, wanted)) labels.other.push(label);
  }
  const types = entityType === undefined ? typesOf(texts) : [entityType];
  return {
    name,
    ...mentions,
    tokenCount: labels.one.length,
    exactF1: exactF1(mentions),
    relaxedF1: relaxedF1(mentions),
    kappa: cohenKappa(labels.one, labels.other),
    alpha: krippendorffAlpha([labels.one, labels.other]),
    unitizing: unitizingAlpha(types.map((type) => disagreementAbout(type, texts))),
  };
}

function typesOf(texts: readonly ReadText[]): readonly EntityType[] {
  const types = new Set<EntityType>();
  for (const { one, other } of texts) {
    for (const { entityType } of one) types.add(entityType);
    for (const { entityType } of other) types.add(entityType);
  }
  return [...types].toSorted();
}

/** The continuum is all texts one behind the other, in their order. */
function disagreementAbout(entityType: EntityType, texts: readonly ReadText[]): UnitizingDisagreement {
  const units: { readonly one: Span[]; readonly other: Span[] } = { one: [], other: [] };
  let length = 0;
  for (const { text, one, other } of texts) {
    for (const { start, end } of unitsOf(one, entityType)) units.one.push({ start: start + length, end: end + length });
    for (const { start, end } of unitsOf(other, entityType)) {
      units.other.push({ start: start + length, end: end + length });
    }
    length += text.length;
  }
  return unitizingDisagreement(units.one, units.other, length);
}

function unitsOf(mentions: readonly Mention[], entityType: EntityType): readonly Span[] {
  return apartSpans(mentions.filter((mention) => mention.entityType === entityType).flatMap(piecesOf));
}
