import type { CommandEntry } from './command-entry.js';

/** Every command of pluvio, in the order in which help shows them. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'demo',
    summary: 'the whole job on a generated network, against an FTP server of its own',
    examples: ['pluvio demo', 'pluvio demo --out /tmp/pluvio-demo'],
    load: async () => (await import('./commands/demo.js')).demoCommand,
  },
  {
    name: 'copy',
    summary: 'the wanted gauges’ raw files from a base folder to a working folder, once each',
    examples: [
      'pluvio copy --gauge Hydropolis,Polytech',
      'pluvio copy --from base/ --to working/ --settle 5m --every 1h',
    ],
    load: async () => (await import('./commands/copy.js')).copyCommand,
  },
  {
    name: 'init',
    summary: 'the whole history: fetch, join by year, calibrate, publish, delete the raw files',
    examples: ['pluvio init --calib calib.csv --dry-run', 'pluvio init --from raw/ --calib calib.csv --out out/'],
    load: async () => (await import('./commands/init.js')).initCommand,
  },
  {
    name: 'update',
    summary: 'what is new: fetch, merge into the year files, publish what changed, delete the raw files',
    examples: ['pluvio update --copy --every 5m', 'pluvio update --from raw/ --calib calib.csv --out out/'],
    load: async () => (await import('./commands/update.js')).updateCommand,
  },
  {
    name: 'status',
    summary: 'per gauge: last reading, silence, gaps, battery, what is published, what waits',
    examples: ['pluvio status --out out/', 'pluvio status --strict --silent-after 1h --json'],
    more: 'Takes no lock and changes nothing: it may be asked while a run is at work.',
    load: async () => (await import('./commands/status.js')).statusCommand,
  },
  {
    name: 'verify',
    summary: 'every published file against its manifest, here and on the target; --repair makes them whole',
    examples: ['pluvio verify --out out/ --to published/', 'pluvio verify --deep --repair --calib calib.csv'],
    more: 'Exit code 4: something is missing or damaged, and was not mended. Missing and damaged files are copied from the other side where that is whole, else made again from the raw series; what is damaged is set aside by name. Without --repair nothing is changed and no lock taken.',
    load: async () => (await import('./commands/verify.js')).verifyCommand,
  },
  {
    name: 'replay',
    summary: 'published years, or quarantined lines, through the tables of today again',
    examples: [
      'pluvio replay --calib calib.csv --interventions interventions.csv --dry-run',
      'pluvio replay --quarantine --not-before 2000-01-01',
    ],
    more: 'Years are made anew from their published raw series; raw files are not read. Without --year those are made that the tables of today would make otherwise, as the next update does by itself. --quarantine merges the lines that today’s settings understand (another --not-before, --max-mm-per-min, alias or format), each by itself, and marks them as replayed.',
    load: async () => (await import('./commands/replay.js')).replayCommand,
  },
  {
    name: 'run',
    summary: 'one-off: raw files, folders, archives or a pipe to year files, or to stdout',
    examples: [
      'pluvio run dumps/ --calib calib.csv --out out/',
      'pluvio run --emit treated --calib calib.csv Hydropolis/ | head -5',
    ],
    more: 'gzip and tar are unpacked, by content, not by name. With --emit nothing is written but stdout; sorting comes first, so that output begins when the input has ended.',
    load: async () => (await import('./commands/run.js')).runCommand,
  },
  {
    name: 'convert',
    summary: 'outputs to other formats: of a gauge, a period, the network',
    examples: [
      'pluvio convert output/ --formats npz,nc --out converted/',
      'pluvio convert output/Hydropolis --formats csv --since 2024-01-01 --until 2024-02-01 --out january/',
    ],
    load: async () => (await import('./commands/convert.js')).convertCommand,
  },
  {
    name: 'inspect',
    summary: 'what is in any file that pluvio makes, in a screen',
    examples: [
      'pluvio inspect output/Hydropolis/2024/Hydropolis_sparse_2024.mtx',
      'pluvio inspect output/quarantine/Hydropolis.csv',
    ],
    load: async () => (await import('./commands/inspect.js')).inspectCommand,
  },
  {
    name: 'parse',
    summary: 'raw logger files to readings',
    examples: [
      'cat Hydropolis/*.txt | pluvio parse --gauge Hydropolis > readings.csv',
      "zcat old.gz | pluvio parse --ndjson | jq 'select(.tips > 5)'",
    ],
    load: async () => (await import('./commands/parse.js')).parseCommand,
  },
  {
    name: 'filter',
    summary: 'readings of the wanted gauges, under their configured names',
    examples: [
      'pluvio parse dump.txt | pluvio filter --gauge Hydropolis,Polytech',
      'pluvio filter --gauges gauges.csv --gauge RueBrives readings.csv',
    ],
    load: async () => (await import('./commands/filter.js')).filterStageCommand,
  },
  {
    name: 'calibrate',
    summary: 'adds calibrated rain: the column rain_mm',
    examples: [
      'pluvio parse --gauge Hydropolis Hydropolis/ | pluvio calibrate --calib calib.csv',
      'pluvio calibrate --uncalibrated readings.csv > rain.csv',
    ],
    load: async () => (await import('./commands/calibrate.js')).calibrateCommand,
  },
  {
    name: 'bucket',
    summary: 'sorts readings by gauge and time, one per stamp',
    examples: [
      'pluvio bucket readings.csv > sorted.csv',
      'pluvio calibrate --calib calib.csv readings.csv | pluvio bucket --emit treated',
    ],
    more: 'A late reading may belong anywhere, so that output begins when the input has ended; what does not fit 4 MiB waits in LOCAL_TEMP_DIR.',
    load: async () => (await import('./commands/bucket.js')).bucketCommand,
  },
  {
    name: 'triplets',
    summary: 'calibrated readings to the sparse matrix of one gauge and year (Matrix Market)',
    examples: [
      'cat Hydropolis/*.txt | pluvio parse --gauge Hydropolis | pluvio calibrate --calib calib.csv | pluvio triplets --year 2024 > h.mtx',
      'pluvio triplets --year 2024 --gauge Polytech rain.csv',
    ],
    more: 'Sorts as bucket does: output begins when the input has ended.',
    load: async () => (await import('./commands/triplets.js')).tripletsCommand,
  },
  {
    name: 'accumulate',
    summary: 'rain of the last 5 minutes to 72 hours, at every minute or another step',
    examples: [
      'pluvio accumulate --from output/ --gauge Hydropolis --since 2024-01-15 --until 2024-01-16 --every 5m',
      'pluvio calibrate --calib calib.csv readings.csv | pluvio accumulate --every 1m --windows 30m,1h',
    ],
    more: 'A window ends at the row’s time: it holds the readings stamped after its beginning, up to its end. Rain is na where too little of a window was observed, or where readings count longer than it is; --coverage, or --ndjson, tells how much was. A row comes as soon as the next reading is read.',
    load: async () => (await import('./commands/accumulate.js')).accumulateCommand,
  },
  {
    name: 'totals',
    summary: 'rain of hours, days, months and years, each with its coverage',
    examples: [
      'pluvio totals --from output/ --gauge Hydropolis',
      'pluvio totals --from output/ --gauge Hydropolis --period day06,month --since 2023-09-01',
    ],
    more: 'A sum is na where too little was observed: less than --min-coverage of an hour or day; 11 days of a month, or 5 in a row; a month of a year. Max5min to Max60min are the greatest rain of windows that lie in the period. Rows come as periods end.',
    load: async () => (await import('./commands/totals.js')).totalsCommand,
  },
  {
    name: 'events',
    summary: 'rain events: depth, duration, intensities, erosivity, coverage',
    examples: [
      'pluvio events --from output/ --gauge Hydropolis --gap 6h --min-depth 1',
      'pluvio events --from output/ --gauge Hydropolis --sensitivity',
    ],
    more: 'An event begins where its first wet reading begins to count, and ends at the stamp of its last; the next one begins where the dry time between is the gap or longer. Cut tells where data is missing: before, inside or after it.',
    load: async () => (await import('./commands/events.js')).eventsCommand,
  },
  {
    name: 'idf',
    summary: 'annual maxima, return periods with intervals, Montana coefficients',
    examples: [
      'pluvio idf --from output/ --gauge Hydropolis > Hydropolis_idf.csv',
      'pluvio idf --from output/ --gauge Hydropolis --windows 30m,1h --min-coverage 0.95',
    ],
    more: 'Years observed less than --min-coverage are left out, and said. With fewer than 10 usable years there is no GEV and no GPD, and SMEV answers from all events. Montana: i = a·t^(-b) in mm/min, t in minutes. The last event is told with its return period, never below 1 nor beyond 100 years.',
    load: async () => (await import('./commands/idf.js')).idfCommand,
  },
  {
    name: 'last',
    summary: 'the last rain of every gauge, with how much was observed',
    examples: ['pluvio last 72h --json', 'pluvio last 24h --gauge Hydropolis --step 1h --csv'],
    more: 'Rain is na where too little was observed; what was received stands beside it. Reads the ends of the published years alone, takes no lock and changes nothing.',
    load: async () => (await import('./commands/last.js')).lastCommand,
  },
  {
    name: 'qc',
    summary: 'quality tests: what is doubtful in what is published, and what leaving it out would take',
    examples: [
      'pluvio qc --from output/ --month 2024-01',
      'pluvio qc --from output/ --test faulty-zero,high-influx --set faulty-zero.neighbours=5 --csv > flags.csv',
    ],
    more: 'Tests change nothing: they say which time is doubtful (1), suspect (2) or wrong (3), or cannot be judged (-1). Without a period it is the year of the last reading. docs/qc.md has every test, its formula, limits and source.',
    load: async () => (await import('./commands/qc.js')).qcCommand,
  },
  {
    name: 'plot',
    summary: 'pictures of rain as SVG or PNG: hyetograph, IDF curves, a month, a map',
    examples: [
      'pluvio plot rain --from output/ --gauge Hydropolis --event last --file event.png',
      'pluvio plot month --from output/ --gauge Hydropolis --month 2024-01 --lang fr > january.svg',
    ],
    more: 'rain: bars that hang from the top, the cumulative curve, gaps hatched; of --since to --until (default: the last day) or an event. idf: curves of return periods, annual maxima, the last event. month: a calendar of daily totals with coverage. map: what fell in --window at each gauge. Black on white, and readable 600 pixels wide.',
    load: async () => (await import('./commands/plot.js')).plotCommand,
  },
  {
    name: 'serve',
    summary: 'a page, an API and metrics over what is published: see it',
    examples: ['pluvio serve --out out/', 'pluvio serve --from ftp://host/published --port 8081 --base-path /rain'],
    more: 'Reads only: it takes no lock and writes nothing. Listens on this machine alone unless --host says otherwise; docs/serve.md has it behind nginx with TLS and a password.',
    load: async () => (await import('./commands/serve.js')).serveCommand,
  },
  {
    name: 'alerts',
    summary: 'open incidents, and messages that wait; acknowledges, and tries mail, webhook and command',
    examples: ['pluvio alerts --rules alerts.toml --out out/', 'pluvio alerts --rules alerts.toml --test'],
    more: 'Rules are looked after by "update --every" and "serve" with --alerts; docs/alerts.md tells of them.',
    load: async () => (await import('./commands/alerts.js')).alertsCommand,
  },
  {
    name: 'check',
    summary:
      'shows the settings, where each comes from, and everything that is wrong with them; changes nothing, without --write',
    examples: ['pluvio check --calib calib.csv', 'pluvio check --settings /etc/pluvio.env --connect --write'],
    load: async () => (await import('./commands/check.js')).checkCommand,
  },
  {
    name: 'explain',
    summary: 'what raw files hold: gauge, readings, interval, gaps, and the lines that cannot be used',
    examples: ['pluvio explain Hydropolis/Hydropol_010323_000400.txt', 'pluvio explain --gauges gauges.csv dump.txt'],
    load: async () => (await import('./commands/explain.js')).explainCommand,
  },
  {
    name: 'completion',
    summary: 'a completion script for bash, zsh or fish',
    examples: ['source <(pluvio completion bash)', 'pluvio completion fish > ~/.config/fish/completions/pluvio.fish'],
    load: async () => (await import('./commands/completion.js')).completionCommand,
  },
];
