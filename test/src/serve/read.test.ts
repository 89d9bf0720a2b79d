import test from 'ava';
import fc from 'fast-check';
import { ByteCache } from '../../../src/serve/read/byte-cache.js';
import { clientOf, RateLimit } from '../../../src/serve/http/rate.js';
import { encodingFor } from '../../../src/serve/http/body.js';

test('ByteCache: never more than its bound, and the last that fits is there', (t) => {
  const sizes = fc.array(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 120 })), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(sizes, (entries) => {
      const cache = new ByteCache(100);
      for (const [key, size] of entries) {
        cache.set(String(key), size, size);
        if (cache.sizeBytes > 100 || cache.sizeBytes < 0) return false;
        if (size <= 50 && cache.get(String(key)) !== size) return false;
        if (size > 50 && cache.get(String(key)) !== undefined) return false;
      }
      return true;
    }),
  );
  t.is(new ByteCache(100).sizeBytes, 0);
});

test('RateLimit: in any stretch of time no client has more than its rate and four seconds of it', (t) => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 2000 }), { maxLength: 200 }), (stepsMs) => {
      let nowMs = 0;
      const limit = new RateLimit(5, () => nowMs);
      let taken = 0;
      for (const stepMs of stepsMs) {
        nowMs += stepMs;
        if (limit.take('a')) taken++;
        if (taken > 20 + (nowMs / 1000) * 5 + 1e-6) return false;
      }
      return true;
    }),
  );
  const free = new RateLimit(0, () => 0);
  t.true(Array.from({ length: 1000 }, () => free.take('a')).every(Boolean));
});

test('clientOf: what a client says of itself counts only behind a proxy of this machine, and there the last', (t) => {
  t.is(clientOf('203.0.113.5', '10.0.0.1'), '203.0.113.5');
  t.is(clientOf('127.0.0.1', 'spoofed, 198.51.100.7'), '198.51.100.7');
  t.is(clientOf('::1', undefined), '::1');
});

test('encodingFor: the tightest that is taken, by weight', (t) => {
  t.is(encodingFor('gzip, deflate, br'), 'br');
  t.is(encodingFor('gzip;q=1, br;q=0'), 'gzip');
  t.is(encodingFor('*'), 'br');
  t.is(encodingFor(undefined), 'identity');
  t.is(encodingFor('identity;q=1, *;q=0'), 'identity');
});
