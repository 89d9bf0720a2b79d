/** What every rule says besides its condition. */
interface RuleBase {
  /** The condition, its gauges and its numbers in one line: incidents of a rule that is changed are those of another rule. */
  readonly id: string;
  /** undefined: every gauge. */
  readonly gauges: readonly string[] | undefined;
  /** How long the condition lasts before an incident opens, s. */
  readonly holdS: number;
  /** How long all is well before it closes, s. */
  readonly closeAfterS: number;
  /** Whether it is told in quiet hours too. */
  readonly isUrgent: boolean;
}

/** When somebody is to be told of something. */
export type Rule = RuleBase &
  (
    | { readonly kind: 'silent'; readonly forS: number }
    | { readonly kind: 'battery'; readonly underV: number; readonly untilV: number }
    | { readonly kind: 'rain'; readonly overMm: number; readonly untilMm: number; readonly inS: number }
    | { readonly kind: 'gap'; readonly longerS: number; readonly inS: number }
    | { readonly kind: 'stuck'; readonly othersMm: number; readonly inS: number }
    | { readonly kind: 'run_failed' }
    | { readonly kind: 'run_late'; readonly forS: number }
    | { readonly kind: 'disk'; readonly underBytes: number; readonly untilBytes: number }
    | { readonly kind: 'left_files'; readonly over: number }
  );

export type RuleKind = Rule['kind'];

/** Kinds that look at the whole network, not at gauges. */
export const NETWORK_KINDS: readonly RuleKind[] = ['run_failed', 'run_late', 'disk', 'left_files'];

export interface MailSettings {
  /** `smtp://host:port`, or `smtps://host:port`. */
  readonly server: string;
  readonly user: string | undefined;
  /** A file whose first line it is. */
  readonly passwordFile: string | undefined;
  readonly from: string;
  readonly to: readonly string[];
}

/** Minutes after midnight. */
export type MinuteOfDay = number;

/** A file of rules. */
export interface AlertSettings {
  /** Stands in subjects. */
  readonly name: string;
  /** IANA zone of quiet hours and of the digest. */
  readonly timeZone: string;
  readonly quiet: { readonly from: MinuteOfDay; readonly to: MinuteOfDay } | undefined;
  readonly digest: MinuteOfDay | undefined;
  /** Whether the end of an incident is told by a message of its own; the digest tells it anyway. */
  readonly tellsEnd: boolean;
  /** The folder of what the alerter knows; undefined: `.pluvio/alerts` of the output folder. */
  readonly state: string | undefined;
  /** Asked for after each look that leaves nothing unsent. */
  readonly pingUrl: string | undefined;
  readonly mail: MailSettings | undefined;
  readonly webhook: string | undefined;
  /** A program and its arguments; the text comes on stdin. */
  readonly command: readonly string[] | undefined;
  readonly rules: readonly Rule[];
}
