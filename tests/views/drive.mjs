// Runs every view in a host of MCP Apps (AppBridge) in a browser, and as a page of its own. Started by tests/views.sh,
// which installs the packages and names the browser in CHROMIUM.
//   node drive.mjs PAYLOADS [--program JBANG] [--shots FOLDER] [--only VIEW] [--pictures]
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { compose } from './compose.mjs';
import { NAMES, crooked, empty, hostile, huge, ordinary } from './data.mjs';

// where tests/views.sh has installed them
const packages = createRequire(join(process.env.PACKAGES, 'package.json'));
const { buildSync } = packages('esbuild'),
  { chromium } = packages('playwright-core');

const option = (name) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
};
const shots = option('--shots'),
  only = option('--only');
const payloads = JSON.parse(readFileSync(process.argv[2], 'utf8'));
if (shots) mkdirSync(shots, { recursive: true });

const HOST = 'https://host.example/',
  VIEW = 'https://view.example/',
  FILE = 'https://file.example/';
// what a host sends with a view that declares nothing
const POLICY =
  "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; " +
  "img-src 'self' data:; media-src 'self' data:; connect-src 'none'";
const CAN = { openLinks: {}, serverTools: {}, logging: {} };
const bundle = buildSync({
  entryPoints: [new URL('host.js', import.meta.url).pathname],
  nodePaths: [join(process.env.PACKAGES, 'node_modules')],
  bundle: true,
  write: false,
  format: 'iife',
  platform: 'browser',
  logLevel: 'error',
}).outputFiles[0].text;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM,
  headless: true,
  args: [
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--host-resolver-rules=MAP * ~NOTFOUND',
    '--force-color-profile=srgb',
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ],
});

let passed = 0,
  failed = 0;
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** A page of the browser that notes whatever should not happen. */
async function open({ theme = 'light', width = 720, height = 900 } = {}) {
  const context = await browser.newContext({
    viewport: { width, height },
    locale: 'en-US',
    timezoneId: 'UTC',
    colorScheme: theme,
  });
  const page = await context.newPage(),
    faults = [];
  const heard = [],
    say = (fault) => {
      if (faults.length < 20) faults.push(fault);
    };
  page.heard = heard;
  page.faults = faults;
  page.bodies = {};
  page.answer = async () => ({ content: [{ type: 'text', text: 'nothing' }] });
  await page.exposeBinding('heard', (_, what, value) => {
    heard.push({ what, value, at: Date.now() });
  });
  await page.exposeBinding('answer', (_, call) => page.answer(call));
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) =>
      console.error('policy violated: ' + event.effectiveDirective + ' ' + event.blockedURI),
    );
    // from the message (or the start of the page) to the frame in which rows can be seen
    const watch = (began) => {
      const look = new MutationObserver(() => {
        if (!document.querySelector('[role="row"]')) return;
        look.disconnect();
        requestAnimationFrame(() => {
          const channel = new MessageChannel();
          channel.port1.onmessage = () => {
            window.painted = performance.now() - began;
          };
          channel.port2.postMessage(0);
        });
      });
      look.observe(document, { childList: true, subtree: true });
    };
    addEventListener('message', (event) => {
      if (event.data?.method === 'ui/notifications/tool-result') watch(performance.now());
    });
    watch(0);
  });
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) say('console: ' + message.text().slice(0, 300));
  });
  page.on('pageerror', (error) =>
    say('uncaught: ' + error.message.slice(0, 300) + ' ' + (error.stack ?? '').split('\n').slice(1, 3).join(' ')),
  );
  page.on('dialog', (dialog) => {
    say('a dialog');
    dialog.dismiss();
  });
  page.on('popup', () => say('a window was opened'));
  await page.route('**/*', (route) => {
    const url = route.request().url();
    if (url === HOST)
      return route.fulfill({
        contentType: 'text/html',
        body:
          `<!doctype html><html style="color-scheme:${theme}">` +
          `<body style="margin:0;background:${theme === 'dark' ? '#111' : '#fff'}">` +
          `<script>${bundle.replaceAll('</script', '<\\/script')}</script></body></html>`,
      });
    if (url === VIEW)
      return route.fulfill({
        contentType: 'text/html; charset=utf-8',
        headers: { 'content-security-policy': POLICY },
        body: page.bodies.view,
      });
    if (url === FILE) return route.fulfill({ contentType: 'text/html; charset=utf-8', body: page.bodies.file });
    if (url.endsWith('/favicon.ico')) return route.abort();
    say('a request: ' + url.slice(0, 200));
    return route.abort();
  });
  return page;
}

const until = async (test, ms = 5000) => {
  for (const end = Date.now() + ms; ; await pause(10)) {
    const got = await test();
    if (got) return got;
    if (Date.now() > end) return got;
  }
};
const frameOf = (page) => page.frames().find((frame) => frame.url() === VIEW);
/** Once sizes come no more. */
async function rest(page) {
  await pause(120);
  await until(
    () =>
      page.heard.some(({ what }) => what === 'size') &&
      Date.now() - page.heard.findLast(({ what }) => what === 'size').at > 250,
  );
}

/** A view in a host, told of a call and its result. */
async function host(
  name,
  { theme = 'light', width = 720, can = CAN, context = {}, result, args = { organizationSlug: 'acme-labs' } } = {},
) {
  const page = await open({ theme, width, height: 900 });
  page.bodies.view = compose(name);
  await page.goto(HOST);
  const hostContext = {
    theme,
    locale: 'en-US',
    timeZone: 'UTC',
    displayMode: 'inline',
    availableDisplayModes: ['inline', 'fullscreen'],
    containerDimensions: { width, maxHeight: 2000 },
    toolInfo: { tool: { name: 'get_it', inputSchema: { type: 'object' }, annotations: { readOnlyHint: true } } },
    ...context,
  };
  await page.evaluate((options) => window.host.open(options), { url: VIEW, width, capabilities: can, hostContext });
  if (!(await until(() => page.heard.some(({ what }) => what === 'initialized')))) page.faults.push('no handshake');
  if (args) await page.evaluate((given) => window.host.input(given), args);
  if (result) await page.evaluate((given) => window.host.result(given), result);
  if (page.faults.length === 0) await page.evaluate(() => window.host.ping()); // answered behind the result
  await rest(page);
  page.view = frameOf(page);
  return page;
}

const resultOf = (data) => ({
  content: [{ type: 'text', text: 'The answer in words.' }],
  structuredContent: { answer: 'The answer in words.', view: data },
});

/** What must hold of any picture: nothing injected, nothing too wide, nothing unreadable, the size as reported. */
async function look(page, frame, standalone = false) {
  const seen = await frame.evaluate(() => {
    const main = document.getElementById('main'),
      css = getComputedStyle,
      every = [...document.querySelectorAll('*')];
    const pen = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d', {
      willReadFrequently: true,
    });
    const light = (colour, below) => {
      pen.fillStyle = below ?? '#fff';
      pen.fillRect(0, 0, 1, 1);
      pen.fillStyle = colour;
      pen.fillRect(0, 0, 1, 1);
      const [r, g, b] = [...pen.getImageData(0, 0, 1, 1).data].map((v) =>
        v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4,
      );
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const ground = css(main).backgroundColor;
    const under = (element) => {
      for (let e = element; e; e = e.parentElement) {
        const c = css(e).backgroundColor;
        if (c !== 'transparent' && !/, 0\)$/.test(c) && !/\/ 0\)$/.test(c)) return c;
      }
      return ground;
    };
    const words = every
      .filter(
        (e) =>
          !/^(SCRIPT|STYLE|TITLE)$/i.test(e.tagName) &&
          [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()) &&
          e.getClientRects().length > 0 &&
          !e.closest('.unseen') &&
          !e.closest('[disabled]') &&
          !e.closest('[aria-pressed="false"]'),
      )
      .slice(0, 1500);
    const faint = words
      .map((e) => {
        const ink = e instanceof SVGElement ? css(e).fill : css(e).color,
          back = under(e),
          [a, b] = [light(ink, back), light(back, ground)].sort((p, q) => q - p);
        return { ratio: (a + 0.05) / (b + 0.05), text: e.textContent.slice(0, 40), ink, back };
      })
      .filter((one) => one.text.trim())
      .sort((a, b) => a.ratio - b.ratio)[0];
    const wide = every
      .filter(
        (e) =>
          e.getBoundingClientRect().right > innerWidth + 1 &&
          !e.closest('.scroll, .code, .cut, .rows, .heads, svg, .unseen, .tag') &&
          e.getClientRects().length > 0,
      )
      .map((e) => e.tagName + '.' + e.getAttribute('class'))
      .slice(0, 3);
    return {
      injected: every.filter(
        (e) =>
          [...e.attributes].some((a) => /^on|^srcdoc$|^formaction$/i.test(a.name)) ||
          /^(IFRAME|OBJECT|EMBED|BASE|IMG|FORM|VIDEO|META|LINK|SCRIPT|STYLE)$/i.test(e.tagName),
      ).length,
      links: [...document.querySelectorAll('a')].map((a) => a.href),
      height: main.getBoundingClientRect().height,
      over: document.documentElement.scrollWidth - innerWidth,
      wide,
      faint,
      text: main.innerText,
      unnamed: [...document.querySelectorAll('button, input, [tabindex]')].filter(
        (e) => !(e.textContent.trim() || e.getAttribute('aria-label')),
      ).length,
    };
  });
  const fixed = page.bodies[standalone ? 'file' : 'view'].match(/<(meta|script|style)[\s>]/g).length;
  if (seen.injected !== fixed)
    page.faults.push(`${seen.injected} elements that load or run, ${fixed} are the page's own`);
  if (seen.over > 0) page.faults.push(`${seen.over} px too wide`);
  if (seen.wide.length > 0) page.faults.push('sticks out: ' + seen.wide);
  if (seen.faint?.ratio < 4.5)
    page.faults.push(
      `contrast ${seen.faint.ratio.toFixed(1)}: "${seen.faint.text}" is ${seen.faint.ink} on ${seen.faint.back}`,
    );
  if (seen.unnamed > 0) page.faults.push(`${seen.unnamed} controls without a name`);
  for (const href of seen.links)
    if (new URL(href).origin !== (page.origin ?? 'https://acme-labs.sentry.io')) page.faults.push('a link to ' + href);
  if (!seen.text.trim()) page.faults.push('nothing to read');
  if (/undefined|NaN|\[object|Invalid Date/.test(seen.text) && !page.tolerant)
    page.faults.push('reads: ' + seen.text.match(/.{0,30}(undefined|NaN|\[object|Invalid Date).{0,30}/)[0]);
  const size = page.heard.findLast(({ what }) => what === 'size')?.value;
  if (!standalone && Math.abs((size?.height ?? 0) - seen.height) > 1)
    page.faults.push(`reported ${size?.height} px of ${seen.height}`);
  return seen;
}

async function shoot(page, title, frame, standalone = false) {
  if (!shots) return;
  const high = standalone
    ? await frame.evaluate(() => document.getElementById('main').getBoundingClientRect().height)
    : (page.heard.findLast(({ what }) => what === 'size')?.value.height ?? 100);
  await page.setViewportSize({
    width: page.viewportSize().width,
    height: Math.min(6000, Math.max(100, Math.ceil(high))),
  });
  await page.screenshot({ path: join(shots, title.replace(/\W+/g, '-') + '.png') });
}

async function done(page, title, frame = null, standalone = false) {
  if (frame) await look(page, frame, standalone);
  if (page.heard.filter(({ what }) => what === 'size').length > 25) page.faults.push('sizes without end');
  for (const { value } of page.heard.filter(({ what }) => what === 'refused'))
    page.faults.push('the host refused: ' + JSON.stringify(value).slice(0, 200));
  if (page.faults.length === 0) passed++;
  else {
    failed++;
    console.log(`FAIL ${title}\n     ${page.faults.join('\n     ')}`);
  }
  await page.context().close();
}

const equal = (page, what, got, wanted) => {
  if (JSON.stringify(got) !== JSON.stringify(wanted))
    page.faults.push(`${what}: ${JSON.stringify(got)}, the data say ${JSON.stringify(wanted)}`);
};
const near = (page, what, got, wanted, by) => {
  if (!(Math.abs(got - wanted) <= by)) page.faults.push(`${what}: ${got}, the data say ${wanted}`);
};
const UNITS = { µs: 0.001, ms: 1, s: 1000, min: 60000, h: 3600000, d: 86400000 };
/** A printed number or duration (in ms) back as a number. */
const read = (text) => {
  const [, figure, unit] = /^(-?[\d,.]+) ?(\S*)$/.exec(text.trim()) ?? [];
  return figure === undefined ? null : Number(figure.replaceAll(',', '')) * (UNITS[unit] ?? 1);
};

// ---------------------------------------------------------------- the drawn numbers are those in the data

const numbers = {
  async series(page, data) {
    const { rows, marks, shapes, legend } = await page.view.evaluate(() => {
      for (const details of document.querySelectorAll('details')) details.open = true;
      return new Promise((done) =>
        setTimeout(() => {
          for (const all of document.querySelectorAll('.tools button')) if (all.textContent === 'Show all') all.click();
          const table = [...document.querySelectorAll('table')].at(-1);
          const panels = [...document.querySelectorAll('.plot svg')];
          done({
            rows: [...table.tBodies[0].rows].map((row) => [...row.cells].map((cell) => cell.textContent)),
            marks: panels.map((svg) =>
              [...svg.querySelectorAll('.tick')].map((mark) => ({
                value: Number(mark.dataset.value),
                y: Number(mark.getAttribute('y')) - 4,
              })),
            ),
            shapes: panels.flatMap((svg, panel) =>
              [...svg.querySelectorAll('path[data-series]')].map((path) => ({
                panel,
                at: Number(path.dataset.series),
                ghost: path.classList.contains('ghost'),
                d: path.getAttribute('d'),
              })),
            ),
            legend: [...document.querySelectorAll('.legend td')].map((cell) => ({
              at: Number(cell.dataset.series),
              column: cell.dataset.column,
              text: cell.textContent,
            })),
          });
        }, 50),
      );
    });
    const count = Math.max(...data.timeSeries.map((one) => one.values.length)),
      compared = data.timeSeries.some((one) => one.comparison?.length);
    equal(page, 'rows of the table', rows.length, count);
    rows.forEach((row, i) =>
      data.timeSeries.forEach((one, s) => {
        const shown = read(row[1 + s * (compared ? 2 : 1)]),
          value = one.values[i] ?? null;
        if (value === null) equal(page, `gap ${i}`, shown, null);
        else
          near(
            page,
            `${one.yAxis} of bucket ${i}`,
            shown,
            value,
            one.valueType === 'integer' ? 0 : Math.abs(value) * 0.005 + 0.01,
          );
      }),
    );
    for (const { at, column, text } of legend) {
      const one = data.timeSeries[at],
        values = one.values.filter((value) => value !== null);
      if (column === 'Total') {
        if (one.total !== undefined)
          near(page, 'total', read(text), one.total, one.valueType === 'integer' ? 0 : one.total * 0.005);
      }
      if (column === 'Peak') near(page, 'peak', read(text), Math.max(...values), Math.max(...values) * 0.005);
    }
    // the geometry: each corner of a line or bar, taken back through the axis, is a value of the data
    for (const { panel, at, ghost, d } of shapes) {
      const axis = marks[panel],
        slope = (axis.at(-1).value - axis[0].value) / (axis.at(-1).y - axis[0].y),
        valueAt = (y) => axis[0].value + (y - axis[0].y) * slope;
      const values = (ghost ? data.timeSeries[at].comparison : data.timeSeries[at].values).filter(
        (value) => value !== null,
      );
      if (count > 400) continue;
      const corners = [...d.matchAll(/[ML]([\d.]+) ([\d.-]+)/g)]
        .map((match) => valueAt(Number(match[2])))
        .filter(() => !d.includes('V'));
      for (const corner of corners)
        if (!values.some((value) => Math.abs(value - corner) <= Math.abs(slope) * 0.6))
          page.faults.push(`series ${at} is drawn through ${corner}`);
      if (!d.includes('V') && new Set(values).size > 3 && corners.length === 0 && !d) continue;
    }
    const drawn = new Set(shapes.filter(({ d }) => d !== '').map(({ at }) => at));
    data.timeSeries.slice(0, 8).forEach((one, at) => {
      if (one.values.some((value) => value) && !drawn.has(at)) page.faults.push(`series ${at} is not drawn`);
    });
  },

  async trace(page, data) {
    const total = data.duration,
      spans = data.spans.span_id.length,
      seen = new Set();
    const check = (rows) =>
      rows.forEach((row) => {
        if (row.node >= spans) return;
        seen.add(row.node);
        near(page, `left edge of span ${row.node}`, row.left, (data.spans.start[row.node] / total) * 100, 0.5);
        near(page, `width of span ${row.node}`, row.width, (data.spans.duration[row.node] / total) * 100, 0.5);
        near(
          page,
          `duration of span ${row.node}`,
          read(row.long),
          data.spans.duration[row.node],
          data.spans.duration[row.node] * 0.006 + 0.005,
        );
        equal(page, `operation of span ${row.node}`, row.op, data.spans.op[row.node]);
      });
    const read10 = (top) =>
      page.view.evaluate(async (to) => {
        const rows = document.querySelector('.rows');
        rows.scrollTop = to;
        await new Promise((done) => setTimeout(done, 60));
        return [...document.querySelectorAll('.span')].map((row) => ({
          node: Number(row.dataset.node),
          left: parseFloat(row.querySelector('.block')?.style.left),
          width: parseFloat(row.querySelector('.block')?.style.width),
          long: row.querySelector('.name .long').textContent,
          op: row.querySelector('.op')?.textContent,
        }));
      }, top);
    for (const top of spans > 100 ? [0, 5000, 120000, 1e9] : [0, 100, 1e9]) check(await read10(top));
    const { count, facts } = await page.view.evaluate(() => ({
      count: Number(document.querySelector('[role="treegrid"]').getAttribute('aria-rowcount')),
      facts: Object.fromEntries(
        [...document.querySelectorAll('[data-count]')].map((e) => [e.dataset.count, e.textContent]),
      ),
    }));
    equal(page, 'rows', count, spans + (data.errors?.length ?? 0) + (data.logs?.length ?? 0));
    for (const kind of ['spans', 'errors', 'logs'])
      equal(page, kind, read(facts[kind].split(' (')[0]), data.counts[kind]);
    if (spans <= 100) equal(page, 'spans that were rows', seen.size, spans);
    await read10(0);
  },

  async issue(page, data) {
    await page.view.evaluate(() => {
      for (
        let more;
        (more = [...document.querySelectorAll('.columns > :first-child button')].find((each) =>
          /^Show/.test(each.textContent),
        ));
      )
        more.click();
    });
    const seen = await page.view.evaluate(() => ({
      facts: Object.fromEntries(
        [...document.querySelectorAll('[data-fact]')].map((e) => [e.dataset.fact, e.textContent]),
      ),
      lines: [...document.querySelectorAll('.own [data-line]')].map((e) => e.textContent),
      tags: [...document.querySelectorAll('.tag [data-count]')].map((e) => [
        e.textContent,
        parseFloat(e.closest('.tag').querySelector('.share').style.width),
      ]),
      bars: document.querySelector('.plot .bar')?.getAttribute('d'),
      marks: [...document.querySelectorAll('.plot .tick')].map((e) => [
        Number(e.dataset.value),
        Number(e.getAttribute('y')) - 4,
      ]),
    }));
    equal(page, 'events', read(seen.facts.count), data.count);
    equal(page, 'users', read(seen.facts.userCount), data.userCount);
    const stats = (data.stats['14d'] ?? Object.values(data.stats)[0]).map((row) => row[1]);
    equal(
      page,
      'total of the series',
      read(seen.facts.total),
      stats.reduce((a, b) => a + b, 0),
    );
    equal(page, 'peak of the series', read(seen.facts.peak), Math.max(...stats));
    const [[low, from], [high, to]] = [seen.marks[0], seen.marks.at(-1)];
    const tops = [...seen.bars.matchAll(/V([\d.]+)H/g)].map(
      (match) => low + ((Number(match[1]) - from) / (to - from)) * (high - low),
    );
    if (stats.length < 50)
      stats
        .slice(0, -1)
        .filter((value) => value > 0)
        .forEach((value, i) => near(page, `bar ${i}`, tops[i], value, ((high - low) / (from - to)) * 1.1));
    const wanted = data.tags
      .slice(0, 4)
      .flatMap((tag) => tag.topValues.slice(0, 4).map((value) => (value.count / tag.totalValues) * 100));
    const drawn = seen.tags.map(([, width]) => width);
    for (const width of wanted)
      if (!drawn.some((one) => Math.abs(one - width) < 0.01)) page.faults.push(`no bar of ${width}%`);
    const own = data.event.exceptions
      .flatMap((one) => one.frames)
      .filter((frame) => frame.inApp)
      .map((frame) => ':' + frame.lineNo);
    equal(page, 'lines of own frames', seen.lines, own);
  },
};

// ---------------------------------------------------------------- what the views do when used

const used = {
  async series(page) {
    const view = page.view,
      plot = view.locator('.plot').first(),
      box = await plot.boundingBox();
    await page.mouse.move(box.x + box.width - 12 - ((box.width - 60) * 10) / 25, box.y + 60);
    if (!/Feb 10, (19|20):00/.test(await view.locator('.tip').first().innerText()))
      page.faults.push('no tip under the pointer');
    await plot.focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    const spoken = await view.locator('[role="status"].unseen').innerText();
    if (!/187/.test(spoken) || !/before 201/.test(spoken)) page.faults.push('the second bucket is read as: ' + spoken);
    if (shots) await page.screenshot({ path: join(shots, 'series-pointed-at.png') });
    await view.getByRole('button', { name: 'As bars' }).click();
    await view.getByRole('button', { name: /p95/ }).click();
    await view.getByRole('button', { name: /p95/ }).click();
    await view.getByRole('link', { name: 'Open in Sentry' }).click();
    await until(() => page.heard.some(({ what }) => what === 'link'));
    equal(
      page,
      'links opened',
      page.heard.filter(({ what }) => what === 'link').map(({ value }) => value.url),
      [ordinary('series').url],
    );
  },

  async trace(page) {
    const view = page.view,
      rows = () => view.locator('[role="treegrid"]').getAttribute('aria-rowcount').then(Number);
    page.answer = async () => ({
      content: [{ type: 'text', text: 'words' }],
      structuredContent: {
        view: {
          attributes: [
            ['db.system', 'mysql'],
            ['<img src=x onerror=alert(1)>', '<b>x</b>'],
          ],
        },
      },
    });
    await view.locator('[data-node="1"]').click();
    await view.getByRole('button', { name: 'Attributes' }).click();
    await view.getByText('mysql').waitFor({ timeout: 3000 });
    equal(
      page,
      'the call for attributes',
      page.heard
        .filter(({ what }) => what === 'call')
        .map(({ value }) => [value.name, value.arguments.spanId, value.arguments.traceId]),
      [['get_span_details', '1d2c3b4a5f6e7000', '4d3c2b1a00112233445566778899aabb']],
    );
    await view.locator('[role="treegrid"]').focus();
    for (const key of ['Home', 'ArrowDown', 'ArrowLeft']) await page.keyboard.press(key);
    equal(page, 'rows after a span is folded', await rows(), 4);
    await page.keyboard.press('ArrowRight');
    equal(page, 'rows after it is opened again', await rows(), 16);
    await view.getByRole('searchbox').fill('shelf');
    equal(page, 'rows that lead to the one found', await rows(), 5);
    if (!/shelf/.test(await view.locator('.about').innerText())) page.faults.push('what was found is not shown');
    await view.getByRole('button', { name: 'Zoom to it' }).click();
    if (shots) {
      await rest(page);
      await page.screenshot({ path: join(shots, 'trace-used.png') });
    }
    await view.getByRole('searchbox').fill('');
    await view.getByRole('button', { name: 'Whole trace' }).click();
    await view.getByRole('button', { name: /^Failed/ }).click();
    await view.getByText('GatewayTimeout').first().click();
    await view.getByRole('link', { name: 'CHECKOUT-API-7K2' }).click();
    await until(() => page.heard.some(({ what }) => what === 'link'));
    equal(
      page,
      'links opened',
      page.heard.filter(({ what }) => what === 'link').map(({ value }) => value.url),
      ['https://acme-labs.sentry.io/issues/5550012345/'],
    );
    await view.getByRole('button', { name: /^Failed/ }).click();
    await view.getByRole('button', { name: 'Full screen' }).click();
    equal(
      page,
      'modes asked for',
      page.heard.filter(({ what }) => what === 'mode').map(({ value }) => value.mode),
      ['fullscreen'],
    );
    await page.evaluate(() => window.host.context({ displayMode: 'fullscreen' }));
  },

  async issue(page) {
    const view = page.view;
    await view.getByRole('button', { name: '3 frames of libraries' }).click();
    await view.getByText('protected_call').waitFor({ timeout: 2000 });
    await view.getByRole('button', { name: '24 hours' }).click();
    equal(
      page,
      'total of 24 hours',
      read(await view.locator('[data-fact="total"]').innerText()),
      ordinary('issue').stats['24h'].reduce((sum, row) => sum + row[1], 0),
    );
    await view.locator('summary').filter({ hasText: 'Numbers' }).click();
    await view.getByRole('link', { name: 'Open in Sentry' }).click();
    await until(() => page.heard.some(({ what }) => what === 'link'));
    equal(
      page,
      'links opened',
      page.heard.filter(({ what }) => what === 'link').map(({ value }) => value.url),
      [ordinary('issue').permalink],
    );
  },
};

if (process.argv.includes('--pictures')) {
  for (const name of NAMES) {
    const page = await host(name, {
      can: { serverTools: {} },
      context: { availableDisplayModes: [] },
      result: resultOf(ordinary(name)),
    });
    const high = await page.view.evaluate(() => document.getElementById('main').getBoundingClientRect().height);
    await page.setViewportSize({ width: 720, height: Math.min(620, Math.ceil(high)) });
    await page.screenshot({ path: new URL(name + '.png', import.meta.url).pathname });
    await page.context().close();
  }
  await browser.close();
  process.exit(0);
}

// ---------------------------------------------------------------- all of it

for (const name of NAMES.filter((each) => !only || each === only)) {
  const sets = { ordinary: ordinary(name), empty: empty(name), huge: huge(name), hostile: hostile(name, payloads) };
  for (const [set, data] of Object.entries(sets)) {
    for (const theme of ['light', 'dark']) {
      for (const width of [320, 720, 1400]) {
        const page = await host(name, { theme, width, result: resultOf(data) });
        page.tolerant = set === 'hostile';
        await shoot(page, `${name} ${set} ${theme} ${width}`, page.view);
        if (set === 'ordinary' || set === 'huge') await numbers[name](page, data);
        await rest(page);
        await done(page, `${name} ${set} ${theme} ${width}`, page.view);
      }
    }
    const file = await open({ theme: 'light', width: 1000 });
    file.tolerant = set === 'hostile';
    file.bodies.file = compose(name, data);
    await file.goto(FILE);
    if (file.heard.length > 0) file.faults.push('a page of its own spoke to a host');
    await shoot(file, `${name} ${set} as a page`, file.mainFrame(), true);
    await done(file, `${name} ${set} as a page`, file.mainFrame(), true);
  }
  const page = await host(name, { result: resultOf(sets.ordinary) });
  await used[name](page);
  await page.evaluate(() => window.host.context({ theme: 'dark' }));
  await pause(100);
  await page.evaluate(() => window.host.ping());
  await page.evaluate(() => window.host.teardown());
  await rest(page);
  await shoot(page, `${name} in use`, page.view);
  await done(page, `${name} in use`, page.view);

  // hosts that give less, or otherwise
  const bare = await host(name, {
    can: {},
    context: {
      theme: undefined,
      locale: 'xx-nonsense-',
      timeZone: 'Mars/Olympus',
      availableDisplayModes: undefined,
      toolInfo: undefined,
    },
    result: resultOf(sets.ordinary),
  });
  await bare.view.getByRole('link', { name: 'Open in Sentry' }).click();
  await bare.view.locator('.address').waitFor({ timeout: 2000 });
  await rest(bare);
  await done(bare, `${name} in a host that can nothing`, bare.view);
  const mute = await host(name);
  if (!/Asking Sentry/.test(await mute.view.locator('#status').innerText()))
    mute.faults.push('does not say that it waits');
  await mute.evaluate(() => window.host.cancelled());
  await until(async () => /Cancelled/.test(await mute.view.locator('#status').innerText()));
  await done(mute, `${name} cancelled`, mute.view);
  const error = await host(name, {
    result: { isError: true, content: [{ type: 'text', text: 'Sentry answered 503.\nTry again in a minute.' }] },
  });
  if (!/503/.test(await error.view.locator('#status').innerText())) error.faults.push('does not show the failure');
  if (error.heard.some(({ what }) => what === 'call')) error.faults.push('asked again after a failure');
  await shoot(error, `${name} failed`, error.view);
  await done(error, `${name} failed`, error.view);
  const text = await host(name);
  text.answer = async () => resultOf(sets.ordinary);
  await text.evaluate(() => window.host.result({ content: [{ type: 'text', text: 'The answer in words.' }] }));
  await text.view.locator('#view h1').waitFor({ timeout: 3000 });
  equal(
    text,
    'calls',
    text.heard.filter(({ what }) => what === 'call').map(({ value }) => [value.name, value.arguments]),
    [['get_it', { organizationSlug: 'acme-labs' }]],
  );
  await rest(text);
  await done(text, `${name} where the host hands over the text alone`, text.view);
  const writes = await host(name, {
    context: { toolInfo: { tool: { name: 'update_it', inputSchema: { type: 'object' } } } },
    result: { content: [{ type: 'text', text: 'The answer in words.' }] },
  });
  await pause(200);
  if (writes.heard.some(({ what }) => what === 'call'))
    writes.faults.push('called a tool that does not say it only reads');
  if (!/in words/.test(await writes.view.locator('#status').innerText())) writes.faults.push('does not show the text');
  await done(writes, `${name} of a tool that writes`, writes.view);

  // whatever Sentry sends instead of what is expected
  const odd = await host(name, { result: resultOf(sets.ordinary) });
  const cases = [...crooked(name)];
  const broke = await odd.view.evaluate(
    (all) =>
      all.flatMap(({ path, wrong, data }) => {
        try {
          show(data);
          const words = document.getElementById('view').innerText.match(/undefined|NaN|\[object|Invalid Date/);
          return words ? [`${path} = ${JSON.stringify(wrong)} reads ${words[0]}`] : [];
        } catch (error) {
          return [`${path} = ${JSON.stringify(wrong)}: ${error.message}`];
        }
      }),
    cases,
  );
  odd.faults.push(...broke.slice(0, 10));
  await done(odd, `${name} with ${cases.length} crooked values`);
}

// ---------------------------------------------------------------- what the program itself prints

if (option('--program')) {
  const print = (...words) => {
    const call = [...words, 'organizationSlug=acme-labs', '--output', 'html'];
    const options = { encoding: 'utf8', maxBuffer: 64 << 20, stdio: ['ignore', 'pipe', 'inherit'] };
    return execFileSync(option('--program'), ['demo', 'call', ...call], options);
  };
  const dataOf = (page) => JSON.parse(/ id="data">(.*?)<\/script>/s.exec(page)[1]);
  const issue = print('get_issue_details', 'issueId=CHECKOUT-API-7K2');
  const pages = {
    issue,
    trace: print('get_trace_details', 'traceId=' + dataOf(issue).event.trace_id),
    series: print('get_event_series', 'dataset=errors', 'period=24h', 'compareWith=1d'),
  };
  for (const name of NAMES.filter((each) => !only || each === only)) {
    const page = await open({ theme: 'dark', width: 900 });
    page.bodies.file = pages[name];
    page.origin = new URL(dataOf(pages[name]).base).origin;
    await page.goto(FILE);
    page.view = page.mainFrame();
    await shoot(page, `${name} of the demo`, page.view, true);
    await numbers[name](page, dataOf(pages[name]));
    await done(page, `${name} of the demo`, page.view, true);
  }
}

if (!only || only === 'trace') {
  const painted = [];
  for (let run = 0; run < 5; run++) {
    const page = await host('trace', { result: resultOf(huge('trace')) });
    painted.push(await until(() => page.view.evaluate(() => window.painted)));
    await page.context().close();
  }
  for (let run = 0; run < 3; run++) {
    const page = await open({ width: 1000 });
    page.bodies.file = compose('trace', huge('trace'));
    await page.goto(FILE);
    const ms = await until(() => page.evaluate(() => window.painted));
    console.log(`     as a page: ${Math.round(ms)} ms from the start of loading`);
    await page.context().close();
  }
  const best = Math.min(...painted);
  console.log(
    `     10,000 spans, from the result to the first paint: ${painted.map((ms) => Math.round(ms)).join(', ')} ms`,
  );
  if (best < 200) passed++;
  else {
    failed++;
    console.log(`FAIL the first paint of 10,000 spans took ${Math.round(best)} ms at best, 200 are the aim`);
  }
}

console.log(`${passed} passed, ${failed} failed`);
await browser.close();
process.exit(failed === 0 ? 0 : 1);
