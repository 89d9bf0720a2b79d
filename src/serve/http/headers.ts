/** What a page may load: what comes from here, and pictures of the map's server where one is configured. */
function contentPolicy(tiles: string | undefined): string {
  const host = tiles === undefined ? '' : ` ${tilesHost(tiles)}`;
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    `img-src 'self' data:${host}`,
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** `https://{s}.example.org/{z}/…` as a source of a policy: `https://*.example.org`. */
function tilesHost(tiles: string): string {
  return tiles.replace('{s}', '*').replace(/^(https?:\/\/[^/]+).*$/, '$1');
}

/** Headers of every answer. */
export function securityHeaders(tiles: string | undefined): Readonly<Record<string, string>> {
  return {
    'content-security-policy': contentPolicy(tiles),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  };
}
