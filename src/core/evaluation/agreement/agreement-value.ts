/**
 * A measure of agreement, or why there is none. `nothing-to-compare`: no token, no mention or no unit on either side;
 * `no-variation`: whatever the two had said at random would have agreed as well, so chance leaves nothing to measure.
 */
export type AgreementValue =
  | { readonly kind: 'defined'; readonly value: number }
  | { readonly kind: 'undefined'; readonly why: 'nothing-to-compare' | 'no-variation' };

/** A value of agreement that is defined. */
export function agreementOf(value: number): AgreementValue {
  return { kind: 'defined', value };
}

export const NOTHING_TO_COMPARE: AgreementValue = { kind: 'undefined', why: 'nothing-to-compare' };
export const NO_VARIATION: AgreementValue = { kind: 'undefined', why: 'no-variation' };
