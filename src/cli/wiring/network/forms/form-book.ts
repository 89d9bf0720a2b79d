import fs from 'node:fs';
import path from 'node:path';
import type { Problem } from '../../../../config/settings.js';
import { messageOf, PluvioError, systemReason } from '../../../../domain/errors.js';
import { DEFAULT_TIP_MM, foldersOf, indexNames, type Gauge } from '../../../../domain/network.js';
import { THOUSANDTH_MM, type ChooseForm, type RawForm } from '../../../../domain/readings/raw-form.js';
import { unknownForm } from '../../../../raw/described/unknown-form.js';
import { CODED } from '../../../../raw/formats-list.js';
import { NETWORK_LINE } from '../../../../raw/network-line/network-line.js';
import type { RawFormat } from '../../../../raw/raw-format.js';
import { describedFormat, ownDescription, rawFormat, RAW_FORMATS } from '../../../../raw/registry.js';
import type { RawForms } from './raw-forms.js';

const NETWORK_ONLY: readonly RawFormat[] = [NETWORK_LINE];

/** The formats that `--format` and the gauges table name, each read once. */
export class FormBook implements RawForms {
  private readonly known = new Map<string, RawFormat | undefined>();
  private readonly ofRun: readonly RawFormat[];
  /** What the files of descriptions say. */
  private readonly texts = new Map<string, string>();

  constructor(
    names: readonly string[] | undefined,
    private readonly tableFile: string | undefined,
    private readonly problems: Problem[],
    private readonly coded: readonly RawFormat[] = CODED,
  ) {
    this.ofRun = names === undefined ? NETWORK_ONLY : this.formats(names, '--format', undefined);
  }

  readonly withUnit = (gauge: Gauge): { gauge: Gauge; problem?: string } => {
    const units = this.of(gauge).map(unitOf);
    const [first] = units;
    if (!first) return { gauge };
    const depthOf = ({ unit, tipMm = gauge.tipMm }: Unit): number => (unit === 'tip' ? tipMm : THOUSANDTH_MM);
    const other = units.find((one) => one.unit !== first.unit || depthOf(one) !== depthOf(first));
    const { unit } = first;
    const tipMm = units.find((one) => one.tipMm !== undefined)?.tipMm;
    if (other) {
      const problem = `${gauge.name}: its formats count ${unitText(first)} and ${unitText(other)}: give those of mm the tip_mm of its bucket in their descriptions`;
      return { gauge, problem };
    }
    if (unit !== 'tip') return { gauge: { ...withDepth(gauge, THOUSANDTH_MM), unit } };
    if (tipMm === undefined || tipMm === gauge.tipMm) return { gauge };
    if (gauge.tipMm !== DEFAULT_TIP_MM) {
      const problem = `${gauge.name}: its format has tips of ${tipMm} mm, the gauges table tips of ${gauge.tipMm} mm`;
      return { gauge, problem };
    }
    return { gauge: withDepth(gauge, tipMm) };
  };

  readonly chooserFor = (gauges: readonly Gauge[], others: readonly Gauge[] = []): ChooseForm | undefined => {
    const byFolder = new Map<string, readonly RawFormat[]>();
    for (const gauge of [...others, ...gauges])
      for (const name of [...foldersOf(gauge), gauge.name])
        byFolder.set(name, [...new Set([...this.of(gauge), ...(gauge.folders ? (byFolder.get(name) ?? []) : [])])]);
    const ofWanted = [...new Set(gauges.length === 0 ? this.ofRun : gauges.flatMap((gauge) => this.of(gauge)))];
    const ofAll = [...new Set([...ofWanted, ...others.flatMap((gauge) => this.of(gauge))])];
    if (ofAll.every((format) => format === NETWORK_LINE) && this.ofRun === NETWORK_ONLY) return undefined;
    const onlyGauge = gauges.length === 1 && others.length === 0 ? gauges[0]!.name : undefined;
    const known = indexNames([...gauges, ...others]);
    const isGauge = (label: string): boolean => known.get(label) !== undefined;
    const forms = new Map<RawFormat, RawForm>();
    const formOf = (format: RawFormat): RawForm => {
      let form = forms.get(format);
      if (!form) forms.set(format, (form = format.form({ onlyGauge, isGauge })));
      return form;
    };
    const told = (formats: readonly RawFormat[], head: Uint8Array): RawFormat | undefined =>
      formats.find((one) => formOf(one).recognizes(head));
    return ({ folder }, head) => {
      const formats = folder === undefined ? ofAll : (byFolder.get(folder) ?? this.ofRun);
      // A file in no folder that none has the form of is read as if nobody knew of other gauges.
      const only = (list: readonly RawFormat[]): RawFormat | undefined => (list.length === 1 ? list[0] : undefined);
      const format = only(formats) ?? told(formats, head) ?? (folder === undefined ? only(ofWanted) : undefined);
      // Its parser takes many small files at once.
      if (format === NETWORK_LINE) return undefined;
      return format === undefined ? unknownForm : formOf(format);
    };
  };

  /** Names and texts of the descriptions that were read. */
  readonly words = (): string => JSON.stringify([this.ofRun.map(({ name }) => name), ...this.texts]);

  /** The formats of a gauge, in the order in which they are tried; those of `--format` where the table says none. */
  of({ format, rows = [] }: Gauge): readonly RawFormat[] {
    // Which of them a file of an older time has is told by its content.
    const all = [...new Set([format, ...rows.map((row) => row.format).reverse()])].filter((one) => one !== undefined);
    if (all.length === 0) return this.ofRun;
    const names = all.flatMap((one) => one.split('|')).map((name) => name.trim());
    return this.formats(
      [...new Set(names.filter(Boolean))],
      `${this.tableFile!}: format`,
      path.dirname(this.tableFile!),
    );
  }

  private formats(names: readonly string[], what: string, folder: string | undefined): readonly RawFormat[] {
    return names.map((name) => this.format(name, what, folder)).filter((format) => format !== undefined);
  }

  private format(name: string, what: string, folder: string | undefined): RawFormat | undefined {
    const key = `${folder ?? ''}\n${name}`;
    if (!this.known.has(key)) this.known.set(key, this.read(name, what, folder));
    return this.known.get(key);
  }

  private read(name: string, what: string, folder: string | undefined): RawFormat | undefined {
    try {
      const known = rawFormat(name, this.coded);
      if (known) return known;
      const file = folder === undefined ? name : path.join(folder, name);
      const text = fs.readFileSync(file, 'utf8');
      this.texts.set(file, text);
      return describedFormat(ownDescription(text, file));
    } catch (error) {
      const known = RAW_FORMATS.map((format) => format.name).join(', ');
      const problem =
        error instanceof PluvioError
          ? error
          : `${what}: "${name}" is no format, and no file of a description (${systemReason(error) || messageOf(error)}); the formats are ${known}`;
      this.problems.push(problem);
      return undefined;
    }
  }
}

/** A gauge whose amounts count so much, at all times. */
function withDepth(gauge: Gauge, tipMm: number): Gauge {
  const { rows } = gauge;
  return { ...gauge, tipMm, ...(rows ? { rows: rows.map((row) => ({ ...row, tipMm })) } : {}) };
}

type Unit = Pick<RawForm, 'unit' | 'tipMm'>;

function unitOf(format: RawFormat): Unit {
  return format.form();
}

function unitText({ unit, tipMm }: Unit): string {
  return unit === 'tip' ? `tips${tipMm === undefined ? '' : ` of ${tipMm} mm`}` : 'thousandths of a mm';
}
