/** Names of rain that is not a depth in an interval: of inches, counts, rates, sums of other periods, states of a counter, statistics, other water. */
const NOT_MM = [
  '(?<![A-Za-z])[Ii][Nn](?![A-Za-z])(?!.*mm)|In_|[Ii]nch|(?<![A-Za-z])cm',
  '[Tt]ips?(?![a-z])|TIP|[Cc]ount|[Pp]uls|[Bb]ascul|[Ee]vent',
  '[Rr]ate|RATE|[Ii]nten|INTEN|mm ?[/_]? ?h|/ ?h|/ ?min|h-1',
  '[Cc]um|CUM|[Kk]umul|[Aa]cc(?!ess)|ACC|[Tt]otal|[Aa]bs(?![a-z])|24 ?[Hh]|[Dd]ay|[Dd]aily|DAY|[Jj]our|[Tt]ages|[Mm]onth|[Mm]ois(?![a-z])|[Yy]ear|YTD|_yr',
  '(?:Max|MAX|Avg|AVG|Std|STD)(?![a-z])|[Mm]oyen',
  '[Qq]ual|QUAL|QC|[Ff]lag|FLAG|[Ss]tatus|STATUS|[Tt]emp|TEMP|[Tt]ype|TYPE|[Vv]olt|VOLT|[Ee]rr(?![a-z])',
  '^ET|[Ee]vap|[Ss]now|[Nn]eige|[Ss]chnee|[Ii]rrig',
].join('|');
/** Names of counted rain that say a unit: its numbers are no tips. */
const NOT_TIPS =
  '[,(\\[] ?(?:mm|cm|in|inch|inches)(?![A-Za-z])|[_ ]mm(?![A-Za-z])|[_-] ?in(?![A-Za-z])|[Rr]ate|[Ii]nten';

/** A format that is described here, in the words of its own description. */
export interface BuiltIn {
  readonly name: string;
  /** One line, for lists. */
  readonly summary: string;
  readonly toml: string;
}

/** Every built-in format that is described; the network's own line has a parser of its own. */
export const BUILT_IN: readonly BuiltIn[] = [
  {
    name: 'toa5',
    summary: 'Campbell TOA5, one row per interval: rain in mm, stamps in UTC',
    toml: `begin = '"TOA5"'
header = 2
skip = 4
gauge = { header = '^"?TOA5"?,"?([^",]*)' }
time = { column = "TIMESTAMP", format = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"] }
value = { column = ["/_mm_Tot$/i", "/^(rain|precip|ppt|pluie)\\\\w*_Tot$/i", "/^(rain|precip|ppt|pluie)\\\\w*$/i"], kind = "mm", not = '/${NOT_MM}/' }
battery = "/^batt/i"
`,
  },
  {
    name: 'toa5-events',
    summary: 'Campbell TOA5, one row per tip, stamps in UTC; rows of one stamp differ by RECORD',
    toml: `begin = '"TOA5"'
header = 2
skip = 4
gauge = { header = '^"?TOA5"?,"?([^",]*)' }
time = { column = "TIMESTAMP", format = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S"] }
value = { kind = "event" }
identity = { column = "RECORD" }
`,
  },
  {
    name: 'hoboware',
    summary: 'HOBOware and HOBOconnect exports: a cumulative Event column, zone in the header',
    toml: `header = "name"
gauge = { header = '(?:Plot Title|Titre de tracé)\\s?:\\s?([^",]*)' }
time = { column = "/^Date[ -](Time|Heure)/i", format = ["%m/%d/%y %I:%M:%S %p", "%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M", "%m/%d/%y %H:%M:%S", "%m/%d/%y %H:%M", "%Y-%m-%d %H:%M:%S"], zone = "header" }
value = { column = ["/^(Event|[ÉE]v[éeè]nement)/i", "/^(Rain|Tips?|Count)\\\\b/i"], not = '/${NOT_TIPS}/', kind = "counter", reset = "zero", empty = "pass" }
null = ["Logged"]
battery = "/^Batt/i"
identity = "stamp + order"
`,
  },
  {
    name: 'iso-csv',
    summary: 'CSV with names, ISO 8601 times in UTC or with an offset, and tips',
    toml: `header = "name"
gauge = { header = '^# *(?:gauge|station|site) *[:=] *(.*)' }
comment = "#"
time = { column = "/^(time|timestamp|date|datetime|date_time|date time)$/i", format = ["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%d %H:%M:%S%z", "%Y-%m-%dT%H:%M%z", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S %z", "%Y%m%dT%H%M%S%z"] }
value = { column = "/^(tips?|count|rain_tips)$/i", kind = "tips" }
battery = "/^batt/i"
wind = "/^wind/i"
`,
  },
  {
    name: 'semicolon',
    summary: 'semicolons, decimal comma, DD/MM/YYYY in UTC, and mm',
    toml: `delimiter = ";"
decimal = ","
header = "name"
time = { column = "/^(date|date[ _]?heure|date[ _]?time|datetime|time|zeit|datum)\\\\b(?!.*(local|lokal|[+-] ?\\\\d|\\\\b(?!UTC|GMT)[A-Z]{2,4}T\\\\b|MES?Z))/i", format = ["%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M"] }
value = { column = "/^(pluie|rain|precip|niederschlag|regen|rr)\\\\w*/i", kind = "mm", not = '/${NOT_MM}/' }
battery = "/^(batt|tension)/i"
wind = "/^(vent|wind)/i"
`,
  },
  {
    name: 'meteo-france-6min',
    summary: 'Météo-France, 6 minutes: AAAAMMJJHHMN in UTC, RR in mm',
    toml: `delimiter = ";"
decimal = ".,"
header = "name"
gauge = { column = ["NUM_POSTE", "POSTE", "NUMPOSTE", "NUM"] }
time = { column = ["AAAAMMJJHHMN", "AAAAMMJJHHMI", "DATE"], format = ["%Y%m%d%H%M", "%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%d %H:%M"] }
value = { column = ["RR6", "RR", "RR_6", "RR06"], kind = "mm" }
interval = "6m"
`,
  },
  {
    name: 'pluvio-csv',
    summary: 'what pluvio parse and the other filters write',
    toml: `header = "name"
gauge = { column = "gauge" }
time = { column = "time", format = "unix s" }
value = { column = "tips", kind = "tips" }
battery = "battery"
wind = "wind"
`,
  },
];
