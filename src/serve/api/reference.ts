import { ENDPOINTS } from './index.js';
import { parametersOf } from './openapi.js';

/** The page at `/api`: every address with its parameters, from the schemas that requests are checked by. */
export function referencePage(): string {
  const sections = ENDPOINTS.map(({ path, summary, forms, query }) => {
    const rows = parametersOf(query).map(
      ({ name, required, description }) =>
        `<tr><th scope="row"><code>${name}</code></th><td>${required ? 'required' : ''}</td><td>${escaped(description)}</td></tr>`,
    );
    const table = rows.length === 0 ? '' : `<table><tbody>${rows.join('')}</tbody></table>`;
    return `<section><h2><code>GET api/v1${path}</code></h2><p>${escaped(summary)}. Formats: ${forms.join(', ')}.</p>${table}</section>`;
  });
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>pluvio: API</title><link rel="stylesheet" href="app.css"></head>
<body class="reference"><main><h1>API</h1>
<p>Read-only, no key. Add <code>format=csv</code> (or an Accept header) for CSV; times are Unix seconds in UTC, and are given as
<code>2024-01-15</code>, <code>2024-01-15T06:30:00Z</code> or Unix seconds. Missing rain is <code>null</code> (<code>na</code> in CSV), never 0.
The same as an <a href="api/v1/openapi.json">OpenAPI document</a>.</p>
${sections.join('\n')}
<section><h2><code>GET api/v1/live</code></h2><p>Server-sent events: <code>reading</code> with the gauges whose publication changed.</p></section>
<section><h2><code>GET api/v1/files/GAUGE/YEAR/NAME</code></h2><p>A published file as it is, with ranges; <code>api/v1/gauges</code> lists them.</p></section>
<section><h2><code>GET v1.1</code></h2><p>The same gauges and readings as an <a href="v1.1">OGC SensorThings 1.1</a> service.</p></section>
</main></body></html>
`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
