import type { RawForm } from '../domain/readings/raw-form.js';

/** What a form is told of the run that reads with it. */
export interface FormContext {
  /** The one gauge that there is, where there is one alone. */
  readonly onlyGauge?: string | undefined;
  /** Whether a label is a name of a gauge. */
  readonly isGauge?: ((label: string) => boolean) | undefined;
}

/** A raw format: a folder here, and a line in `CODED`; or a description, which becomes one. */
export interface RawFormat {
  /** As `--format` and the gauges table name it. */
  readonly name: string;
  /** One line, for help. */
  readonly summary: string;
  /** How its files are told, what they count, and who parses them. */
  readonly form: (context?: FormContext) => RawForm;
}
