// What the views are tried with: ordinary (*.json beside this file), next to nothing, far too much, and what senders
// would do.
import { readFileSync } from 'node:fs';

export const NAMES = ['series', 'trace', 'issue'];
export const ordinary = (name) => JSON.parse(readFileSync(new URL(name + '.json', import.meta.url), 'utf8'));

const BASE = 'https://acme-labs.sentry.io';
export const empty = (name) =>
  ({
    series: { type: 'series', base: BASE, start: 1770703200000, end: 1770789600000, interval: 3600, timeSeries: [] },
    trace: { type: 'trace', base: BASE, trace_id: '4d3c2b1a00112233445566778899aabb', spans: { span_id: [] } },
    issue: { type: 'issue', base: BASE, shortId: 'ACME-1', title: 'Nothing is known' },
  })[name];

/** The same numbers at every run. */
function dice(seed) {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 4294967296;
    return state / 4294967296;
  };
}

export function huge(name) {
  const random = dice(7),
    times = (count, make) => Array.from({ length: count }, (_, i) => make(i)),
    pick = (all) => all[Math.floor(random() * all.length)];
  if (name === 'series') {
    const count = 2000;
    return {
      type: 'series',
      base: BASE,
      dataset: 'errors',
      start: 1768176000000,
      end: 1768176000000 + count * 900000,
      interval: 900,
      incomplete: [count - 1],
      releases: times(60, (i) => ({
        version: `checkout-api@2.${i}.0`,
        dateCreated: 1768176000000 + Math.floor((i * count * 900000) / 60),
      })),
      timeSeries: times(11, (s) => {
        const values = times(count, (i) =>
          Math.floor((1 + Math.sin(i / 90 + s)) * 400 * random() + (i === 1200 + s ? 9000 : 0)),
        );
        return {
          yAxis: 'count()',
          valueType: 'integer',
          valueUnit: null,
          isOther: s === 10,
          groupBy: [{ key: 'transaction', value: `POST /api/v2/organizations/{organization}/things/${s}/` }],
          values,
          total: values.reduce((a, b) => a + b, 0),
        };
      }),
    };
  }
  if (name === 'trace') {
    const count = 10000,
      ops = [
        'db',
        'db.redis',
        'http.client',
        'http.server',
        'cache.get',
        'queue.process',
        'function',
        'template.render',
        'serialize',
        'middleware',
      ];
    const parent = [-1],
      start = [0],
      duration = [60000];
    for (let i = 1; i < count; i++) {
      // one branch is 70 deep
      const above = i < 50 ? 0 : i < 120 ? i - 1 : Math.max(0, i - 1 - Math.floor(random() * 60));
      parent.push(above);
      const from = start[above] + duration[above] * random() * 0.8;
      start.push(Number(from.toFixed(3)));
      duration.push(Number(((start[above] + duration[above] - from) * (0.3 + random() * 0.6)).toFixed(3)));
    }
    return {
      type: 'trace',
      base: BASE,
      trace_id: 'ab'.repeat(16),
      start: 1770797564000,
      duration: 60000,
      counts: { spans: 12345, errors: 40, logs: 200 },
      projects: ['storefront', 'checkout-api', 'inventory'],
      spans: {
        span_id: times(count, (i) => i.toString(16).padStart(16, '0')),
        parent,
        start,
        duration,
        op: times(count, () => pick(ops)),
        description: times(
          count,
          (i) => `SELECT * FROM shelf_${i % 40} WHERE id = %s AND region IN (…) ORDER BY created LIMIT ${i}`,
        ),
        project: times(count, () => Math.floor(random() * 3)),
        status: times(count, () => (random() < 0.01 ? 'internal_error' : null)),
      },
      slowest: [3, 77, 4000, 9998],
      errors: times(40, (i) => ({
        span: i * 249,
        timestamp: start[i * 249],
        level: 'error',
        title: `Timeout ${i}`,
        issue: `ACME-${i}`,
        url: `${BASE}/issues/${i}/`,
        project: 1,
      })),
      logs: times(200, (i) => ({
        span: i * 49,
        timestamp: start[i * 49],
        severity: pick(['info', 'warn', 'error', 'debug']),
        message: `line ${i}`,
        project: 0,
      })),
    };
  }
  const frame = (i) => ({
    filename: `com/acme/checkout/deep/package${i}/SettlementServiceImpl.java`,
    module: `com.acme.checkout.deep.package${i}.SettlementServiceImpl`,
    function: `settle$lambda$${i}`,
    lineNo: 100 + i,
    inApp: i % 7 === 0,
    context:
      i % 7 === 0
        ? times(11, (l) => [
            95 + i + l,
            ' '.repeat(l) +
              'return this.gateway.settle(cart, attempt + 1).orElseThrow(() -> new SettlementRejected(cart.id(), ' +
              '"far too long for a screen of this width"));',
          ])
        : [],
  });
  return {
    type: 'issue',
    base: BASE,
    shortId: 'CHECKOUT-API-BACKEND-FOR-EUROPE-7K2',
    title: 'SettlementRejectedException: ' + 'the gateway said no and went on saying so, '.repeat(30),
    culprit: 'com.acme.checkout.' + 'deep.'.repeat(60),
    level: 'fatal',
    count: 98765432,
    userCount: 1234567,
    firstSeen: '2021-01-19T06:02:11Z',
    lastSeen: '2026-02-11T09:14:03Z',
    stats: {
      '24h': times(24, (i) => [1770714000 + i * 3600, Math.floor(random() * 1e6)]),
      '30d': times(720, (i) => [1768176000 + i * 3600, Math.floor(random() * 1e5)]),
    },
    event: {
      id: 'ab'.repeat(16),
      dateCreated: '2026-02-11T09:14:03Z',
      exceptions: times(10, (e) => ({
        type: `com.acme.Failure${e}`,
        value: 'no answer '.repeat(100),
        frames: times(100, frame),
        framesOmitted: 200,
      })),
      breadcrumbs: times(500, (i) => ({
        timestamp: 1770797000000 + i * 1000,
        level: pick(['info', 'warning', 'error']),
        category: 'http',
        message: `GET /api/${i}`,
        data: { status_code: 200, body: 'x'.repeat(300) },
      })),
    },
    tags: times(60, (i) => ({
      key: `tag.number.${i}`,
      totalValues: 98765432,
      topValues: times(10, (v) => ({
        value: `value ${v} of a tag with a rather long value that does not fit`,
        count: 9000000 - v * 100000,
      })),
    })),
  };
}

/** Every place for foreign text holds each of the payloads somewhere. @param payloads name → text */
export function hostile(name, payloads) {
  const all = Object.values(payloads),
    at = (i) => all[((i % all.length) + all.length) % all.length];
  const link = [
    (i) => `https://evil.example/${i}`,
    () => 'javascript:alert(1)',
    () => 'https://acme-labs.sentry.io@evil.example/',
    () => 'https://acme-labs.sentry.io.evil.example/',
  ];
  if (name === 'series') {
    return {
      type: 'series',
      base: BASE,
      url: 'javascript:alert(1)',
      dataset: at(0),
      query: at(1),
      projects: all,
      environment: at(2),
      start: 1770703200000,
      interval: 3600,
      timeZone: at(5),
      releases: all.map((version, i) => ({ version, dateCreated: 1770703200000 + i * 60000 })),
      timeSeries: all.map((text, i) => ({
        yAxis: at(i + 1),
        valueType: at(i + 2),
        valueUnit: i % 9 ? null : text,
        confidence: text,
        total: i,
        groupBy: [{ key: at(i + 3), value: text }],
        step: { index: 3, before: 1, after: 2, release: text },
        values: [i, i + 1, null, i * 2],
      })),
    };
  }
  if (name === 'trace') {
    return {
      type: 'trace',
      base: BASE,
      url: link[0](1),
      trace_id: at(3),
      start: 1770797564000,
      duration: 1000,
      projects: all,
      reads: all,
      arguments: { organizationSlug: at(4) },
      spans: {
        span_id: all,
        parent: all.map((_, i) => i - 1 - (i % 3)),
        start: all.map((_, i) => i),
        duration: all.map((_, i) => 1000 - 8 * i),
        op: all,
        description: all.map((_, i) => at(i + 1)),
        project: all.map((_, i) => i),
        status: all.map((_, i) => (i % 2 ? at(i + 2) : null)),
      },
      errors: all.map((title, i) => ({
        span: i,
        timestamp: i,
        level: title,
        title,
        issue: title,
        url: link[i % 4](i),
        project: i,
      })),
      logs: all.map((message, i) => ({ span: i, timestamp: i, severity: message, message, project: i })),
      attributes: Object.fromEntries(
        all.map((text, i) => [
          i,
          [
            [text, at(i + 1)],
            [at(i + 2), text],
          ],
        ]),
      ),
    };
  }
  return {
    type: 'issue',
    base: BASE,
    permalink: link[2](),
    shortId: at(0),
    title: at(41),
    culprit: at(2),
    level: at(3),
    status: at(4),
    substatus: at(5),
    priority: at(6),
    project: at(7),
    assignedTo: at(8),
    count: 3,
    userCount: 2,
    firstSeen: at(9),
    lastSeen: '2026-02-11T09:14:03Z',
    firstRelease: at(10),
    lastRelease: at(11),
    stats: Object.fromEntries(
      all.slice(0, 6).map((text) => [
        text,
        [
          [1770714000, 1],
          [1770717600, 2],
        ],
      ]),
    ),
    event: {
      id: at(12),
      dateCreated: '2026-02-11T09:14:03Z',
      release: at(13),
      environment: at(14),
      user: at(15),
      trace_id: at(16),
      traceUrl: link[3](),
      exceptions: all.map((type, e) => ({
        type,
        value: at(e + 30),
        frames:
          e > 1
            ? []
            : all.map((text, i) => ({
                filename: text,
                function: at(i + 1),
                module: at(i + 2),
                lineNo: i,
                inApp: i % 2 === 0,
                context: [
                  [i, at(i + 3)],
                  [i + 1, text],
                ],
                vars: { [text.slice(0, 50)]: text },
              })),
      })),
      breadcrumbs: all.map((text, i) => ({
        timestamp: i % 2 ? text : 1770797000000 + i,
        level: text,
        category: at(i + 1),
        type: text,
        message: text,
        data: i % 3 ? text : { [at(i + 2).slice(0, 50)]: text },
      })),
    },
    tags: all.map((key, i) => ({
      key,
      totalValues: 10,
      topValues: [
        { value: at(i + 1), count: 7 },
        { value: key, count: 3 },
      ],
    })),
  };
}

/** The ordinary data with each of its values in turn, and each list's and object's, of another kind. */
export function* crooked(name) {
  const whole = ordinary(name);
  const places = [];
  (function walk(value, path) {
    if (path.length > 0) places.push(path);
    const keys = Array.isArray(value)
      ? [...new Set([0, value.length - 1])].filter((at) => at >= 0)
      : value && typeof value === 'object'
        ? Object.keys(value)
        : [];
    for (const key of keys) walk(value[key], [...path, key]);
  })(whole, []);
  for (const path of places) {
    if (path.length === 1 && path[0] === 'type') continue;
    for (const wrong of [null, 'x', '', -1, 1e308, 0.5, true, [], {}, [null], ['x'], { a: 1 }]) {
      const copy = structuredClone(whole);
      path.slice(0, -1).reduce((value, key) => value[key], copy)[path.at(-1)] = wrong;
      yield { path: path.join('.'), wrong, data: copy };
    }
  }
}
